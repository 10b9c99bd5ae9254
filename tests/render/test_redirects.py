"""Which former addresses lead to a note, and which are reported instead."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.project import Project
from kbgen.render.redirects import Redirects, find_redirects, former_url

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

TECHNIQUE = "---\ntags: [techniques, T1046]\n---\n"


def note(entries: str) -> str:
    return f"---\nredirect_from: {entries}\n---\nText.\n"


@pytest.fixture
def redirects(make_vault: MakeVault) -> Callable[[Mapping[str, str | bytes]], Redirects]:
    return lambda files: Project(make_vault(files)).redirects


RedirectsOf = Callable[[Mapping[str, str | bytes]], Redirects]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("old/name", "old/name/"),
        ("/old/name", "old/name/"),
        ("old/name/", "old/name/"),
        (" /old/name/ ", "old/name/"),
        ("old/name.html", "old/name.html"),
        ("/old/index.html", "old/"),
        ("index.html", ""),
        ("/", ""),
        ("", ""),
        ("Old Name", "Old Name/"),
        ("%C3%9Cbung/a%20b", "Übung/a b/"),
        ("U\u0308bung", "Übung/"),
        ("2023", "2023/"),
        ("v1.2/x", "v1.2/x/"),
    ],
)
def test_a_text_names_a_page_of_the_site(text: str, url: str) -> None:
    assert former_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        *("..", "../x", "x/../y", "x/./y", ".git/config", "%2e%2e/x", "x%2f..%2fy"),
        *("//host/x", "https://example.org/x", "javascript:alert(1)", "mailto:a@b", "C:\\x", "\\\\host\\x"),
        *("x//y", "x?y=1", "x#y", "a\x00b", "a\nb", "%00", 'a"b', "a<b", "trailing./x", "trailing /x"),
        *("a.html/b", "x" * 256, "Ü" * 128, "/".join(["x" * 200] * 6)),
    ],
)
def test_what_leaves_the_site_or_fits_no_file_system_is_none(text: str) -> None:
    assert former_url(text) is None


@given(st.text(max_size=30))
def test_no_text_leads_out_of_the_site(text: str) -> None:
    url = former_url(text)
    if url is not None:
        parts = url.removesuffix("/").split("/")
        assert url == "" or not any(part in {"", ".", ".."} for part in parts)
        assert not set(url) & set('\\:?#<>"\x00')


def test_a_text_or_a_list_of_any_case_of_name_leads_to_the_note(redirects: RedirectsOf) -> None:
    found = redirects(
        {
            "one.md": note("old/one"),
            "two.md": note("[z/, 'a.html', z]").replace("redirect_from", "Redirect_From"),
            "none.md": note(""),
            "T1046.md": TECHNIQUE.replace("---\n", "---\nredirect_from: /scan/\n", 1),
        }
    )
    assert found.diagnostics == ()
    assert list(found.targets.items()) == [
        ("a.html", "two.md"),
        ("old/one/", "one.md"),
        ("scan/", "T1046.md"),
        ("z/", "two.md"),
    ]


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("techniques/T1046", '"T1046.md"'),
        ("Techniques/t1046/", '"T1046.md"'),
        ("beside", '"beside.md"'),
        ("", "another page"),
        ("matrix", "another page"),
        ("groups/", "another page"),
        ("tactics/TA0007", "another page"),
        ("tags/techniques/", "another page"),
        ("api/notes.json", "another page"),
        ("assets/x/", "another page"),
        ("Layers/x.html", "another page"),
        ("404.html", "another page"),
        ("llms.txt", "another page"),
        ("sitemap.xml/x", "another page"),
        ("pictures/a.png", "another page"),
        ("pictures/a.png/x.html", "another page"),
        ("static/page.html", "another page"),
        ("Static/Page.HTML", "another page"),
        ("static/index.html", "another page"),
        ("folder.html", "another page"),
        ("a", "this very note"),
        ("A/", "differs only by case"),
        ("../x", "no address inside the site"),
        ("{a: b}", "no address inside the site"),
        ("[[a]]", "no address inside the site"),
    ],
)
def test_an_address_that_cannot_be_had_is_reported_and_given_to_nobody(
    redirects: RedirectsOf, address: str, named: str
) -> None:
    found = redirects(
        {
            "a.md": note(address if address.startswith(("{", "[")) else f'["{address}"]'),
            "T1046.md": TECHNIQUE.replace("---\n", "---\ntactics: Discovery\n", 1),
            "beside.md": "",
            "pictures/a.png": b"",
            "static/page.html": "",
            "static/index.html": "",
            "folder.html/x.png": b"",
        }
    )
    assert dict(found.targets) == {}
    (diagnostic,) = found.diagnostics
    assert (diagnostic.code, diagnostic.location.path, diagnostic.location.line) == ("KB126", "a.md", 2)
    assert named in diagnostic.message


def test_of_two_notes_with_one_address_the_first_by_path_gets_it(redirects: RedirectsOf) -> None:
    found = redirects({"b.md": note("/old/"), "a.md": note("old"), "c.md": note("OLD")})
    assert dict(found.targets) == {"old/": "a.md"}
    assert [(item.location.path, '"a.md"' in item.message) for item in found.diagnostics] == [
        ("b.md", True),
        ("c.md", True),
    ]


def test_the_page_of_a_revoked_identifier_stays(make_vault: MakeVault) -> None:
    project = Project(make_vault({"a.md": note("techniques/T1086/")}))
    found = find_redirects(project.knowledge, lambda: project.addresses, {"techniques/T1086/": "T1059.001"})
    assert dict(found.targets) == {}
    assert [item.code for item in found.diagnostics] == ["KB126"]


def test_a_note_that_is_not_published_keeps_no_address(redirects: RedirectsOf) -> None:
    found = redirects({"a.md": "---\npublish: false\nredirect_from: old\n---\n", "b.md": note("old")})
    assert dict(found.targets) == {"old/": "b.md"}
    assert found.diagnostics == ()


def test_addresses_are_not_asked_for_where_no_note_has_a_former_one(make_vault: MakeVault) -> None:
    project = Project(make_vault({"a.md": "Text.\n"}))
    assert find_redirects(project.knowledge, lambda: pytest.fail("asked"), {}) == Redirects()
