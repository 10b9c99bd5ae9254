"""Values, cells, facts and counts as HTML: what templates call for each of thousands of rows or pages."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from kbgen.render.facts import Fact, Value

_MANY = 4
"""Values beyond which a fact has a row of its own."""


def value(item: Value) -> Markup:
    """Return a value as a link, a chip, code, a level, a status or plain text."""
    return Markup(_html(item))


def _html(item: Value) -> str:
    text = escape(item.text)
    kind, _, name = item.style.partition(" ")
    if item.url:
        chip = ' class="kb-chip"' if kind == "chip" else ""
        foreign = ' rel="noopener noreferrer"' if "://" in item.url else ""
        return f'<a{chip} href="{escape(item.url)}"{foreign}>{text}</a>'
    match kind:
        case "chip":
            return f'<span class="kb-chip">{text}</span>'
        case "code":
            return f"<code>{text}</code>"
        case "level" | "status" | "verdict":
            return f'<span class="kb-{kind} kb-{kind}--{escape(name)}">{text}</span>'
        case _:
            return str(text)


def cell(item: Value) -> Markup:
    """Return a value as the cell of a table."""
    sort = f' data-sort="{escape(item.sort)}"' if item.sort else ""
    number = ' class="kb-number"' if item.style == "number" else ""
    return Markup(f"<td{sort}{number}>{_html(item)}</td>")


def fact_rows(facts: Sequence[Fact]) -> Markup:
    """Return facts as the content of a description list, chips in a line of their own, one row for each fact."""
    rows = []
    for fact in facts:
        wide = ' class="kb-facts__wide"' if len(fact.values) > _MANY else ""
        chips = fact.values[0].style == "chip"
        values = [_html(item) for item in fact.values]
        shown = " ".join(values) if chips else ", ".join(values)
        mark = ' class="kb-chips"' if chips else ""
        rows.append(f"<div{wide}><dt>{escape(fact.label)}</dt><dd{mark}>{shown}</dd></div>\n")
    return Markup("".join(rows))


def facet_marks(facets: Sequence[tuple[str, str]]) -> Markup:
    """Return an element that tells the text index the facets of a page; readers do not see it.

    Args:
        facets: name and value of each.
    """
    values = "".join([f' data-{number}="{escape(text)}"' for number, (_, text) in enumerate(facets, 1)])
    names = ",".join([f"{name}[data-{number}]" for number, (name, _) in enumerate(facets, 1)])
    return Markup(f'<span hidden{values} data-pagefind-filter="{names}"></span>')


def plural(count: int, singular: str, several: str) -> str:
    """Return a count with its noun, thousands separated."""
    return f"{count:,} {singular if count == 1 else several}"
