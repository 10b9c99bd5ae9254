"""A rule in other query languages, as its page shows it."""

from dataclasses import dataclass

from markupsafe import Markup

from kbgen.conversion.convert import Conversion
from kbgen.conversion.languages import TARGETS
from kbgen.markup.highlight import highlight
from kbgen.notes.note import Note
from kbgen.render.world import World


@dataclass(frozen=True, slots=True)
class ShownConversion:
    """One language."""

    language: str
    """Its key in the settings, by which the browser remembers what was chosen."""
    product: str
    syntax: str
    schema: str
    """How tables and fields are named; empty where there is no query."""
    query: Markup
    """As a code block; empty where there is none."""
    failure: str
    """Why there is no query; empty where there is one."""


def conversions_of(note: Note, world: World) -> tuple[ShownConversion, ...]:
    """Return a rule in each language that is wanted; nothing for other notes."""
    targets = {target.language: target for target in TARGETS}
    found = []
    for outcome in world.conversions.get(note.path, ()):
        target = targets[outcome.language]
        if isinstance(outcome, Conversion):
            query, schema, failure = highlight(outcome.query, target.lexer), outcome.schema, ""
        else:
            query, schema, failure = "", "", outcome.message
        shown = ShownConversion(
            target.language.value, target.product, target.syntax, schema, Markup(query), failure
        )
        found.append(shown)
    return tuple(found)
