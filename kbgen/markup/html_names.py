"""Which names in angle brackets are HTML, and what happens to them.

Notes about attacks are full of placeholders such as ``<pid>`` or ``<your-bucket-name>``: what is no HTML element
is text that readers must see.
"""

import re
from collections.abc import Iterator
from html import unescape

ALLOWED = frozenset(
    "a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div dl dt em "
    "figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small "
    "span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)
"""Elements that are published."""
REMOVED = frozenset(
    "address applet area article aside audio base body button canvas data datalist dialog embed fieldset footer "
    "form frame frameset head header hgroup html iframe input label legend link main map marquee math menu meta "
    "meter nav noframes noscript object optgroup option output param picture portal progress script search "
    "section select slot source style svg template textarea title track video xmp".split()
)
"""Elements that are not published: their tags are taken out and reported."""
WITH_CONTENT = frozenset(
    {"script", "style", "iframe", "object", "noscript", "template", "svg", "math", "title"}
)
"""Elements that go with all that they hold."""

VOID = frozenset({"br", "col", "hr", "img", "wbr"})
"""Published elements without content and closing tag."""

_ATTRIBUTES = r"""(?>[\s/]+|[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*"""
TAG = re.compile(rf"<(/?)([A-Za-z][^\s/>]*)({_ATTRIBUTES})>")
"""A tag that every parser of HTML ends at the same place; groups: slash, name, attributes."""
_PIECE = re.compile(rf"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)|{TAG.pattern}|<(?=[A-Za-z/])", re.DOTALL)
_CLOSING = {
    name: re.compile(rf"</{name}(?=[\s/>])[^>]*>?", re.IGNORECASE | re.ASCII) for name in sorted(WITH_CONTENT)
}
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")
_HARMFUL = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)


def is_element(name: str) -> bool:
    """Tell whether a name, in any case, is that of an HTML element."""
    name = name.lower()
    return name in ALLOWED or name in REMOVED


def is_markup(html: str) -> bool:
    """Tell whether a piece of HTML in running text is a tag of an element, a comment or the like, and no text."""
    match = _PIECE.match(html)
    return match is not None and (is_element(match[2]) if match[2] else match[0].startswith(("<!", "<?")))


def is_harmful(address: str) -> bool:
    """Tell whether an address runs code or holds a document of its own, as a browser reads it."""
    return _HARMFUL.match("".join(address.split())) is not None


def published(html: str) -> str:
    """Return raw HTML without elements that are not published; what only looks like a tag is escaped."""
    kept: list[str] = []
    position = 0
    for match in _PIECE.finditer(html):
        if match.start() < position:
            continue
        kept.append(html[position : match.start()])
        position = match.end()
        name = (match[2] or "").lower()
        if name in ALLOWED:
            kept.append(match[0])
        elif name in WITH_CONTENT and not match[1]:
            position = _end_of_content(name, html, position)
        elif name not in REMOVED and not match[0].startswith(("<!", "<?")):
            kept.append(match[0].replace("<", "&lt;"))
    return "".join(kept) + html[position:]


def _end_of_content(name: str, html: str, position: int) -> int:
    """Return the offset behind the next closing tag, or the given one where there is none."""
    match = _CLOSING[name].search(html, position)
    return match.end() if match else position


def unpublished(html: str) -> list[tuple[int, str]]:
    """Return what of raw HTML is not published: offset, and how it would begin in angle brackets.

    The closing tag of an element is not named again.
    """
    found: list[tuple[int, str]] = []
    for match in _PIECE.finditer(html):
        name = (match[2] or "").lower()
        if name in REMOVED and not match[1]:
            found.append((match.start(), name))
        elif name in ALLOWED:
            found += ((match.start(), f"{name} {attribute}") for attribute in _harmful_attributes(match[3]))
    return found


def _harmful_attributes(attributes: str) -> Iterator[str]:
    for match in _ATTRIBUTE.finditer(attributes):
        name, value = match[1].lower(), unescape((match[2] or "").strip("'\"")).strip()
        if name.startswith("on"):
            yield name
        elif name == "href" and is_harmful(value):
            yield f"href={value.partition(':')[0].lower()}:"
