"""How fast, measured beside what a user would pick instead and beside the limit of the machine.

Absolute times move from machine to machine; ratios inside one run count.
"""
