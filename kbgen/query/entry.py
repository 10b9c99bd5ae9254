"""A searchable file with what is worked out of it on demand, and the texts that queries see in it."""

from kbgen.knowledge.searchable import Searchable
from kbgen.markup.units import Lines
from kbgen.query.order import SortKey, sort_key


class Unit:
    """One text that a query looks at: a name, the content, a line, a block, a section, a task, a value."""

    __slots__ = ("_folded", "entry", "line", "raw", "section")

    def __init__(self, raw: str, entry: "Entry | None" = None, line: int = 0, section: int = -1) -> None:
        self.raw = raw
        """The text as written."""
        self.entry = entry
        """The file that the text is part of; None for names and values."""
        self.line = line
        """Line of the content on which the text starts, counted from 0."""
        self.section = section
        """Index in the file's sections, for sections only."""
        self._folded: str | None = None

    @property
    def folded(self) -> str:
        """Return the text for comparisons that ignore case. It has the same lines as ``raw``."""
        if self._folded is None:
            self._folded = self.raw.casefold()
        return self._folded


class Entry:
    """One file of an index. The file never changes; the rest is remembered when it was first asked for."""

    __slots__ = ("_base_name", "_content", "_key", "cut", "file")

    def __init__(self, file: Searchable, cut: Lines | None = None) -> None:
        self.file = file
        """The file as queries see it."""
        self.cut = cut
        """The lines that were left out of the content, or None."""
        self._content: Unit | None = None
        self._base_name: Unit | None = None
        self._key: SortKey | None = None

    @property
    def content(self) -> Unit:
        """Return the whole text."""
        if self._content is None:
            self._content = Unit(self.file.content, self)
        return self._content

    @property
    def base_name(self) -> Unit:
        """Return the base name."""
        if self._base_name is None:
            self._base_name = Unit(self.file.base_name)
        return self._base_name

    @property
    def key(self) -> SortKey:
        """Return the sort key of the file."""
        if self._key is None:
            self._key = sort_key(self.file)
        return self._key

    def lines(self) -> list[str]:
        """Return the lines of the content; a final line break starts no line."""
        lines = self.file.content.split("\n")
        if not lines[-1]:
            lines.pop()
        return lines

    def has_line(self, line: int) -> bool:
        """Return whether the content has a line, counted from 0; none follows a final line break."""
        content = self.file.content
        return line < content.count("\n") + (content[-1:] not in ("", "\n"))

    def file_line(self, line: int) -> int:
        """Return the line in the file, counted from 1, of a line of the content, counted from 0."""
        if self.cut is not None and line >= self.cut.start:
            return line + self.cut.end - self.cut.start + 1
        return line + 1
