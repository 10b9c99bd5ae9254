"""Values, cells and counts as HTML: what templates call for each of thousands of rows."""

from markupsafe import Markup, escape

from kbgen.render.facts import Value


def value(item: Value) -> Markup:
    """Return a value as a link, a chip, code, a level, a status or plain text."""
    text = escape(item.text)
    kind, _, name = item.style.partition(" ")
    if item.url:
        chip = ' class="kb-chip"' if kind == "chip" else ""
        foreign = ' rel="noopener noreferrer"' if "://" in item.url else ""
        return Markup(f'<a{chip} href="{escape(item.url)}"{foreign}>{text}</a>')
    match kind:
        case "chip":
            return Markup(f'<span class="kb-chip">{text}</span>')
        case "code":
            return Markup(f"<code>{text}</code>")
        case "level" | "status" | "verdict":
            return Markup(f'<span class="kb-{kind} kb-{kind}--{escape(name)}">{text}</span>')
        case _:
            return Markup(text)


def cell(item: Value) -> Markup:
    """Return a value as the cell of a table."""
    sort = f' data-sort="{escape(item.sort)}"' if item.sort else ""
    number = ' class="kb-number"' if item.style == "number" else ""
    return Markup(f"<td{sort}{number}>{value(item)}</td>")


def plural(count: int, singular: str, several: str) -> str:
    """Return a count with its noun, thousands separated."""
    return f"{count:,} {singular if count == 1 else several}"
