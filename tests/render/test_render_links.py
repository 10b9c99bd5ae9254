"""Links and pictures of a note as HTML."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from html_tree import parse, text_of

from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

TECHNIQUE = "---\ntags: [T1027_010, techniques]\n---\nText.\n"
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
MITRE = "https://attack.mitre.org/techniques/T1027/010"
SOFTWARE = "https://attack.mitre.org/software/S0154"


@pytest.fixture
def page(make_vault: MakeVault) -> Callable[[str], Element]:
    """Return a function from the text of ``sub/a.md`` to its page, in a vault with a few targets."""

    def shown(text: str) -> Element:
        files: dict[str, str | bytes] = {
            "sub/a.md": text,
            "T.md": TECHNIQUE,
            "S.md": "---\ntags: [S0154, software]\n---\n",
            "b c.md": "# B\n\n## Zwei Wörter\n\nText. ^id\n",
            "deep/in/n.md": "N\n",
            **dict.fromkeys(("img/p q.png", "doc.pdf", "talk.mp3", "film.mp4", "x.base", "y.canvas"), b"x"),
        }
        site = Project(make_vault(files)).site
        html = next(page.html for page in site.pages if page.source_path == "sub/a.md")
        article = parse(html).find("article")
        assert article is not None
        return article

    return shown


Page = Callable[[str], Element]


def links(page: Element) -> list[tuple[str, str]]:
    """Return text and address of the links of a page, kbgen's own small ones and its picture of the neighbourhood left out."""
    picture = page.findall(".//section[@class='kb-near']//a")
    return [
        (text_of(link), link.get("href", ""))
        for link in page.iter("a")
        if link.get("class") not in {"headerlink", "kb-tag"} and link not in picture
    ]


@pytest.mark.parametrize(
    "url", [MITRE, f"{MITRE}/", f"{MITRE}/#mitigations", "http://attack.mitre.org/techniques/T1027/010/"]
)
@pytest.mark.parametrize("form", ["[see]({})", "<{}>", "[see][1]\n\n[1]: {}"])
def test_a_link_to_a_technique_at_mitre_leads_to_the_local_page(page: Page, url: str, form: str) -> None:
    (link,) = page(form.format(url)).findall(".//p/a")
    assert link.get("href") == "../../techniques/T1027/010/"
    assert (link.get("title"), link.get("data-original")) == (url, url)


@pytest.mark.parametrize(
    "url", [SOFTWARE, f"{SOFTWARE}/", f"{SOFTWARE}#techniques", SOFTWARE.replace("S0", "s0")]
)
def test_a_link_to_another_object_at_mitre_leads_to_the_local_page(page: Page, url: str) -> None:
    (link,) = page(f"[see]({url})").findall(".//p/a")
    assert link.get("href") == "../../software/S0154/"
    assert (link.get("title"), link.get("data-original")) == (url, url)


@pytest.mark.parametrize(
    "url",
    [
        "https://attack.mitre.org/techniques/T1999",
        "https://attack.mitre.org/techniques/T1027",
        "https://attack.mitre.org/groups/G0016",
        "https://attack.mitre.org/software/S0154/more",
        "https://attack.mitre.org/resources/S0154",
        "https://example.org/techniques/T1027/010",
        "https://attack.mitre.org.example.org/techniques/T1027/010",
    ],
)
def test_other_addresses_stay_as_they_are(page: Page, url: str) -> None:
    (link,) = page(f"[see]({url})").findall(".//p/a")
    assert link.get("href") == url
    assert link.get("data-original") is None


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&colon;alert(1)",
        "java%73cript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "chrome:settings",
        "blob:https://example.org/1",
    ],
)
@pytest.mark.parametrize(
    "form", ["[see]({})", "<{}>", '<a href="{}">see</a>', "![see]({})", "[see]: {}\n\n[see]"]
)
def test_an_unsafe_scheme_is_never_a_target(page: Page, address: str, form: str) -> None:
    found = page(form.format(address))
    targets = [
        value for element in found.iter() for value in (element.get("href"), element.get("src")) if value
    ]
    schemes = {match[1].casefold() for target in targets if (match := SCHEME.match(target))}
    assert schemes <= {"http", "https"}
    assert "see" in text_of(found) or unescape(address) in text_of(found)


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=1&c=2", "mailto:soc@example.org", "obsidian://open?x"]
)
def test_safe_schemes_are_links(page: Page, address: str) -> None:
    assert links(page(f"[see]({address})"))[0] == ("see", address)


