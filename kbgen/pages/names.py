"""What a note is called in tables: its identifier and its title."""

from kbgen.notes.attack_object import AttackObject
from kbgen.notes.note import Note
from kbgen.notes.technique import Technique
from kbgen.render.addresses import relative
from kbgen.render.fact import Value
from kbgen.render.world import World


def identifier_of(note: Note) -> str:
    """Return the ATT&CK identifier of what a note is; empty for rules, tests and pages."""
    return note.subject.id if isinstance(note.subject, Technique | AttackObject) else ""


def linked_name(note: Note, world: World, url: str) -> Value:
    """Return a note's identifier and title with a link from the page at a URL."""
    name = f"{identifier_of(note)} {note.title}".strip()
    return Value(name, relative(url, world.addresses.notes[note.path]))
