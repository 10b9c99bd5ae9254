"""What sources say of relations: one line of Markdown in, sanitised inline HTML with slots out."""

import json
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from html_tree import parse
from hypothesis import given
from hypothesis import strategies as st

from kbgen.markup.phrase import Phrase, read_phrase
from kbgen.markup.references import Citation, ExternalLink

INLINE = {"root"} | set("a abbr b br cite code del em i kbd mark q s samp small strong sub sup u var".split())
GROUP = "https://attack.mitre.org/groups/G9001"


def html_of(phrase: Phrase) -> str:
    """Return the HTML with a plain link in place of each link's start and nothing for the rest."""
    starts = ["<a>" if isinstance(slot, ExternalLink) and not slot.embed else "" for slot in phrase.slots]
    return "".join(starts[int(part)] if place % 2 else part for place, part in enumerate(phrase.parts))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("plain *em* **strong** `a<b`", "plain <em>em</em> <strong>strong</strong> <code>a&lt;b</code>"),
        ("<code>/proc/<pid>/maps</code>", "<code>/proc/&lt;pid&gt;/maps</code>"),
        ("reads <pid> and a<br>b", "reads &lt;pid&gt; and a<br>b"),
        ("# no heading", "# no heading"),
        ("> no quote", "&gt; no quote"),
        ("| a |\n|---|\n| b |", "| a |\n|---|\n| b |"),
        ("[[no link]] ![[no embed]] #notag ==no mark== %%no comment%%",) * 2,
        ("one\ntwo", "one\ntwo"),
        ("one\n\n two", "one<br>two"),
        ("use:\n\n- a\n- b\n1. c", "use:<br>- a<br>- b<br>1. c"),
        ("    no code", "no code"),
    ],
)
def test_a_text_becomes_one_line(text: str, html: str) -> None:
    assert html_of(read_phrase(text)) == html


def test_links_and_citations_are_left_to_the_page() -> None:
    phrase = read_phrase(f"[Thieves]({GROUP}) climbed.(Citation: The  Gazette (2022))")
    assert html_of(phrase) == "<a>Thieves</a> climbed."
    link, citation = phrase.slots
    assert link == ExternalLink(GROUP, "", embed=False, line=1, column=1)
    assert isinstance(citation, Citation)
    assert citation.name == "The Gazette (2022)"


def test_a_picture_is_left_to_the_page() -> None:
    (slot,) = read_phrase("![door](https://a.example/x.png)").slots
    assert slot == ExternalLink("https://a.example/x.png", "door", embed=True, line=1, column=1)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>evil()</script>x", "x"),
        ("<img src=x onerror=evil()>x", "x"),
        ("<b onclick=evil()>x</b>", "<b>x</b>"),
        ('<a href="javascript:evil()">x</a>', "<a>x</a>"),
        ('<p id="kb.references" class="kb-notice">x</p>', "x"),
        ("<table><tr><td>x</td></tr></table></td></tr>", "x"),
        ("<h1>x</h1><ul><li>y", "xy"),
        ("<i>open", "open"),
        ("\ufdd10\ufdd2 &#64977;0&#64978; \ufdd0", "\ufffd0\ufffd \ufffd0\ufffd \ufffd"),
    ],
)
def test_nothing_but_inline_html_is_published(text: str, html: str) -> None:
    assert html_of(read_phrase(text)) == html


@given(st.text(alphabet="ab <>/\"'=[]()!*_`#|-\n&;:\\\ufdd0\ufdd1\ufdd20x", max_size=60))
def test_any_text_is_balanced_inline_html(text: str) -> None:
    phrase = read_phrase(text)
    assert len(phrase.parts) % 2
    tree: Element = parse(html_of(phrase))
    assert {element.tag for element in tree.iter()} <= INLINE
    assert all(set(element.attrib) <= {"href"} for element in tree.iter())


@pytest.mark.corpora
def test_all_descriptions_of_a_release_are_balanced(corpora: Path) -> None:
    bundle = json.loads((corpora / "attack-ics-18.1.json").read_text(encoding="utf-8"))
    texts = [item["description"] for item in bundle["objects"] if item.get("description")]
    relations = [text for text in texts if "(Citation:" in text or "](" in text]
    assert len(relations) > 500
    for text in relations:
        phrase = read_phrase(text)
        assert {element.tag for element in parse(html_of(phrase)).iter()} <= INLINE
        assert "(Citation:" not in html_of(phrase)
