"""The sections of a technique's note: which of them are empty, and which only look so.

A note that was made from ATT&CK's texts has the same sections as all others. Where a text has headings of its own, they
stand at the level of the sections: ``Detection`` with nothing below it, followed by ``Windows`` with its text.
"""

from dataclasses import replace
from itertools import pairwise

from kbgen.markup.body import Body

NAMES = frozenset(
    {
        "description",
        "detection",
        "defenses bypassed",
        "data sources",
        "detection rule",
        "rule testing",
        "mitigations",
        "procedure examples",
        "references",
    }
)
"""Names of sections, case-folded."""


def with_continued_sections(body: Body) -> Body:
    """Return a body whose sections are not empty where a heading that is no section's name follows."""
    continued = {
        heading
        for heading, following in pairwise(body.headings)
        if heading.empty and _is_section(heading.text) and not _is_section(following.text)
    }
    if not continued:
        return body
    headings = (replace(item, empty=False) if item in continued else item for item in body.headings)
    return replace(body, headings=tuple(headings))


def _is_section(text: str) -> bool:
    return text.casefold() in NAMES
