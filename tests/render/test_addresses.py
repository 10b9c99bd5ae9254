"""Where everything is published, and how one page refers to another."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.knowledge.build import build_knowledge
from kbgen.markup.parse_body import parse_body
from kbgen.notes.decode import decode
from kbgen.render.addresses import Addresses, allocate, relative
from kbgen.settings import Kinds
from kbgen.vault.read import make_document

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

GENERATED = {"", "techniques/", "tactics/", "rules/", "tests/", "pages/", "tags/", "health/"}
RESERVED = {"matrix/", "coverage/", "coverage/gaps/", "graph/", "search/", "api/", "layers/"}
"""Pages of the interface that no note may take."""
TECHNIQUE = "---\ntags: [{}, techniques]\n---\n"
RULE = "---\ntags: [detection_rule]\n---\n"
TEST = "---\ntags: [atomic_test]\n---\n## Atomic Test #1 - One\n"


def addresses(files: Mapping[str, str], attachments: Iterable[str] = ()) -> Addresses:
    notes = []
    for path in sorted(files):
        document = make_document(path, files[path].encode(), "utf-8")
        notes.append(decode(document, parse_body(document.body, document.body_line), Kinds()))
    return allocate(build_knowledge(notes, sorted(attachments)))


def url_of(path: str, text: str = "Text.\n") -> str:
    return addresses({path: text}).notes[path]


@pytest.mark.parametrize(
    ("path", "text", "url"),
    [
        ("x.md", TECHNIQUE.format("T1059"), "techniques/T1059/"),
        ("a/b.md", TECHNIQUE.format("t1059_001"), "techniques/T1059/001/"),
        ("Rules/proc_creation_win_X.md", RULE, "rules/proc_creation_win_x/"),
        ("Rules/Two words.md", RULE, "rules/two-words/"),
        ("T1046 - Network Scan.md", TEST, "tests/t1046-network-scan/"),
        ("My Notes/How we test.md", "", "my-notes/how-we-test/"),
        ("Über/Größe & Maß.md", "", "über/größe-maß/"),
        ("index.md", "", ""),
        ("Folder/index.md", "", "folder/"),
        ("README.md", "", "readme/"),
    ],
)
def test_a_note_has_the_address_of_its_kind(path: str, text: str, url: str) -> None:
    assert url_of(path, text) == url


def test_tactics_have_the_addresses_of_attack() -> None:
    note = "---\ntags: [T1046, techniques]\ntactics: Discovery, Command and Control, Our Own\n---\n"
    tactics = {tactic.name: url for tactic, url in addresses({"T.md": note}).tactics.items()}
    assert tactics == {
        "Discovery": "tactics/TA0007/",
        "Command and Control": "tactics/TA0011/",
        "Our Own": "tactics/our-own/",
    }


def test_tags_keep_their_nesting() -> None:
    tags = addresses({"a.md": "---\ntags: [Inbox, inbox/To-Read, a_b]\n---\n"}).tags
    assert dict(tags) == {"inbox": "tags/inbox/", "inbox/to-read": "tags/inbox/to-read/", "a_b": "tags/a_b/"}


def test_attachments_keep_their_path() -> None:
    found = addresses({}, ["Files/Two words.PNG"])
    assert found.attachments == {"Files/Two words.PNG": "Files/Two words.PNG"}
    assert found.of_path("Files/Two words.PNG") == "Files/Two words.PNG"
    assert found.of_path("nothing.md") is None


@pytest.mark.parametrize(
    "path",
    [
        *(
            "health.md",
            "Tags.md",
            "rules.md",
            "tests/index.md",
            "techniques.md",
            "tactics/index.md",
            "pages.md",
        ),
        *("matrix.md", "coverage.md", "coverage/gaps.md", "graph.md", "search.md", "api.md", "layers.md"),
    ],
)
def test_no_note_takes_the_address_of_a_page_of_kbgen(path: str) -> None:
    url = url_of(path)
    assert url not in GENERATED | RESERVED
    assert url.endswith("/")


@pytest.mark.parametrize(
    "files",
    [
        {"A b.md": "", "a-b.md": "", "a!b.md": ""},
        {"x/One.md": RULE, "y/one.md": RULE},
        {"a.md": "", "a/index.md": ""},
        {"rules/x.md": "", "x.md": RULE},
        {"b.md": TECHNIQUE.format("T1046"), "a.md": TECHNIQUE.format("T1046"), "techniques/T1046.md": ""},
        {"tags/x.md": "", "n.md": "---\ntags: [x, X!, 'x?', 'x/']\n---\n"},
        {"index.md": "", "Index.md": ""},
        {"???.md": "", "!!!.md": "", "note.md": ""},
        {"caf\u00e9.md": "", "cafe\u0301.md": ""},
    ],
    ids=" ".join,
)
def test_addresses_differ_even_where_names_are_alike(files: dict[str, str]) -> None:
    found = addresses(files)
    urls = [url.casefold() for url in (*found.notes.values(), *found.tags.values())]
    assert sorted(urls) == sorted(set(urls))
    assert set(found.notes) == set(files)


def test_the_first_by_path_gets_the_address() -> None:
    found = addresses({"x/One.md": RULE, "y/one.md": RULE})
    assert found.notes["x/One.md"] == "rules/one/"
    assert found.notes["y/one.md"].startswith("rules/one-")


def test_the_page_of_a_technique_never_gives_way() -> None:
    software = "---\ntags: [software]\n---\n"
    found = addresses({"techniques/T1046.md": software, "z.md": TECHNIQUE.format("T1046")})
    assert found.notes["z.md"] == "techniques/T1046/"
    assert found.notes["techniques/T1046.md"].startswith("techniques/t1046-")


def test_a_second_note_for_a_technique_is_published_under_its_path() -> None:
    note = TECHNIQUE.format("T1046")
    found = addresses({"a/T1046 - X.md": note, "b/T1046 - X.md": note})
    assert dict(found.notes) == {"a/T1046 - X.md": "techniques/T1046/", "b/T1046 - X.md": "b/t1046-x/"}


def test_an_address_does_not_depend_on_notes_that_ask_for_another() -> None:
    alone = addresses({"x/One.md": RULE, "y/one.md": RULE})
    more = addresses({"x/One.md": RULE, "y/one.md": RULE, "a.md": "", "z/z.md": RULE})
    assert {path: more.notes[path] for path in alone.notes} == dict(alone.notes)


@pytest.mark.parametrize("name", ["a" * 250, "ä" * 120, "長" * 80])
def test_a_long_name_is_shortened_and_stays_unlike_others(name: str) -> None:
    found = addresses({f"{name}.md": "", f"{name[:-1]}b.md": ""})
    first, second = found.notes.values()
    assert first != second
    assert max(len(url.strip("/").encode()) for url in (first, second)) <= 120


@pytest.mark.parametrize(
    ("notes", "attachment"),
    [({"license.md": ""}, "license"), ({"a.md": ""}, "a/index.html"), ({"a!/b.md": ""}, "a")],
    ids=["a file where a page has its folder", "a file that is the page", "a file where a folder is due"],
)
def test_no_file_stands_where_a_page_is_written(notes: dict[str, str], attachment: str) -> None:
    found = addresses(notes, [attachment])
    written = [f"{url}index.html" for url in found.notes.values()]
    file = found.attachments[attachment]
    assert [page for page in written if page == file or page.startswith(f"{file}/")] == []


@pytest.mark.parametrize(
    "path",
    [
        *("api/notes.json", "API/Graph-data.js", "layers/gaps.json", "llms.txt", "sitemap.xml", "index.html"),
        *(
            "matrix/index.html",
            "assets/search/pagefind.js",
            "assets/names/0.json",
            "techniques/T1046/index.json",
        ),
        *("techniques/t1046/Index.JSON", "techniques/T1046/index.json/x.png", "api/notes.json/x.png"),
        *("matrix", "api", "assets"),
    ],
)
def test_an_attachment_leaves_the_place_of_a_file_of_kbgen(path: str) -> None:
    found = addresses({"a.md": TECHNIQUE.format("T1046")}, [path])
    assert found.notes["a.md"] == "techniques/T1046/"
    assert found.attachments == {path: f"attachments/{path}"}


@pytest.mark.parametrize(
    "path",
    [
        *("api/openapi.yaml", "api/v1/notes.json", "layers/own.svg", "assets/logo.png", "404.html"),
        *("techniques/T1047/index.json", "techniques/T1046/notes.json", "docs/llms.txt", "matrix/x.png"),
    ],
)
def test_an_attachment_beside_the_files_of_kbgen_stays(path: str) -> None:
    found = addresses({"a.md": TECHNIQUE.format("T1046")}, [path])
    assert found.attachments == {path: path}


@pytest.mark.parametrize("other", ["attachments", "Attachments/API/notes.json", "attachments/api"])
def test_attachments_that_move_find_a_folder_in_which_nothing_is_in_their_way(other: str) -> None:
    found = addresses({}, sorted([other, "api/notes.json"]))
    assert found.attachments == {other: other, "api/notes.json": "attachments-2/api/notes.json"}


NAMES = st.text(
    alphabet=st.one_of(
        st.sampled_from("aAbB -_.!?#%&'é\u0301ßİ長"), st.characters(exclude_categories=["Cs", "Cc"])
    ),
    min_size=1,
    max_size=12,
).filter(lambda name: "/" not in name and not name.startswith("."))
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
TEXTS = st.sampled_from(["", RULE, TEST, TECHNIQUE.format("T1046"), "---\ntags: [a/b, A]\n---\n"])


@given(files=st.dictionaries(PATHS.map("{}.md".format), TEXTS, max_size=6))
def test_all_addresses_of_any_vault_are_different_and_safe(files: dict[str, str]) -> None:
    found = addresses(files)
    urls = [*found.notes.values(), *found.tags.values(), *found.tactics.values()]
    folded = [url.casefold() for url in urls]
    assert sorted(folded) == sorted(set(folded))
    assert set(found.notes) == set(files)
    for url in urls:
        assert url == "" or url.endswith("/")
        parts = url.split("/")[:-1]
        assert "" not in parts
        assert {".", ".."}.isdisjoint(parts)
        assert max((len(part.encode()) for part in parts), default=0) <= 255
        assert set(url).isdisjoint('\\:*?"<>| #%')
    assert set(folded).isdisjoint((GENERATED | RESERVED) - {""})


PAGE_URLS = st.lists(NAMES.filter(lambda name: name.strip(".")), max_size=4).map(
    lambda parts: "".join(f"{part}/" for part in parts)
)
FILE_URLS = PATHS
BASES = st.sampled_from(["https://kb.example/", "https://kb.example/sub/folder/", "file:///srv/site/"])


@given(source=PAGE_URLS, target=st.one_of(PAGE_URLS, FILE_URLS), base=BASES)
def test_a_reference_leads_from_any_page_to_any_other_as_browsers_follow_it(
    source: str, target: str, base: str
) -> None:
    reference = relative(source, target)
    assert reference
    assert urljoin(base + quote(source), reference) == base + quote(target, safe="/-_.!~")


@given(source=PAGE_URLS, target=PAGE_URLS, anchor=st.text(alphabet="aé ^-_/?#%:&\"'", min_size=1, max_size=8))
def test_a_reference_with_an_anchor_keeps_both(source: str, target: str, anchor: str) -> None:
    base = "https://kb.example/"
    reference = relative(source, target, anchor)
    followed = urlsplit(urljoin(base + quote(source), reference))
    assert unquote(followed.path) == f"/{target}"
    assert unquote(followed.fragment) == anchor
    assert set(reference).isdisjoint(" \"'<>")


@pytest.mark.parametrize(
    ("source", "target", "reference"),
    [
        ("rules/x/", "techniques/T1046/", "../../techniques/T1046/"),
        ("", "rules/x/", "rules/x/"),
        ("rules/x/", "", "../../"),
        ("", "", "./"),
        ("a/", "Two words.png", "../Two%20words.png"),
        ("", "a:b.png", "a%3Ab.png"),
    ],
)
def test_references_are_relative_and_percent_encoded(source: str, target: str, reference: str) -> None:
    assert relative(source, target) == reference


def test_a_reference_within_a_page_is_only_the_anchor() -> None:
    assert relative("a/", "a/", "^id") == "#^id"
    assert relative("a/", "b/", "zwei-wörter") == "../b/#zwei-w%C3%B6rter"


def test_a_single_test_is_found_by_its_guid() -> None:
    guid = "11111111-2222-4333-8444-55555555555a"
    test = f"{TEST}\n**auto_generated_guid:** {guid.upper()}\n"
    found = addresses({"b.md": test, "a.md": test, "r.md": RULE})
    assert found.of_test(guid, "rules/r/") == f"../../tests/a/#{guid}"
    assert found.of_test(guid.upper(), "tests/a/") == f"#{guid}"
    assert found.of_test(guid[:-1] + "b", "rules/r/") is None
    assert found.of_test("", "rules/r/") is None
