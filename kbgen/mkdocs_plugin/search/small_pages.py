"""What Pagefind needs of a page: its language and the element with its text, without the site's frame around it.

Pagefind indexes what is left as it indexes the whole page, in two thirds of the time; only a title would come from an
``h1`` of the frame, which kbgen's has not. Of the element itself those parts are taken out that kbgen's templates and the
highlighter of code write, and of which Pagefind indexes nothing.
"""

import re

_MARK = b"data-pagefind-body"
_END = b"</article>"
_HEAD = 200
"""Bytes of a page within which its language stands."""
_LANGUAGE = re.compile(rb"<html\b[^<>]*>")
_UNUSED = re.compile(
    rb'<a class="headerlink" [^<>]*>[^<>]*</a>|<section class="kb-near" data-pagefind-ignore>.*?</section>',
    re.DOTALL,
)
_CODE = re.compile(rb"(<pre><code(?: class=[a-z]{1,2})?>)(.*?)(</code></pre>)", re.DOTALL)
_COLOUR = re.compile(rb"<b>|</b>|<i(?: class=[a-z]{1,2})?>|</i>")


def indexed_part(page: bytes) -> bytes | None:
    """Return the part of a page on which its entry in the index depends, or None where it has no text."""
    mark = page.find(_MARK)
    if mark < 0:
        return None
    start = page.rfind(b"<", 0, mark)
    end = page.rfind(_END, mark)
    part = page[start : end + len(_END) if end >= 0 else len(page)]
    language = _LANGUAGE.search(page, 0, _HEAD)
    # Without a heading, Pagefind takes the title from the head.
    return language[0] + part if language is not None and b"<h1" in part else page


def small_page(part: bytes) -> bytes:
    """Return what `indexed_part` returned as a page, without what Pagefind would read in vain."""
    return b"<!doctype html>" + _CODE.sub(_without_colours, _UNUSED.sub(b"", part))


def _without_colours(code: re.Match[bytes]) -> bytes:
    plain = _COLOUR.sub(b"", code[2])
    # A note may nest other elements in any way.
    return code[0] if b"<" in plain else code[1] + plain + code[3]
