"""Small pages: what of a page Pagefind is given to read."""

import pytest

from kbgen.mkdocs_plugin.search.small_pages import indexed_part, small_page

HEAD = b'<!doctype html>\n<html lang="de">\n<head><title>T</title></head><body><nav>Menu</nav>'


def test_a_page_without_text_for_the_index_has_no_part() -> None:
    assert indexed_part(HEAD + b"<article>Text</article></body></html>") is None


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (
            b"<article data-pagefind-body><h1>A</h1></article></body>",
            b"<article data-pagefind-body><h1>A</h1></article>",
        ),
        (
            b'<article class="x" data-pagefind-body><h1>A</h1></article>',
            b'<article class="x" data-pagefind-body><h1>A</h1></article>',
        ),
        (
            b"<main data-pagefind-body><h1>A</h1></main></body>",
            b"<main data-pagefind-body><h1>A</h1></main></body>",
        ),
        (
            b"<p data-pagefind-body><h1>A</h1></p><article>B</article>C",
            b"<p data-pagefind-body><h1>A</h1></p><article>B</article>",
        ),
    ],
    ids=["article", "attributes", "no article", "two elements"],
)
def test_the_part_is_the_language_and_the_element(body: bytes, part: bytes) -> None:
    assert indexed_part(HEAD + body) == b'<html lang="de">' + part


@pytest.mark.parametrize(
    "page",
    [
        b"<body><nav>Menu</nav><article data-pagefind-body><h1>A</h1></article></body>",
        HEAD + b"<article data-pagefind-body><p>A</p></article></body>",
    ],
    ids=["no language", "no heading"],
)
def test_a_page_of_which_the_rest_counts_is_taken_whole(page: bytes) -> None:
    assert indexed_part(page) == page


@pytest.mark.parametrize(
    ("part", "small"),
    [
        (
            b"<pre><code class=p><b>a</b>: <i>b </i><i class=c># x\n</i>&lt;</code></pre>",
            b"<pre><code class=p>a: b # x\n&lt;</code></pre>",
        ),
        (b"<pre><code><b>a</b></code></pre><i>b</i>", b"<pre><code>a</code></pre><i>b</i>"),
        (b"<pre><code><b>a</b><u>b</u></code></pre>", b"<pre><code><b>a</b><u>b</u></code></pre>"),
        (b'<pre><code><i class="x y">a</i></code></pre>', b'<pre><code><i class="x y">a</i></code></pre>'),
        (b"<pre><i>a</i></pre>", b"<pre><i>a</i></pre>"),
        (b'<h2 id="x">A<a class="headerlink" href="#x" title="Link">\xc2\xb6</a></h2>', b'<h2 id="x">A</h2>'),
        (b'<section class="kb-near" data-pagefind-ignore>\n<p>A</p>\n</section><p>B</p>', b"<p>B</p>"),
        (b'<section class="kb-near"><p>A</p></section>', b'<section class="kb-near"><p>A</p></section>'),
    ],
    ids=[
        "code",
        "code before text",
        "other elements",
        "other classes",
        "code of a note",
        "link of a heading",
        "neighbours",
        "another section",
    ],
)
def test_what_is_never_indexed_is_taken_out(part: bytes, small: bytes) -> None:
    assert small_page(part) == b"<!doctype html>" + small
