"""Which names in angle brackets are HTML, and what happens to them.

Notes about attacks are full of placeholders such as ``<pid>`` or ``<your-bucket-name>``: what is no HTML element
is text that readers must see.
"""

import re

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

_TAG = re.compile(r"</?([A-Za-z][^\s/>]*)")
_UNKNOWN = re.compile(r"<(?=/?([A-Za-z][^\s/>]*))")


def is_element(name: str) -> bool:
    """Tell whether a name, in any case, is that of an HTML element."""
    name = name.lower()
    return name in ALLOWED or name in REMOVED


def tag_names(html: str) -> list[str]:
    """Return the names of the tags in a piece of HTML, in lower case."""
    return [match[1].lower() for match in _TAG.finditer(html)]


def escape_unknown(html: str) -> str:
    """Return HTML in which everything that only looks like a tag is escaped."""
    return _UNKNOWN.sub(lambda match: match[0] if is_element(match[1]) else "&lt;", html)
