"""Citations of a page: one number per distinct name, in the order of the text, and the list below it."""

from dataclasses import dataclass, field
from html import escape


@dataclass(slots=True)
class Citations:
    """The numbers given so far on one page."""

    _marks: dict[str, int] = field(default_factory=dict)

    def mark(self, name: str) -> str:
        """Return the mark of one citation, a link to the list."""
        first = name not in self._marks
        number = self._marks.setdefault(name, len(self._marks) + 1)
        target = f' id="kb.cited-{number}"' if first else ""
        return (
            f'<sup class="kb-citation"{target}><a href="#kb.reference-{number}" title="{escape(name)}">'
            f"[{number}]</a></sup>"
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Return the cited names; the place of a name is its number less one."""
        return tuple(self._marks)
