"""Names for people. Specification: section 1.4 of the vault rules."""

import re

from kbgen.markup.body import Body, Heading
from kbgen.markup.slots import HeadingStart
from kbgen.notes.identifiers import name_without_id, technique_id
from kbgen.vault.document import Document

_JOINED = re.compile(r"(?<=[^\s-])- (?=\S)")


def technique_name(document: Document, body: Body) -> str:
    """Return the name of a technique: from its file name, or its heading where that reads better or alone has one."""
    name = name_without_id(document.name)
    if " " not in name:
        name = name.replace("_", " ")
    heading = next((item.text for item in body.headings if item.level <= 2), "")
    if not name:
        name = name_without_id(heading) or document.name
    elif heading and _ascii(heading) == _ascii(name) and not technique_id(heading):
        name = heading
    return shown_name(name)


def shown_name(name: str) -> str:
    """Return a name as readers see it.

    File names can hold no colon, so a hyphen that sticks to the word before it stands for one; underscores stand for
    spaces where there are none.
    """
    return _JOINED.sub(": ", name if " " in name else name.replace("_", " "))


def page_title(document: Document, body: Body) -> str:
    """Return the title of any other note: its leading heading of level 1, or its base name."""
    lead = leading_heading(body)
    return lead.text if lead is not None and lead.level == 1 and lead.text else document.name


def leading_heading(body: Body) -> Heading | None:
    """Return the heading with which a body begins, or None."""
    if len(body.parts) > 1 and not body.parts[0].strip():
        slot = body.slots[int(body.parts[1])]
        if isinstance(slot, HeadingStart):
            return body.headings[slot.index]
    return None


def says_the_same(heading: str, title: str) -> bool:
    """Tell whether a heading only repeats a title, letters beyond ASCII and punctuation apart."""
    return _ascii(_JOINED.sub(": ", heading)) == _ascii(title)


def _ascii(text: str) -> str:
    """Return what the file-name form of a text keeps for sure."""
    plain = "".join(character for character in text if character.isascii())
    return " ".join(plain.split()).casefold()