@pytest.mark.parametrize(
    ("written", "shown", "href"),
    [
        ("[[b c]]", "b c", "../../b-c/"),
        ("[[b c.md]]", "b c", "../../b-c/"),
        ("[[b c|the note]]", "the note", "../../b-c/"),
        (r"[[b c \| the note]]", "the note", "../../b-c/"),
        ("[[b c#Zwei Wörter]]", "b c > Zwei Wörter", "../../b-c/#zwei-w%C3%B6rter"),
        ("[[b c#^id|block]]", "block", "../../b-c/#^id"),
        ("[[deep/in/n]]", "deep/in/n", "../../deep/in/n/"),
        ("[[p q.png]]", "p q.png", "../../img/p%20q.png"),
        ("[text](b%20c.md#Zwei%20W%C3%B6rter)", "text", "../../b-c/#zwei-w%C3%B6rter"),
        ("[text](<b c>)", "text", "../../b-c/"),
        ("[file](doc.pdf)", "file", "../../doc.pdf"),
    ],
)
def test_a_link_shows_what_is_written_and_leads_to_the_page(
    page: Page, written: str, shown: str, href: str
) -> None:
    assert links(page(f"See {written}."))[0] == (shown, href)


def test_a_link_within_the_note_is_an_anchor_of_the_page(page: Page) -> None:
    found = page("[[#Own part]] [here](#Own%20part)\n\n## Own part\n\nText.\n")
    assert links(found)[:2] == [("Own part", "#own-part"), ("here", "#own-part")]
    assert found.find(".//h2[@id='own-part']") is not None


def test_a_fragment_that_is_not_found_leads_to_the_page(page: Page) -> None:
    assert links(page("[[b c#Nothing|x]]"))[0] == ("x", "../../b-c/")


@pytest.mark.parametrize("written", ["[[gone]]", "[[gone|gone]]", "[gone](gone.md)", "[[../../gone|gone]]"])
def test_an_unresolved_link_is_readable_and_no_hyperlink(page: Page, written: str) -> None:
    found = page(f"See {written}.")
    (link,) = found.findall(".//p/a")
    assert (text_of(link), link.get("class")) == ("gone", "kb-unresolved")
    assert link.get("href") is None


@pytest.mark.parametrize("written", ["`[[b c]]`", "```\n[[b c]]\n```", "%%[[b c]]%%", "<code>[[b c]]</code>"])
def test_code_and_comments_hold_no_links(page: Page, written: str) -> None:
    assert links(page(f"Text\n\n{written}\n")) == []


@pytest.mark.parametrize(
    ("written", "attributes"),
    [
        ("![[p q.png]]", {"alt": "p q.png"}),
        ("![[p q.png|100]]", {"alt": "p q.png", "width": "100"}),
        ("![[p q.png|100x145]]", {"alt": "p q.png", "width": "100", "height": "145"}),
        ("![[p q.png|a door]]", {"alt": "a door"}),
        ("![a door](img/p%20q.png)", {"alt": "a door"}),
        ("![a door|100](<img/p q.png>)", {"alt": "a door", "width": "100"}),
    ],
)
def test_a_picture_of_the_vault_is_shown(page: Page, written: str, attributes: dict[str, str]) -> None:
    (image,) = page(f"See {written}").findall(".//img")
    assert image.get("src") == "../../img/p%20q.png"
    assert {name: image.get(name) for name in ("alt", "width", "height") if image.get(name)} == attributes


@pytest.mark.parametrize(
    "written",
    [
        "![a door](https://example.org/p.png)",
        "![a door|100](https://example.org/p.png)",
        "![a door](//example.org/p.png)",
        '<img src="https://example.org/p.png" alt="a door">',
        '<video src="https://example.org/p.mp4">a door</video>',
        "![a door](data:image/png;base64,AAAA)",
        "![[https://example.org/p.png|a door]]",
    ],
)
def test_nothing_is_loaded_from_another_host(page: Page, written: str) -> None:
    found = page(written)
    loads = [
        e.get(name)
        for e in found.iter()
        for name in ("src", "srcset", "data", "poster", "style")
        if e.get(name)
    ]
    assert loads == []


def test_a_picture_on_another_host_is_a_link_to_it(page: Page) -> None:
    found = page("See ![a door](https://example.org/p.png)")
    assert links(found)[0] == ("a door", "https://example.org/p.png")
    assert found.find(".//img") is None


@pytest.mark.parametrize(("file", "element"), [("talk.mp3", "audio"), ("film.mp4", "video")])
def test_sound_and_film_have_a_player(page: Page, file: str, element: str) -> None:
    # The dialect, section 6.
    (player,) = page(f"![[{file}]]").findall(f".//{element}")
    assert player.get("src") == f"../../{file}"


def test_a_pdf_opens_at_the_page_that_the_embed_names(page: Page) -> None:
    # The dialect, section 6: `![[doc.pdf#page=3]]`.
    found = page("![[doc.pdf#page=3]]")
    targets = [e.get(name) for e in found.iter() for name in ("src", "data", "href") if e.get(name)]
    assert "../../doc.pdf#page=3" in targets


@pytest.mark.parametrize("file", ["x.base", "y.canvas"])
def test_bases_and_canvases_are_a_link_with_a_notice(page: Page, file: str) -> None:
    # The dialect, section 6.
    found = page(f"![[{file}]]")
    assert (file, f"../../{file}") in links(found)
    assert [e for e in found.iter() if "kb-notice" in e.get("class", "").split()]
