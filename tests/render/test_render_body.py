"""The body of a note on its page: headings, embeds, raw HTML, empty sections."""

from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from html_tree import parse, text_of

from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def page(make_vault: MakeVault) -> Callable[..., Element]:
    """Return a function from the files of a vault to the page of ``a.md``."""

    def shown(files: Mapping[str, str | bytes]) -> Element:
        site = Project(make_vault(files)).site
        article = parse(next(page.html for page in site.pages if page.source_path == "a.md")).find("article")
        assert article is not None
        return article

    return shown


Page = Callable[[Mapping[str, str | bytes]], Element]


def headings(page: Element) -> list[tuple[str, str]]:
    return [(e.tag, text_of(e).removesuffix("¶")) for e in page.iter() if e.tag in {"h1", "h2", "h3", "h4"}]


SECTIONS = "Before.\n\n# Top\n\nOne.\n\n## Sub\n\nTwo.\n\n# Next\n\nThree.\n"


def test_the_whole_note_is_embedded(page: Page) -> None:
    embed = page({"a.md": "Mine.\n\n![[b]]\n", "b.md": SECTIONS}).find(".//div[@class='kb-embed']")
    assert embed is not None
    words = ("Before.", "Top", "One.", "Sub", "Two.", "Next", "Three.")
    assert [word for word in words if word not in text_of(embed)] == []
    assert embed.find(".//a[@href='../b/']") is not None


@pytest.mark.parametrize(
    ("fragment", "inside", "outside"),
    [
        ("Top", ["One.", "Two."], ["Before.", "Three."]),
        ("Sub", ["Two."], ["Before.", "One.", "Three."]),
        ("Top#Sub", ["Two."], ["Before.", "One.", "Three."]),
        ("Next", ["Three."], ["Before.", "One.", "Two."]),
    ],
)
def test_a_section_reaches_to_the_next_heading_of_its_level(
    page: Page, fragment: str, inside: list[str], outside: list[str]
) -> None:
    text = text_of(page({"a.md": f"Mine.\n\n![[b#{fragment}]]\n", "b.md": SECTIONS}))
    assert [word for word in inside if word not in text] == []
    assert [word for word in outside if word in text] == []


@pytest.mark.parametrize("block", ["Wanted. ^id", "- Other.\n- Wanted. ^id", "> Wanted.\n\n^id"])
def test_a_block_is_embedded_alone(page: Page, block: str) -> None:
    # The dialect, section 6: "`![[Note#^id]]`: that block".
    files = {"a.md": "Mine.\n\n![[b#^id]]\n", "b.md": f"Before.\n\n{block}\n\nAfter.\n"}
    text = text_of(page(files))
    assert "Wanted." in text
    assert [word for word in ("Before.", "Other.", "After.") if word in text] == []


def test_another_section_of_the_same_note_is_embedded(page: Page) -> None:
    found = page({"a.md": "Mine.\n\n![[#Part]]\n\n## Part\n\nShared.\n\n## Last\n\nEnd.\n"})
    assert text_of(found).count("Shared.") == 2
    assert text_of(found).count("End.") == 1


def test_an_embed_inside_of_a_paragraph_is_a_link(page: Page) -> None:
    found = page({"a.md": "See ![[b]] there.\n", "b.md": "Hidden.\n"})
    assert "Hidden." not in text_of(found)
    assert found.find(".//p/a[@href='../b/']") is not None


