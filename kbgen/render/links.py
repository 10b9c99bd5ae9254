"""Links of a note as HTML."""

import posixpath
import re
from html import escape
from urllib.parse import quote

from kbgen.knowledge.links import Link
from kbgen.markup.references import ExternalLink
from kbgen.notes.attack_object import FAMILIES
from kbgen.notes.identifiers import technique_id_of_url
from kbgen.notes.note import Note
from kbgen.render.addresses import relative
from kbgen.render.world import World

_FOLDERS = "|".join(family.folder for family in FAMILIES)
_OBJECT = re.compile(
    rf"https?://(?:www\.)?attack\.mitre\.org/(?:versions/[^/]+/)?(?:{_FOLDERS})/([A-Za-z]{{1,3}}\d{{4}})/?(?:#.*)?"
)
_SAFE = re.compile(r"(?:https?|mailto|obsidian|ftps?|tel):", re.IGNORECASE)
_PLAYERS = {
    "audio": (".flac", ".m4a", ".mp3", ".ogg", ".opus", ".wav", ".3gp"),
    "video": (".mkv", ".mov", ".mp4", ".ogv", ".webm"),
}
_LATER = (".base", ".canvas")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp")
_SIZE = re.compile(r"(\d{1,5})(?:x(\d{1,5}))?")
UNRESOLVED = '<a class="kb-unresolved" title="No note or file has this name">'
"""Opens a link without a target: readable, and no dead hyperlink."""


def attack_note(url: str, world: World) -> Note | None:
    """Return the note of the technique or other object whose page at attack.mitre.org an address is, or None."""
    identifier = technique_id_of_url(url)
    if identifier is not None:
        return world.knowledge.techniques.get(identifier)
    match = _OBJECT.fullmatch(url.strip())
    return world.knowledge.objects.get(match[1].upper()) if match else None


def external_start(link: ExternalLink, world: World, page_url: str) -> str:
    """Return the opening tag of a link to another host, or to the local page of the ATT&CK object that it names.

    The address that the author wrote stays available in ``title`` and ``data-original``.
    """
    note = attack_note(link.url, world)
    if note is not None:
        address = escape(link.url)
        target = relative(page_url, world.addresses.notes[note.path])
        return f'<a class="kb-attack" href="{target}" title="{address}" data-original="{address}">'
    if not _SAFE.match(link.url):
        return '<a class="kb-unresolved" title="kbgen does not link to addresses of this scheme">'
    return f'<a href="{escape(link.url)}" rel="noopener noreferrer">'


def file_start(link: Link, world: World, page_url: str) -> str:
    """Return the opening tag of a link to a note or another file of the vault."""
    target = world.addresses.of_path(link.path) if link.path is not None else None
    if target is None:
        return UNRESOLVED
    return f'<a href="{relative(page_url, target, link.anchor)}">'


def shown_text(link: Link) -> str:
    """Return what a wikilink without display text shows: the target as written.

    ``[[A#B]]`` shows as ``A > B``.
    """
    written = link.reference.target.removesuffix(".md")
    fragment = link.reference.fragment.replace("#", " > ").lstrip("^")
    return " > ".join(part for part in (written, fragment) if part)


def picture(link: Link, world: World, page_url: str, text: str) -> str | None:
    """Return the ``<img>`` of an embedded picture, or None where the target is no picture of the vault.

    Args:
        link: the embed, followed.
        world: everything known.
        page_url: URL of the page that shows it.
        text: what stands behind the bar, a size such as ``100`` or ``100x145``, or alternative text.
    """
    if link.path is None or not link.path.casefold().endswith(_PICTURES):
        return None
    alternative, _, last = text.rpartition("|")
    size = _SIZE.fullmatch(last)
    if size is None:
        alternative = text
    width = f' width="{size[1]}"' if size else ""
    height = f' height="{size[2]}"' if size and size[2] else ""
    source = relative(page_url, world.addresses.attachments[link.path])
    name = alternative or posixpath.basename(link.path)
    return f'<img src="{source}" alt="{escape(name)}" loading="lazy"{width}{height}>'


def attached(link: Link, world: World, page_url: str, text: str) -> str | None:
    """Return an embedded file that is neither note nor picture, or None where the target is no such file.

    Sound and film get a player, a PDF a link that opens it at the page that the embed names; what kbgen does not show
    yet is a link with a notice.
    """
    if link.path is None or link.path not in world.addresses.attachments:
        return None
    folded = link.path.casefold()
    source = relative(page_url, world.addresses.attachments[link.path])
    name = escape(text or posixpath.basename(link.path))
    for element, endings in _PLAYERS.items():
        if folded.endswith(endings):
            return (
                f'<{element} controls preload="none" src="{source}"><a href="{source}">{name}</a></{element}>'
            )
    fragment = f"#{quote(link.reference.fragment, safe='=&')}" if link.reference.fragment else ""
    anchor = f'<a href="{source}{fragment}">{name}</a>'
    if folded.endswith(_LATER):
        notice = "kbgen does not show files of this kind in place."
        return f'<span class="kb-notice kb-notice--info" role="note">{anchor}: {notice}</span>'
    return anchor


def external_picture(link: ExternalLink) -> str:
    """Return a link in place of a picture on another host: no page loads anything from elsewhere."""
    name = escape(link.text or link.url)
    if not _SAFE.match(link.url):
        return f'<span class="kb-unresolved">{name}</span>'
    return f'<a class="kb-external-picture" href="{escape(link.url)}" rel="noopener noreferrer">{name}</a>'
