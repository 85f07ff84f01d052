"""How many processes the tests have killed so far, in this process of pytest."""

killed = 0


def count(processes: int = 1) -> None:
    global killed  # noqa: PLW0603 (one number, asked before and after each test)
    killed += processes
