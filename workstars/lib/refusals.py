"""A start that cannot go on, said in one sentence with what to do."""


class Refusal(Exception):
    """Its text is for the person at the terminal."""
