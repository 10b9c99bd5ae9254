"""What a site owes to its mounted sources: pages for identifiers that moved, and the words of their licences."""

from collections.abc import Iterator
from functools import partial

from markupsafe import escape

from kbgen.pages.note_pages import page_name
from kbgen.pages.page import Page, PendingPage
from kbgen.render.addresses import relative
from kbgen.render.facts import Value
from kbgen.render.templates import fill_template
from kbgen.render.world import World
from kbgen.settings import SourceKind
from kbgen.sources.mount import Mounted

_SIGMA = (
    'Sigma rules: their authors, <a href="https://github.com/SigmaHQ/sigma" rel="noopener noreferrer">SigmaHQ</a>, '
    '<a href="https://github.com/SigmaHQ/Detection-Rule-License" rel="noopener noreferrer">'
    "Detection Rule License 1.1</a>."
)
_ATOMICS = (
    'Atomic tests: <a href="https://github.com/redcanaryco/atomic-red-team" rel="noopener noreferrer">'
    "Atomic Red Team</a>, copyright Red Canary, Inc., MIT licence."
)
_ATTACK = (
    '<a href="https://attack.mitre.org/resources/legal-and-branding/terms-of-use/" rel="noopener noreferrer">'
    "ATT&amp;CK terms of use</a>."
)


def moved_pages(world: World) -> list[PendingPage]:
    """Return a page for each object of a mounted release that was revoked or dropped; it names the successor."""
    return [
        PendingPage(url, identifier, partial(_moved_page, url, identifier, successor, world))
        for url, identifier, successor in moved(world)
    ]


def moved(world: World) -> Iterator[tuple[str, str, str | None]]:
    """Yield the URL of each page that is gone and whose place no note has, its identifier, and the successor if any."""
    taken = set(world.addresses.notes.values())
    for url, successor in world.mounted.redirects.items():
        if url not in taken:
            yield url, ".".join(url.strip("/").split("/")[1:]), successor


def _moved_page(url: str, identifier: str, successor: str | None, world: World) -> Page:
    note = world.knowledge.techniques.get(successor or "") or world.knowledge.objects.get(successor or "")
    value = None
    if note is not None:
        value = Value(page_name(note), relative(url, world.addresses.notes[note.path]))
    html = fill_template("moved.html", {"identifier": identifier, "successor": value})
    return Page(url, identifier, str(html))


def edition(mounted: Mounted) -> str:
    """Return the mounted releases of ATT&CK, such as ``ATT&CK Enterprise 18.1``; empty where there is none."""
    names = (
        f"{release.domain.removesuffix('-attack').title().replace('Ics', 'ICS')} {release.version or ''}".strip()
        for release in mounted.releases
    )
    text = ", ".join(names)
    return f"ATT&CK {text}" if text else ""


def attributions(mounted: Mounted) -> tuple[str, ...]:
    """Return what licences of mounted sources ask for, as HTML."""
    found = [f"{escape(release.copyright)} {_ATTACK}" for release in mounted.releases[:1]]
    if SourceKind.SIGMA in mounted.kinds:
        found.append(_SIGMA)
    if SourceKind.ATOMICS in mounted.kinds:
        found.append(_ATOMICS)
    return tuple(found)
