"""Which techniques the tags of a note name."""

from collections.abc import Iterable

from kbgen.notes.identifiers import technique_id


def techniques_of(tags: Iterable[str]) -> set[str]:
    """Return the identifiers of the techniques that tags, as written, name."""
    return {identifier for tag in tags if (identifier := technique_id(tag)) is not None}
