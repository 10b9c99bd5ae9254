"""Keeps HTML from notes harmless: what comes from a note is reduced to an allow-list.

Notes, rules and tests come from third parties. Everything is passed through ``nh3`` (ammonia), which parses as a
browser does; ids, classes and the like are kept only where kbgen made them, which their mark proves.
"""

import nh3

from kbgen.markup.html_names import ALLOWED, WITH_CONTENT
from kbgen.markup.slots import OWN

_OWN_ATTRIBUTES = {"id", "class", "aria-label", "data-task"}
_ATTRIBUTES = {
    "*": {"title", "lang", "dir", *_OWN_ATTRIBUTES},
    "a": {"href"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "details": {"open"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto", "obsidian"}


def _own_only(_tag: str, name: str, value: str) -> str | None:
    if name in _OWN_ATTRIBUTES:
        return value[len(OWN) :] if value.startswith(OWN) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(ALLOWED),
    clean_content_tags=set(WITH_CONTENT),
    attributes=_ATTRIBUTES,
    attribute_filter=_own_only,
    strip_comments=True,
    link_rel=None,
    url_schemes=_SCHEMES,
)


def sanitize(html: str) -> str:
    """Return HTML without scripts, styles, event handlers and foreign ids; always balanced."""
    return _CLEANER.clean(html)
