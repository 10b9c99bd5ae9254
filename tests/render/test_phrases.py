"""What sources say of relations, on a page: local links, numbered citations, no link to the page itself."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.project import Project
from kbgen.render.citations import Citations
from kbgen.render.phrases import render_phrase

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Phrase = Callable[..., str]
MITRE = "https://attack.mitre.org"


@pytest.fixture
def phrase(make_vault: MakeVault) -> Phrase:
    """Return a function from a text to its HTML on the page of the group G0016."""
    vault = make_vault(
        {
            "G0016.md": "---\ntags: [G0016, groups]\n---\n",
            "T1027.010.md": "---\ntags: [T1027_010, techniques]\n---\n",
            "S0154.md": "---\ntags: [S0154, software]\n---\n",
        }
    )
    world = Project(vault).world
    return lambda text, citations=None: str(
        render_phrase(text, world, "groups/G0016/", citations or Citations())
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (f"[A]({MITRE}/software/S0154)", '<a href="../../software/S0154/">A</a>'),
        (f"[A]({MITRE}/techniques/T1027/010)", '<a href="../../techniques/T1027/010/">A</a>'),
        (f"[A]({MITRE}/groups/G0016) and [B]({MITRE}/groups/G0016/) x", "A and B x"),
        (
            f"[*A* `b`]({MITRE}/groups/G0016) [C]({MITRE}/software/S0154)",
            '<em>A</em> <code>b</code> <a href="../../software/S0154/">C</a>',
        ),
        (
            f"[A]({MITRE}/groups/G0007)",
            f'<a href="{MITRE}/groups/G0007" rel="noopener noreferrer">A</a>',
        ),
        (
            "![door](https://a.example/x.png)",
            '<a class="kb-external-picture" href="https://a.example/x.png" rel="noopener noreferrer">door</a>',
        ),
        ("&lt;b&gt; <b>x</b>", "&lt;b&gt; <b>x</b>"),
    ],
)
def test_links_lead_to_pages_of_the_site(phrase: Phrase, text: str, html: str) -> None:
    assert phrase(text) == html


@pytest.mark.parametrize("url", ["javascript:evil()", "file:///etc/passwd", "x.md"])
def test_addresses_that_are_none_of_the_web_are_no_links(phrase: Phrase, url: str) -> None:
    html = phrase(f"[A]({url})")
    assert "href" not in html
    assert ">A</a>" in html


def test_citations_go_on_with_the_numbers_of_the_page(phrase: Phrase) -> None:
    citations = Citations()
    citations.mark("First")
    html = phrase("x(Citation: Second)(Citation: First)", citations)
    assert citations.names == ("First", "Second")
    assert html == (
        'x<sup class="kb-citation" id="kb.cited-2"><a href="#kb.reference-2" title="Second">[2]</a></sup>'
        '<sup class="kb-citation"><a href="#kb.reference-1" title="First">[1]</a></sup>'
    )
