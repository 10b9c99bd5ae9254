"""Fills the slots of a body: links, tags, citations, answers, headings. In: a note and the world. Out: HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import assert_never

from kbgen.knowledge.links import Link
from kbgen.markup.body import Heading
from kbgen.markup.references import (
    Citation,
    ExternalLink,
    Hashtag,
    MarkdownLink,
    QueryBlock,
    TableBlock,
    WikiLink,
)
from kbgen.markup.slots import Code, Finished, HeadingEnd, HeadingStart, LinkStart, Slot
from kbgen.notes.note import Note
from kbgen.notes.technique import Technique
from kbgen.notes.titles import leading_heading, says_the_same
from kbgen.render import links
from kbgen.render.addresses import relative
from kbgen.render.citations import Citations
from kbgen.render.excerpts import Parts, excerpt
from kbgen.render.late_code import code_mark
from kbgen.render.query_results import render_answer
from kbgen.render.tables import render_table
from kbgen.render.world import World
from kbgen.tables.results import Listing, Table

_ID = re.compile(r'(<[^<>]*?) id="[^"]*"')
_FRAGMENT = re.compile(r'(<a [^<>]*?)href="#')
_EMPTY_SECTION = '<p class="kb-empty">No data in the source.</p>'
_NOTICE = '<p class="kb-notice kb-notice--warning" role="note">{}: {}</p>'
_DEEPEST = 5
"""Embeds inside embeds that are shown; deeper ones become links."""


@dataclass(slots=True)
class BodyWriter:
    """Writes the body of one page, the bodies that it embeds included."""

    world: World
    page_url: str
    citations: Citations = field(default_factory=Citations)
    anchors: list[str] = field(default_factory=list)
    """The ids that the page has, in order."""
    code: list[tuple[str, str]] = field(default_factory=list)
    """Language and text of the code blocks that are written as marks, in order."""
    _shown: list[tuple[str, str]] = field(default_factory=list)
    """Path and anchor of what is being written: the page's note, then each embed inside of it."""
    _links: dict[str, dict[object, Link]] = field(default_factory=dict)

    def write(self, note: Note) -> str:
        """Return the body of a note as HTML; a leading heading that repeats the title is left out.

        Of code blocks only marks stand in it, each with its place in `code`.
        """
        self.anchors += note.body.anchors
        self.anchors += (heading.anchor for heading in outline(note))
        self._shown = [(note.path, "")]
        return "".join(self._pieces(note, note.body.parts))

    @property
    def _embeds(self) -> bool:
        return len(self._shown) > 1

    def _pieces(self, note: Note, parts: Parts) -> Iterator[str]:
        """Yield the HTML of a body's parts, slots filled."""
        dropped = dropped_heading(note)
        shift = heading_shift(note)
        hidden = False
        for place, part in enumerate(parts):
            if place % 2 == 0:
                if not hidden:
                    yield self._detached(part, note) if self._embeds else part
                continue
            slot = note.body.slots[int(part)]
            if isinstance(slot, HeadingStart | HeadingEnd) and note.body.headings[slot.index] is dropped:
                hidden = isinstance(slot, HeadingStart)
            elif not hidden:
                yield self._filled(slot, note, shift)

    def _detached(self, html: str, note: Note) -> str:
        """Return a piece of an embedded body without ids; its footnotes lead to the page of its own note."""
        home = relative(self.page_url, self.world.addresses.notes[note.path])
        return _FRAGMENT.sub(rf'\1href="{home}#', _ID.sub(r"\1", html))

    def _filled(self, slot: Slot, note: Note, shift: int) -> str:
        match slot:
            case HeadingStart() | HeadingEnd():
                return self._heading(slot, note, shift)
            case LinkStart(link=link):
                return self._link_start(link, note)
            case ExternalLink():
                return links.external_picture(slot)
            case WikiLink() | MarkdownLink():
                return self._embed(slot, note) if slot.embed else self._wikilink(slot, note)
            case Hashtag(name=name):
                target = relative(self.page_url, self.world.addresses.tags[name.casefold()])
                return f'<a class="kb-tag" href="{target}">#{escape(name)}</a>'
            case Citation(name=name):
                return self.citations.mark(name)
            case QueryBlock():
                return render_answer(self.world.answers.of_block(note.path, slot), self.world, self.page_url)
            case TableBlock():
                return self._table(slot, note)
            case Code() | Finished():
                return self._marked(slot, note) if isinstance(slot, Code) else slot.html
            case _:
                assert_never(slot)

    def _marked(self, slot: Code, note: Note) -> str:
        block = note.body.code_blocks[slot.index]
        self.code.append((block.language, block.text))
        return code_mark(len(self.code) - 1)

    def _link_start(self, link: MarkdownLink | ExternalLink, note: Note) -> str:
        if isinstance(link, ExternalLink):
            return links.external_start(link, self.world, self.page_url)
        return links.file_start(self._link(note, link), self.world, self.page_url)

    def _table(self, block: TableBlock, note: Note) -> str:
        answer = self.world.tables.of_block(note.path, block).answer
        return render_table(answer, block.text, block.language, self.world, self.page_url)

    def _heading(self, slot: HeadingStart | HeadingEnd, note: Note, shift: int) -> str:
        heading = note.body.headings[slot.index]
        level = min(max(heading.level + shift, 2), 6)
        own = not self._embeds
        if isinstance(slot, HeadingStart):
            return f'<h{level} id="{heading.anchor}">' if own else f"<h{level}>"
        permalink = (
            f'<a class="headerlink" href="#{heading.anchor}" title="Permanent link">¶</a>' if own else ""
        )
        empty = _EMPTY_SECTION if heading.empty and isinstance(note.subject, Technique) else ""
        return f"{permalink}</h{level}>{empty}"

    def _link(self, note: Note, reference: WikiLink | MarkdownLink) -> Link:
        if note.path not in self._links:
            self._links[note.path] = {link.reference: link for link in self.world.knowledge.links[note.path]}
        return self._links[note.path][reference]

    def _wikilink(self, reference: WikiLink | MarkdownLink, note: Note) -> str:
        link = self._link(note, reference)
        text = reference.text or links.shown_text(link)
        return f"{links.file_start(link, self.world, self.page_url)}{escape(text)}</a>"

    def _embed(self, reference: WikiLink | MarkdownLink, note: Note) -> str:
        link = self._link(note, reference)
        view = self.world.tables.embedded.get((note.path, link.path or "", link.reference.fragment))
        if isinstance(view, Table | Listing):
            return render_table(view, "", "base", self.world, self.page_url)
        file = links.picture(link, self.world, self.page_url, reference.text or "") or links.attached(
            link, self.world, self.page_url, reference.text or ""
        )
        if file is not None:
            return file
        target = self.world.knowledge.notes.get(link.path or "")
        source = self._wikilink(reference, note)
        if target is None or not (isinstance(reference, WikiLink) and reference.block):
            return source
        here = (target.path, link.anchor)
        if here in self._shown:
            return _NOTICE.format("This embeds what it is part of", source)
        if len(self._shown) > _DEEPEST:
            return _NOTICE.format(f"More than {_DEEPEST} embeds in each other", source)
        parts = excerpt(target, link.anchor)
        if parts is None:
            return f"<p>{source}</p>"
        self._shown.append(here)
        inner = "".join(self._pieces(target, parts))
        self._shown.pop()
        return f'<div class="kb-embed"><p class="kb-embed__source">{source}</p>{inner}</div>'


def dropped_heading(note: Note) -> Heading | None:
    """Return the leading heading of a body that only repeats the note's title, or None."""
    lead = leading_heading(note.body)
    return lead if lead is not None and says_the_same(lead.text, note.title) else None


def outline(note: Note) -> tuple[Heading, ...]:
    """Return the headings that a note's page shows."""
    dropped = dropped_heading(note)
    return tuple(heading for heading in note.body.headings if heading is not dropped)


def heading_shift(note: Note) -> int:
    """Return what to add to levels so that the highest one below the page's title is 2."""
    levels = [heading.level for heading in outline(note)]
    return 2 - min(levels) if levels else 0
