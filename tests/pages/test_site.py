"""The site as a whole: every note once, every link and anchor leads somewhere, every page is well formed."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from html_tree import is_filter_of_the_matrix, parse

from kbgen.pages.page import Page, Site, TocEntry
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "https://kb.example/sub/"

RULE = "\n```yml\ntitle: {0}\nlogsource:\n    product: linux\ndetection:\n    condition: x\n```\n"
TEST = (
    "## Atomic Test #1 - One\n\n**Supported Platforms:** Linux\n\n"
    "**auto_generated_guid:** 11111111-2222-4333-8444-555555555555\n"
)
WORLD: Mapping[str, str | bytes] = {
    "index.md": "# Welcome\n\nSee [[T1059 - Interpreter]] and #inbox (Citation: A).\n\n![[Folder/Note]]\n",
    "T1059 - Interpreter.md": "---\ntags: [T1059, techniques]\ntactics: Execution, Own Tactic\n---\n"
    "## Interpreter\n\n### Detection\n\n(Citation: A) [x](https://attack.mitre.org/techniques/T1059/001)\n\n"
    "```query\ntag: detection_rule\ntag: T1059\n```\n",
    "T1059.001 - Shell.md": "---\ntags: [T1059_001, techniques, a/b]\ntactics: Execution\n---\n### Detection\n",
    "T1046 - Scan.md": "---\ntags: [T1046, techniques]\n---\nNo tactic. ![[picture one.png]]\n",
    "Rules/r one.md": "---\ntags: [t1059, execution, detection_rule]\nlevel: high\n---"
    + RULE.format("One & <two>"),
    "Rules/r two.md": "---\ntags: [t1059_001, detection_rule]\n---" + RULE.format("Two"),
    "Rules/broken.md": "---\ntags: [, detection_rule]\n---" + RULE.format("Broken"),
    "Tests/T1059.md": "---\ntags: [T1059, atomic_test]\n---\n# Tests\n\n" + TEST,
    "Folder/Note.md": "---\naliases: [N]\ntags: [A, inbox/to-read]\n---\n# Ein Titel\n\n## Größe\n\n[[#Größe]] ^id\n\n"
    "Text. ^id2\n\n[[T1059 - Interpreter#Detection]] [[../index]] [[gone]] [[Note#^id2]]\n\n1[^f]\n\n[^f]: Foot.\n",
    "Folder/index.md": "![[Note#Größe]]\n\n| a | b |\n|-|-|\n| [[Note\\|x]] | y |\n",
    "Größe/Ünder score_d & more!.md": "[[Folder/Note]]\n",
    "picture one.png": b"\x89PNG",
}


def whole(entries: tuple[TocEntry, ...]) -> Iterator[TocEntry]:
    for entry in entries:
        yield entry
        yield from whole(entry.children)


class Reading:
    """A site with each page parsed."""

    def __init__(self, project: Project) -> None:
        self.site: Site = project.site
        self.notes = project.knowledge.notes
        self.trees = {page.url: parse(page.html) for page in self.site.pages}
        self.ids = {
            url: [value for element in tree.iter() if (value := element.get("id")) is not None]
            for url, tree in self.trees.items()
        }


@pytest.fixture(scope="module", params=["world", "content"])
def reading(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """Return the site of a small world, and of the demo content."""
    folder = ROOT / "content"
    if request.param == "world":
        folder = tmp_path_factory.mktemp("world")
        for path, content in WORLD.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return Reading(Project(folder))


def test_every_note_has_exactly_one_page(reading: Reading) -> None:
    shown = Counter(page.source_path for page in reading.site.pages if page.source_path is not None)
    assert shown == Counter(dict.fromkeys(reading.notes, 1))
    assert len(shown) > 5


def test_addresses_are_unique_and_in_order(reading: Reading) -> None:
    urls = [page.url for page in reading.site.pages]
    assert urls == sorted(urls)
    assert len({url.casefold() for url in urls}) == len(urls)
    assert [url for url in urls if url and not url.endswith("/")] == []


def test_the_pages_of_the_interface_are_there(reading: Reading) -> None:
    urls = {page.url for page in reading.site.pages}
    lists = {
        "",
        "matrix/",
        "techniques/",
        "coverage/",
        "tactics/",
        "rules/",
        "tests/",
        "graph/",
        "pages/",
        "tags/",
        "health/",
    }
    assert lists <= urls
    assert {item.url for item in reading.site.navigation} == lists


def test_every_internal_link_leads_to_a_page_or_file_and_to_an_anchor_of_it(reading: Reading) -> None:
    paths = {urlsplit(urljoin(ORIGIN, quote(url))).path: url for url in reading.trees}
    files = {
        urlsplit(urljoin(ORIGIN, quote(path))).path
        for path in (*reading.site.attachments, *reading.site.data)
    }
    broken, count = [], 0
    for url, tree in reading.trees.items():
        for element in tree.iter():
            reference = element.get("href") or element.get("src")
            if not reference or urlsplit(reference).scheme:
                continue
            count += 1
            target = urlsplit(urljoin(ORIGIN + quote(url), reference))
            page = paths.get(target.path)
            if page is None and target.path not in files:
                broken.append((url, reference))
            if page is not None and target.fragment and unquote(target.fragment) not in reading.ids[page]:
                broken.append((url, reference))
    assert broken == []
    assert count > 50


def test_no_page_has_an_id_twice(reading: Reading) -> None:
    twice = {
        url: [name for name, count in Counter(ids).items() if count > 1] for url, ids in reading.ids.items()
    }
    assert {url: names for url, names in twice.items() if names} == {}


def test_contents_and_anchors_name_ids_of_the_page(reading: Reading) -> None:
    wrong = []
    for page in (page.finished() for page in reading.site.pages):
        named = {entry.anchor for entry in whole(page.toc)} | page.anchors
        wrong += [(page.url, anchor) for anchor in named - set(reading.ids[page.url])]
    assert wrong == []


def test_every_page_has_one_heading_of_level_one(reading: Reading) -> None:
    assert [url for url, tree in reading.trees.items() if len(tree.findall(".//h1")) != 1] == []


def test_every_note_page_names_kind_and_path(reading: Reading) -> None:
    for page in reading.site.pages:
        if page.source_path is None:
            continue
        marked = [e for e in reading.trees[page.url].iter() if e.get("data-path") is not None]
        assert [e.get("data-path") for e in marked] == [page.source_path]
        assert marked[0].get("data-kind") == reading.notes[page.source_path].kind.value


def test_every_note_page_names_its_source(reading: Reading) -> None:
    missing = [
        page.url
        for page in reading.site.pages
        if page.source_path is not None
        and page.source_path not in ["".join(e.itertext()) for e in reading.trees[page.url].iter("code")]
    ]
    assert missing == []


def test_nothing_is_loaded_from_another_host_and_nothing_runs(reading: Reading) -> None:
    for url, tree in reading.trees.items():
        for element in tree.iter():
            assert is_filter_of_the_matrix(element) or element.tag not in {
                "script",
                "style",
                "iframe",
                "object",
                "link",
                "meta",
                "base",
                "form",
            }, url
            for name, value in element.attrib.items():
                assert not name.startswith("on"), url
                if name in {"src", "srcset", "poster", "data"}:
                    assert not urlsplit(value).scheme, url
                    assert not value.startswith("//"), url


def test_links_to_other_hosts_have_a_harmless_scheme(reading: Reading) -> None:
    schemes = {
        urlsplit(reference).scheme.casefold()
        for tree in reading.trees.values()
        for element in tree.iter()
        if (reference := element.get("href"))
    }
    assert schemes <= {"", "http", "https", "mailto"}


def test_titles_are_plain_text(reading: Reading) -> None:
    titles = [(page.url, page.title) for page in reading.site.pages]
    assert [url for url, title in titles if not title.strip() or "&amp;" in title or "\n" in title] == []


def test_attachments_are_published_under_their_path(make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": "A\n", "sub/p.png": b"x", "x.base": "views: []", ".hidden": "x"})
    site = Project(vault).site
    assert {url: path.read_bytes() for url, path in site.attachments.items()} == {
        "sub/p.png": b"x",
        "x.base": b"views: []",
    }


def test_a_note_that_is_not_to_be_published_has_no_page(make_vault: MakeVault) -> None:
    # The dialect, section 2.4: "`publish: false` keeps the page out of the site".
    site = Project(make_vault({"a.md": "---\npublish: false\n---\nSecret.\n", "b.md": "[[a]]\n"})).site
    assert [page.source_path for page in site.pages if page.source_path is not None] == ["b.md"]
    assert [page.url for page in site.pages if "Secret." in page.html] == []


def pages_of(vault: Path) -> dict[str, Page]:
    return {page.url: page.finished() for page in Project(vault).site.pages}


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"a.md": "Text.\n"},
        {"index.md": ""},
        {"index.md": "---\ntags: [, x]\n---\n# Title\n"},
        {"a.md": ""},
        {"p.png": "x"},
        {"a.md": "---\ntags: [detection_rule]\n---\n"},
        {"T1046.md": ""},
        {"T1046.md": "---\ntags: [techniques]\ntactics: Nothing of MITRE\n---\n"},
        {"TL0004 - Tool.md": "---\ntags: [tool]\n---\n", "x.base": "filters: []"},
    ],
    ids=[
        "empty",
        "one note",
        "one empty index",
        "invalid index",
        "empty note",
        "one file",
        "one rule",
        "one name",
        "own tactic",
        "tools",
    ],
)
def test_vaults_with_next_to_nothing_have_all_list_pages(
    make_vault: MakeVault, files: dict[str, str | bytes]
) -> None:
    pages = pages_of(make_vault(files))
    assert {"", "techniques/", "tactics/", "rules/", "tests/", "pages/", "tags/", "health/"} <= set(pages)
    for page in pages.values():
        assert parse(page.html).find(".//h1") is not None


def test_a_vault_without_techniques_says_that_there_is_nothing_to_cover(make_vault: MakeVault) -> None:
    pages = pages_of(make_vault({"a.md": "A\n", "x.base": "views: []"}))
    text = "".join(parse(pages["techniques/"].html).itertext())
    assert "no technique" in text
    assert "nothing to cover" in text
    files = [e.get("href") for e in parse(pages["pages/"].html).iter("a")]
    assert "../x.base" in files
