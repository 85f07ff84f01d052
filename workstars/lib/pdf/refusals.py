"""Why there is no PDF."""


class CannotSet(Exception):
    """These pages cannot be set in type."""


class TookTooLong(CannotSet):
    """Setting them took longer than it may."""
