class LibraryRefused(Exception):
    """`field` is what the form calls it, "" for none; the text is a sentence for the page."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
