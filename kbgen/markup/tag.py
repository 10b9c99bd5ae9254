"""Tags, from the front matter or from the text of a note."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of a note."""

    name: str
    """The tag as written, without the leading ``#``."""
    line: int
    """Line in the file, counted from 1."""
    column: int
    """Column in that line, counted from 1."""
    inline: bool = False
    """True for a ``#tag`` in the body, False for one from the front matter."""
