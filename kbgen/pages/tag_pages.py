"""The list of tags and a page for each: the notes that carry it or a tag nested below it."""

from dataclasses import dataclass
from functools import partial

from kbgen.notes.kind import Kind
from kbgen.pages.note_pages import page_name
from kbgen.pages.page import Page, PendingPage
from kbgen.render.addresses import TAGS, relative
from kbgen.render.facts import Value
from kbgen.render.templates import fill_template
from kbgen.render.world import World


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag in the list."""

    name: str
    url: str
    count: int


def tag_pages(world: World) -> list[PendingPage]:
    """Return ``/tags/`` and the page of each tag."""
    listing = PendingPage(TAGS, "Tags", partial(_listing, world))
    return [listing, *(_pending(folded, world) for folded in world.knowledge.tags)]


def _listing(world: World) -> Page:
    rows = [
        TagRow(use.name, relative(TAGS, world.addresses.tags[folded]), len(use.paths))
        for folded, use in world.knowledge.tags.items()
    ]
    return Page(TAGS, "Tags", str(fill_template("tags.html", {"rows": rows})))


def _pending(folded: str, world: World) -> PendingPage:
    title = f"#{world.knowledge.tags[folded].name}"
    return PendingPage(world.addresses.tags[folded], title, partial(_tag, folded, world))


def _tag(folded: str, world: World) -> Page:
    use, url = world.knowledge.tags[folded], world.addresses.tags[folded]
    groups: dict[Kind, list[Value]] = {kind: [] for kind in Kind}
    nested_names = [name for name in world.knowledge.tags if name.startswith(f"{folded}/")]
    below = (path for name in nested_names for path in world.knowledge.tags[name].paths)
    paths = sorted({*use.paths, *below})
    for path in paths:
        note = world.knowledge.notes[path]
        groups[note.kind].append(Value(page_name(note), relative(url, world.addresses.notes[path])))
    nested = [
        Value(world.knowledge.tags[name].name, relative(url, world.addresses.tags[name]))
        for name in nested_names
    ]
    values = {
        "tag": use.name,
        "total": len(paths),
        "groups": [(kind.plural.capitalize(), found) for kind, found in groups.items() if found],
        "nested": nested,
    }
    return Page(url, f"#{use.name}", str(fill_template("tag.html", values)))
