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
from kbgen.tables.values import Date, File, Link, Object, Tag, Value, number_text, title_of

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
    values: dict[str, object] = {"fault": None, "language": language, "items": (), "columns": (), "parts": ()}
    if isinstance(answer, Listing):
        items = [_item(item, world, page_url) for item in answer.items]
        values |= {"items": items, "title": "", "count": len(items)}
    else:
        parts = _parts(answer, world, page_url)
        values |= {
            "columns": answer.columns,
            "parts": parts,
            "title": answer.title,
            "count": len(answer.rows),
        }
    return fill_template("partials/table.html", values)


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
        case tuple():
            return Markup(", ").join(_value(item, world, page_url) for item in value)
        case Link():
            return _link(value, world, page_url)
        case File(path=path):
            return _file(path, title_of(path), "", world, page_url)
        case Tag(name=name):
            return _tag(name, world, page_url)
        case _:
            return escape(_text(value))


def _text(value: bool | float | str | Date | Object | None) -> str:
    match value:
        case None:
            return _DASH
        case bool():
            return "true" if value else "false"
        case float():
            return number_text(value)
        case str():
            return value
        case Date(text=text):
            return text
        case Object(entries=entries):
            return ", ".join(entries)


def _tag(name: str, world: World, page_url: str) -> Markup:
    target = world.addresses.tags.get(name.casefold())
    if target is None:
        return Markup('<span class="kb-tag">#{}</span>').format(name)
    return Markup('<a class="kb-tag" href="{}">#{}</a>').format(relative(page_url, target), name)


def _link(link: Link, world: World, page_url: str) -> Markup:
    if not link.exists:
        return Markup('<a class="kb-unresolved" title="No note or file has this name">{}</a>').format(
            link.label
        )
    return _file(link.path, link.label, slug(link.fragment) if link.fragment else "", world, page_url)


def _file(path: str, label: str, anchor: str, world: World, page_url: str) -> Markup:
    target = world.addresses.of_path(path)
    if target is None:
        return escape(label)
    return Markup('<a href="{}">{}</a>').format(relative(page_url, target, anchor), label)
