"""The small picture of a note's neighbourhood."""

import gzip
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from html_tree import parse, text_of

from kbgen.pages.page import Page
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

TECHNIQUE = "---\ntags: [techniques]\naliases: [{0}]\ntactics: [Discovery]\n---\n"
RULE = "---\ntags: [detection_rule, T1046]\n---\n```yaml\ntitle: Rule {0}\n```\n"


@pytest.fixture
def project(make_vault: MakeVault) -> Project:
    rules = {f"r{number}.md": RULE.format(number) for number in range(9)}
    return Project(
        make_vault(
            {
                "T1046.md": TECHNIQUE.format("T1046") + "[[guide]]\n",
                "guide.md": "See [[T1046]].\n",
                'a "b" & <i>.md': "[[T1046]]\n",
                "alone.md": "Nothing.\n",
                "cites.md": "Only (Citation: A source).\n",
                "index.md": "[[guide]]\n",
                **rules,
            }
        )
    )


def page_of(project: Project, url: str) -> Page:
    return next(page.finished() for page in project.site.pages if page.url == url)


def picture(page: Page) -> Element | None:
    return parse(page.html).find(".//section[@class='kb-near']")


def test_a_technique_shows_a_few_of_each_kind_and_counts_the_rest(project: Project) -> None:
    found = picture(page_of(project, "techniques/T1046/"))
    assert found is not None
    links = found.findall(".//svg//a")
    titles = [(link.findtext("title") or "").partition(" (")[0] for link in links]
    # Nine rules, two pages and the tactic; five at most on each side, kinds in turn.
    assert titles == [
        "is named by r0",
        'is linked from a "b" & <i>',
        "is named by r1",
        "is named by r2",
        "is named by r3",
        "is in the tactic TA0007 Discovery",
        "links to guide",
    ]
    assert "5 further neighbours are not in the picture" in text_of(found)


def test_neighbours_lead_to_their_pages_and_the_note_to_the_graph(project: Project) -> None:
    page = page_of(project, "techniques/T1046/")
    found = picture(page)
    assert found is not None
    hrefs = [link.get("href") for link in found.findall(".//svg//a")]
    assert hrefs[0] == "../../rules/r0/"
    assert hrefs[-1] == "../../guide/"
    assert found.find("./p/a").get("href") == "../../graph/?node=T1046"  # type: ignore[union-attr]
    assert "kb.neighbourhood" in {entry.anchor for entry in page.toc}


def test_a_note_without_an_identifier_is_known_to_the_graph_by_its_address(project: Project) -> None:
    found = picture(page_of(project, "rules/r0/"))
    assert found is not None
    assert found.find("./p/a").get("href") == "../../graph/?node=rules/r0/"  # type: ignore[union-attr]


@pytest.mark.parametrize("url", ["alone/", "cites/", ""])
def test_a_note_without_neighbours_on_the_site_and_the_home_page_have_no_picture(
    url: str, project: Project
) -> None:
    page = page_of(project, url)
    assert picture(page) is None
    assert "kb.neighbourhood" not in {entry.anchor for entry in page.toc}


def test_everything_in_the_picture_stands_inside_of_it_and_apart(project: Project) -> None:
    found = picture(page_of(project, "techniques/T1046/"))
    assert found is not None
    (svg,) = found.iter("svg")
    _, _, width, height = map(float, svg.attrib["viewbox"].split())
    texts = [(float(text.attrib["x"]), float(text.attrib["y"]), text.text or "") for text in svg.iter("text")]
    assert all(0 <= x <= width and 0 < y < height for x, y, _ in texts)
    assert len({(x, y) for x, y, _ in texts}) == len(texts)
    # Seven units are wider than the mean letter in a font of twelve.
    left, right = svg.findall("./g[@text-anchor='end']/a/text"), svg.findall("./a/text")
    assert len(left) + len(right) == len(svg.findall(".//a"))
    reach = {text: 7 * len(text.text or "") for text in (*left, *right)}
    assert all(float(text.attrib["x"]) - reach[text] >= 0 for text in left)
    assert all(float(text.attrib["x"]) + reach[text] <= width for text in right)


def points(path: str) -> list[tuple[float, float]]:
    """Return where each command of a path of SVG with lines, curves and arcs leads to, in the picture."""
    x, y, found = 0.0, 0.0, []
    for command, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        values = [float(number) for number in re.findall(r"-?[0-9.]+", numbers)]
        size = {"M": 2, "l": 2, "q": 4, "a": 7, "h": 1, "v": 1, "z": 1}[command]
        for place in range(0, len(values), size):
            across, down = values[place : place + size][-2:] if size > 1 else (values[place],) * 2
            match command:
                case "M":
                    x, y = across, down
                case "h" | "v":
                    x, y = (x + across, y) if command == "h" else (x, y + down)
                case _:
                    x, y = x + across, y + down
            found.append((x, y))
    return found


@pytest.mark.parametrize("url", ["techniques/T1046/", "rules/r0/", "guide/"])
def test_a_tie_leads_from_the_note_to_each_neighbour_and_its_symbol_is_around_its_end(
    url: str, project: Project
) -> None:
    found = picture(page_of(project, url))
    assert found is not None
    (svg,) = found.iter("svg")
    middle = float(svg.attrib["viewbox"].split()[3]) / 2
    drawn = [
        points(path.attrib["d"]) for path in svg.findall("./path") if "kb-near__tie" in path.attrib["class"]
    ]
    places = [place for line in drawn for place in line]
    assert set(places[::2]) == {(320.0, middle)}
    symbols = [points(path.attrib["d"]) for path in svg.findall(".//a/path")]
    assert len(symbols) == len(places) // 2
    for (x, y), text, symbol in zip(places[1::2], svg.findall(".//a/text"), symbols, strict=True):
        assert y == float(text.attrib["y"])
        assert abs(x - 320) == 98
        assert float(text.attrib["x"]) == x + (12 if x > 320 else -12)
        assert all(abs(across - x) <= 6 and abs(down - y) <= 6 for across, down in symbol)
        assert min(across for across, _ in symbol) < x < max(across for across, _ in symbol)


def test_the_picture_says_what_it_is(project: Project) -> None:
    found = picture(page_of(project, "guide/"))
    assert found is not None
    (svg,) = found.iter("svg")
    assert svg.get("role") == "group"
    assert svg.get("aria-label") == "guide with its nearest neighbours in the graph"
    assert svg.find("desc") is not None


def test_names_are_escaped(project: Project) -> None:
    html = page_of(project, "techniques/T1046/").html
    assert "a &#34;b&#34; &amp; &lt;i&gt;" in html


def test_the_picture_is_small(project: Project) -> None:
    html = page_of(project, "techniques/T1046/").html
    section = html[html.index('<section class="kb-near"') : html.index("Open in the graph")]
    assert len(gzip.compress(section.encode())) < 3072
