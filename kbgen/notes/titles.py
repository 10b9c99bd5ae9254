"""Names for people. Specification: section 1.4 of the vault rules."""

import re

from kbgen.markup.body import Body, Heading
from kbgen.markup.slots import HeadingStart
from kbgen.notes.identifiers import name_without_id, technique_id
from kbgen.vault.document import Document

_JOINED = re.compile(r"(?<=[^\s-])- (?=\S)")
_UNFIT = re.compile(r'\s*[/\\:*?"<>|](?:\s*[/\\:*?"<>|])*\s*')
"""Characters that file names cannot hold, with the white space around them."""
_STAND_IN = re.compile(r"[ _-]{0,3}")
"""What may stand for them in a file name."""
_ID_BEFORE = re.compile(r"[A-Za-z]{1,3}[0-9]{4}[ _-]+")
_ID_BEHIND = re.compile(r"[ _-]+[A-Za-z]{1,3}[0-9]{4}$")


def technique_name(document: Document, body: Body) -> str:
    """Return the name of a technique: from its file name, or its heading where that reads better or alone has one.

    The first heading of level 1 or 2 reads better where it differs only in characters that file names cannot hold, or
    in characters beyond ASCII.
    """
    name = name_without_id(document.name)
    if " " not in name:
        name = name.replace("_", " ")
    heading = _first_heading(body)
    for candidate in (heading, name_without_id(heading)):
        if _is_file_name_of(candidate, name_without_id(document.name)):
            return candidate
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
    """Return the title of any other note: its leading heading of level 1, or its base name as it is meant."""
    lead = leading_heading(body)
    return lead.text if lead is not None and lead.level == 1 and lead.text else meant_name(document, body)


def meant_name(document: Document, body: Body) -> str:
    """Return a note's base name with the characters that file names cannot hold, where its first heading has them.

    ``M0920 - SSL_TLS Inspection`` is meant as ``M0920 - SSL/TLS Inspection`` where the first heading of level 1 or 2
    is the latter or ``SSL/TLS Inspection``.
    """
    heading, name = _first_heading(body), document.name
    before, behind = _ID_BEFORE.match(name), _ID_BEHIND.search(name)
    for start in (0, before.end() if before else 0):
        for end in (len(name), behind.start() if behind else len(name)):
            if _is_file_name_of(heading, name[start:end]):
                return name[:start] + heading + name[end:]
    return name


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


def _first_heading(body: Body) -> str:
    return next((item.text for item in body.headings if item.level <= 2), "")


def _is_file_name_of(text: str, name: str) -> bool:
    """Tell whether a text has characters that file names cannot hold, and a name differs in nothing else."""
    first, *others = (" ".join(part.split()) for part in _UNFIT.split(text))
    if not others or not name.startswith(first):
        return False
    position = len(first)
    for part in others:
        start = name.find(part, position) if part else len(name)
        if start < 0 or not _STAND_IN.fullmatch(name, position, start):
            return False
        position = start + len(part)
    return position == len(name)


def _ascii(text: str) -> str:
    """Return what the file-name form of a text keeps for sure."""
    return " ".join(text.encode("ascii", "ignore").decode().split()).casefold()
