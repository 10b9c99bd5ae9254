"""What sources say of relations, as the cells of a page's tables. In: a text of ATT&CK. Out: inline HTML."""

from markupsafe import Markup

from kbgen.markup.phrase import PhraseSlot, read_phrase
from kbgen.markup.references import Citation, ExternalLink
from kbgen.render import links
from kbgen.render.addresses import relative
from kbgen.render.citations import Citations
from kbgen.render.world import World

_CLOSE = "</a>"


def render_phrase(text: str, world: World, page_url: str, citations: Citations) -> Markup:
    """Return a text of ATT&CK as inline HTML; links to the page itself are text.

    Args:
        text: as the source writes it.
        world: everything known.
        page_url: URL of the page that shows it.
        citations: those of the page so far; the text's own are added.
    """
    phrase = read_phrase(text)
    pieces: list[str] = []
    unlinked = False
    for place, part in enumerate(phrase.parts):
        if place % 2:
            opening = _filled(phrase.slots[int(part)], world, page_url, citations)
            unlinked = unlinked or not opening
            pieces.append(opening)
        elif unlinked and _CLOSE in part:
            unlinked = False
            pieces.append(part.replace(_CLOSE, "", 1))
        else:
            pieces.append(part)
    return Markup("".join(pieces))


def _filled(slot: PhraseSlot, world: World, page_url: str, citations: Citations) -> str:
    """Return what stands in place of a slot; nothing for the start of a link to the page itself."""
    match slot:
        case Citation(name=name):
            return citations.mark(name)
        case ExternalLink(embed=True):
            return links.external_picture(slot)
        case ExternalLink(url=url):
            note = links.attack_note(url, world)
            target = world.addresses.notes[note.path] if note is not None else None
            if target is None:
                return links.external_start(slot, world, page_url)
            return "" if target == page_url else f'<a href="{relative(page_url, target)}">'
