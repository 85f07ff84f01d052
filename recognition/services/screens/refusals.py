class ScreenRefused(Exception):
    """`field` is what the form calls it; the text is a sentence for the page."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
