"""Code blocks as highlighted HTML, through Pygments.

Each colour of the style sheet has one element: ``<b>`` and ``<i>`` for the two that code has most, keywords and strings, and
``<i class=…>`` with Material's class for the others. The colour that would take the most bytes in a block is that of
its ``<code>`` and needs no elements at all: most of a site's bytes would else be markup of code.
"""

import re
from collections import Counter
from functools import cache
from html import escape

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

from kbgen.markup.joined_lexer import joined_lexer

_SPECIAL = re.compile("[&<>]")
_LONGEST = 200_000
"""Characters beyond which a block is shown without colours: no note may hold up a build."""
_NAMES = {"cmd": "batch", "command_prompt": "batch", "yml": "yaml", "ps1": "powershell", "kql": "kusto"}
"""Names that vaults use, and what Pygments calls them."""
_PLAIN, _KEYWORD, _STRING = "n", "k", "s"
_COLOURS = {
    _KEYWORD: "k kd kn kp kr kt nd ni nl nt",
    _STRING: "s cpf l s1 s2 sb sc si ss",
    "m": "m il mb mf mh mi mo",
    "sx": "sx cp se sh sr",
    "nf": "nf nc ne nn",
    "nb": "nb bp no",
    "nv": "nv na vc vg vi",
    "c": "c c1 ch cm cs sd",
    "o": "o ow",
    "p": "p",
    "gp": "gp ge gh go gr gs gt gu",
    "gd": "gd",
    "gi": "gi",
}
"""The class that stands for each colour, and Pygments' classes to which Material gives it; all others are plain text."""
_CLASSES = {name: css for css, names in _COLOURS.items() for name in names.split()}
_BARE = {_KEYWORD: "b", _STRING: "i"}


def highlight(code: str, language: str) -> str:
    """Return a finished block with a ``<pre><code>``; everything in it is escaped.

    An unknown language, and a block of more than 200,000 characters, is shown without colours.
    """
    lexer = _lexer(language) if language and len(code) <= _LONGEST else None
    inner = _coloured(code, lexer) if lexer else f"<code>{_escaped(code)}</code>"
    name = f' data-language="{escape(language)}"' if language else ""
    return f'<div class="highlight"{name}><pre>{inner}</pre></div>'


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        return joined_lexer(get_lexer_by_name(_NAMES.get(language, language), stripnl=False, ensurenl=False))
    except ClassNotFound:
        return None


@cache
def _css_class(kind: _TokenType) -> str:
    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    return _CLASSES.get(STANDARD_TYPES.get(kind, ""), _PLAIN)


def _tags(css: str) -> tuple[str, str]:
    """Return the start and the end of the element of a colour."""
    name = _BARE.get(css)
    return (f"<{name}>", f"</{name}>") if name else (f"<i class={css}>", "</i>")


_TAGS = {css: _tags(css) for css in (*_COLOURS, _PLAIN)}
_NO_TAGS = ("", "")


def _coloured(code: str, lexer: Lexer) -> str:
    """Return the ``<code>`` of a block."""
    runs = _runs(code, lexer)
    counts = Counter(css for css, _ in runs if css)
    base = max(counts, key=lambda css: counts[css] * len("".join(_TAGS[css])), default=_PLAIN)
    tags = {**_TAGS, base: _NO_TAGS, "": _NO_TAGS}
    escaped = _escaped if _SPECIAL.search(code) else str
    inner = "".join([f"{tags[css][0]}{escaped(text)}{tags[css][1]}" for css, text in runs])
    return f"<code>{inner}</code>" if base == _PLAIN else f"<code class={base}>{inner}</code>"


def _runs(code: str, lexer: Lexer) -> list[tuple[str, str]]:
    """Return the text as pieces of one colour each; white space belongs to what stands before it.

    White space before everything else has an empty text for its colour.
    """
    runs: list[tuple[str, str]] = []
    current, held = "", ""
    for kind, text in lexer.get_tokens(code):
        css = _css_class(kind)
        if css == current or text.isspace():
            held += text
        else:
            if held:
                runs.append((current, held))
            current, held = css, text
    if held:
        runs.append((current, held))
    return runs


def _escaped(text: str) -> str:
    return escape(text, quote=False) if _SPECIAL.search(text) else text
