"""The answer of a ``dataview`` or ``base`` block as HTML; what kbgen does not answer is shown as code, with the reason."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from kbgen.markup.highlight import highlight
from kbgen.markup.outline import slug
from kbgen.render.addresses import relative
from kbgen.render.templates import fill_template
from kbgen.render.world import World
from kbgen.tables.faults import Malformed, Unsupported
from kbgen.tables.results import Answer, Listing, Pair, Row, Table
from kbgen.tables.values import Date, File, Link, Object, Tag, Value, title_of

_DASH = "–"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under one heading; the heading is empty for a table without groups."""

    heading: Markup
    rows: tuple[tuple[Markup, ...], ...]


def render_table(answer: Answer, source: str, language: str, world: World, page_url: str) -> Markup:
    """Return the answer of one block.

    Args:
        answer: what came of it.
        source: the text of the block.
        language: ``dataview`` or ``base``, for the code that stands in for an answer.
        world: everything known.
        page_url: URL of the page that shows it.
    """
    if isinstance(answer, Malformed | Unsupported):
        code = Markup(highlight(source, "yaml" if language == "base" else ""))
        return fill_template("partials/table.html", {"fault": answer, "code": code, "language": language})
    if isinstance(answer, Listing):
        items = [_item(item, world, page_url) for item in answer.items]
        values = {"fault": None, "columns": (), "parts": (), "items": items, "title": "", "count": len(items)}
    else:
        values = {
            "fault": None,
            "columns": answer.columns,
            "parts": _parts(answer, world, page_url),
            "items": (),
            "title": answer.title,
            "count": len(answer.rows),
        }
    return fill_template("partials/table.html", {**values, "language": language})


def _parts(table: Table, world: World, page_url: str) -> list[Part]:
    if not table.groups:
        return [Part(Markup(""), _rows(table.rows, world, page_url))]
    return [
        Part(_value(group.key, world, page_url), _rows(group.rows, world, page_url)) for group in table.groups
    ]


def _rows(rows: tuple[Row, ...], world: World, page_url: str) -> tuple[tuple[Markup, ...], ...]:
    return tuple(tuple(_value(cell, world, page_url) for cell in row) for row in rows)


def _item(item: Value | Pair, world: World, page_url: str) -> Markup:
    if isinstance(item, Pair):
        key, value = (_value(part, world, page_url) for part in (item.key, item.value))
        return Markup("{}: {}").format(key, value)
    return _value(item, world, page_url)


def _value(value: Value, world: World, page_url: str) -> Markup:
    match value:
        case None:
            return Markup(_DASH)
        case bool():
            return Markup("true" if value else "false")
        case float():
            return escape(number_text(value))
        case str():
            return escape(value)
        case Date(text=text):
            return escape(text)
        case Link():
            return _link(value, world, page_url)
        case Tag(name=name):
            target = world.addresses.tags.get(name.casefold())
            label = f"#{name}"
            if target is None:
                return Markup('<span class="kb-tag">{}</span>').format(label)
            return Markup('<a class="kb-tag" href="{}">{}</a>').format(relative(page_url, target), label)
        case File(path=path):
            return _file(path, title_of(path), "", world, page_url)
        case tuple():
            return Markup(", ").join(_value(item, world, page_url) for item in value)
        case Object(entries=entries):
            return escape(", ".join(entries))


def _link(link: Link, world: World, page_url: str) -> Markup:
    if not link.exists:
        return Markup('<a class="kb-unresolved" title="No note or file has this name">{}</a>').format(link.label)
    return _file(link.path, link.label, slug(link.fragment) if link.fragment else "", world, page_url)


def _file(path: str, label: str, anchor: str, world: World, page_url: str) -> Markup:
    target = world.addresses.of_path(path)
    if target is None:
        return escape(label)
    return Markup('<a href="{}">{}</a>').format(relative(page_url, target, anchor), label)