def test_embedded_headings_have_no_anchor_and_are_no_part_of_the_contents(make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": "## Mine\n\n![[b]]\n", "b.md": "## Theirs\n\nText.\n"})
    page = next(page.finished() for page in Project(vault).site.pages if page.source_path == "a.md")
    assert [entry.title for entry in page.toc] == ["Mine", "Neighbourhood"]
    tree = parse(page.html)
    assert [e.get("id") for e in tree.iter("h2")] == ["mine", None, "kb.neighbourhood"]
    assert page.anchors == {"mine"}


def test_the_query_of_an_embedded_note_is_asked_by_that_note(page: Page) -> None:
    files = {"a.md": "![[sub/b]]\n", "sub/b.md": "find\n\n```query\nfind\n```\n", "c.md": "find\n"}
    section = page(files).find(".//section[@class='kb-query']")
    assert section is not None
    assert section.get("data-count") == "2"
    assert [e.get("href") for e in section.iter("a")] == ["../sub/b/", "../c/"]


CHAIN = {
    f"{name}.md": f"Text of {name}.\n\n![[{after}]]\n"
    for name, after in zip("abcdefg", "bcdefgh", strict=True)
}


def test_embeds_nest_up_to_depth_five(page: Page) -> None:
    found = page({**CHAIN, "h.md": "Text of h.\n"})
    text = text_of(found)
    assert [name for name in "abcdef" if f"Text of {name}." not in text] == []
    assert [name for name in "gh" if f"Text of {name}." in text] == []
    assert found.find(".//a[@href='../g/']") is not None


def test_an_embed_that_is_too_deep_is_not_called_a_cycle(page: Page) -> None:
    assert "itself" not in text_of(page({**CHAIN, "h.md": "Text of h.\n"}))


def notices(page: Element) -> list[Element]:
    return [element for element in page.iter() if "kb-notice" in element.get("class", "").split()]


@pytest.mark.parametrize(
    "files",
    [
        {"a.md": "Text of a.\n\n![[a]]\n"},
        {"a.md": "Text of a.\n\n![[b]]\n", "b.md": "Text of b.\n\n![[a]]\n"},
        {
            "a.md": "Text of a.\n\n![[b]]\n",
            "b.md": "Text of b.\n\n![[c]]\n",
            "c.md": "Text of c.\n\n![[b]]\n",
        },
        {"a.md": "Text of a.\n\n![[b#P]]\n", "b.md": "# O\n\n# P\n\nText of b.\n\n![[b#P]]\n"},
    ],
    ids=["itself", "two notes", "not from the start", "section"],
)
def test_a_cycle_ends_with_a_notice_and_shows_no_note_twice(
    page: Page, files: dict[str, str | bytes]
) -> None:
    found = page(files)
    assert len(notices(found)) == 1
    text = text_of(found)
    assert {name: text.count(f"Text of {name[0]}.") for name in files} == dict.fromkeys(files, 1)


def test_one_note_may_be_embedded_twice_side_by_side(page: Page) -> None:
    found = page({"a.md": "![[b]]\n\n![[b]]\n", "b.md": "Text of b.\n"})
    assert text_of(found).count("Text of b.") == 2
    assert notices(found) == []


def test_an_embed_of_nothing_says_so(page: Page) -> None:
    found = page({"a.md": "![[gone]]\n"})
    (link,) = found.findall(".//a[@class='kb-unresolved']")
    assert text_of(link) == "gone"
    assert link.get("title")


def test_a_leading_heading_that_repeats_the_title_is_shown_once(page: Page) -> None:
    assert headings(page({"a.md": "# My title\n\n## Part\n\nText.\n"})) == [
        ("h1", "My title"),
        ("h2", "Part"),
    ]


def test_headings_begin_at_level_two_below_the_title(page: Page) -> None:
    found = page(
        {"a.md": "---\ntags: [T1046, techniques]\n---\n### One\n\nx\n\n#### Two\n\nx\n\n### Three\n\nx\n"}
    )
    assert headings(found)[1:4] == [("h2", "One"), ("h3", "Two"), ("h2", "Three")]


def test_an_empty_section_of_a_technique_says_that_the_source_has_no_data(page: Page) -> None:
    # The vault rules, Q7: folded into a note, not dropped silently.
    technique = "---\ntags: [T1046, techniques]\n---\n## Scan\n### Defenses Bypassed\n### Detection\n#### Linux\nText.\n"
    found = page({"a.md": technique})
    assert [text_of(e) for e in found.findall(".//p[@class='kb-empty']")] == ["No data in the source."]
    assert [title for _, title in headings(found)] == [
        "T1046 a",
        "Scan",
        "Defenses Bypassed",
        "Detection",
        "Linux",
    ]


def test_an_inline_tag_leads_to_the_page_of_the_tag(page: Page) -> None:
    (tag,) = page({"a.md": "Some #Inbox/to-read here.\n"}).findall(".//p/a[@class='kb-tag']")
    assert (text_of(tag), tag.get("href")) == ("#Inbox/to-read", "../tags/inbox/to-read/")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Read <pid> of <your-bucket-name>.", "Read <pid> of <your-bucket-name>."),
        ("Read <code>/proc/<pid>/maps</code>.", "Read /proc/<pid>/maps."),
        ("In <code>**not bold** [[no link]] &#92;</code>.", r"In **not bold** [[no link]] \."),
        ("A &#92; and &amp; and &nbsp;.", "A \\ and & and ."),
        (
            "Write {{ 7*7 }} and {% raw %} and {{LinkById|1}}.",
            "Write {{ 7*7 }} and {% raw %} and {{LinkById|1}}.",
        ),
    ],
)
def test_what_only_looks_like_markup_is_shown_as_text(page: Page, written: str, shown: str) -> None:
    (paragraph, *_) = page({"a.md": f"{written}\n"}).findall("p")
    assert text_of(paragraph) == " ".join(shown.split())


@pytest.mark.parametrize("element", ["br", "kbd", "sub", "u", "details", "table"])
def test_harmless_html_is_kept(page: Page, element: str) -> None:
    inner = {"br": "<br>", "table": "<table><tr><td>x</td></tr></table>"}
    html = inner.get(element, f"<{element}>x</{element}>")
    assert (
        page({"a.md": f"a {html} b\n" if element not in {"table", "details"} else f"{html}\n"}).find(
            f".//{element}"
        )
        is not None
    )


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<iframe src='x'></iframe>",
        "<object data='x'></object>",
        "<style>p {color: red}</style>",
        "<svg onload=alert(1)></svg>",
        "<form action='x'><input name='y'><button>z</button></form>",
        "<b onclick=alert(1) style='position:fixed'>x</b>",
        "<details ontoggle=alert(1) open>x</details>",
        "<a href='x' id='kb' class='kb-query' onfocus=alert(1)>x</a>",
        "<base href='https://example.org/'>",
        "<meta http-equiv=refresh content='0;url=https://example.org/'>",
        "<SCRIPT\n>alert(1)</SCRIPT\n>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<math><mtext><script>alert(1)</script></mtext></math>",
    ],
)
@pytest.mark.parametrize("form", ["{}\n", "Text {} text\n", "- item {}\n", "> {}\n", "| a |\n|-|\n| {} |\n"])
def test_harmful_html_is_taken_out(page: Page, html: str, form: str) -> None:
    found = page({"a.md": form.format(html)})
    forbidden = {
        "script",
        "iframe",
        "object",
        "style",
        "svg",
        "math",
        "form",
        "input",
        "button",
        "base",
        "meta",
    }
    assert {element.tag for element in found.iter()} & forbidden == set()
    names = {name for element in found.iter() for name in element.attrib}
    assert [name for name in names if name.startswith("on") or name == "style"] == []
    assert found.find(".//*[@id='kb']") is None
    assert found.find(".//*[@class='kb-query']") is None
