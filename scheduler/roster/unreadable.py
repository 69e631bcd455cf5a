"""Why bytes are no table that can be read: found out where nothing of the service is loaded, and said elsewhere."""

from enum import StrEnum


class Why(StrEnum):
    """What is the matter with a file; `refusals` has the words."""

    OLD_EXCEL_OR_PDF = "old_excel_or_pdf"
    UTF_16 = "utf_16"
    WEB_PAGE = "web_page"
    NUL = "nul"
    NOT_UTF_8 = "not_utf_8"
    SEMICOLONS = "semicolons"
    TABS = "tabs"
    BARS = "bars"
    OPEN_QUOTE = "open_quote"
    TOO_MANY = "too_many"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_MUCH_TEXT = "too_much_text"
    UNPACKS = "unpacks"
    PACKED_TOO_TIGHTLY = "packed_too_tightly"
    ENTITIES = "entities"
    DAMAGED = "damaged"
    TOO_COSTLY = "too_costly"


class UnreadableError(Exception):
    """The bytes are no table; `number` is the row, line or size in MB that some reasons name."""

    def __init__(self, why: Why, number: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.number = number
