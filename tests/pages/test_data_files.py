"""The site as data: the same as what the commands write, in the shapes of the interface, and the same each time."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from coverage_reports import NOTES, project
from coverage_worlds import TODAY, files, technique
from html_tree import parse, text_of

from kbgen.cli.target import find_target
from kbgen.pages.data_files import layer_files
from kbgen.project import Project
from kbgen.settings import read_settings

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
SITE_URL = "https://kb.example.org/sub/"
DAY = "1793491200"
"""Noon in UTC of 1 November 2026 minus twelve hours, in seconds since 1970."""


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project(tmp_path_factory.mktemp("data") / "vault", dict(NOTES))


def read(found: Project, path: str) -> Any:
    return json.loads(found.site.data[path])


@pytest.fixture
def described(tmp_path: Path) -> Path:
    """Return a folder with a vault and a ``mkdocs.yml`` that states name and address."""
    (tmp_path / "docs").mkdir()
    for path, text in files(**NOTES).items():
        (tmp_path / "docs" / path).write_text(text, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: Orchard\nsite_url: {SITE_URL}\nplugins:\n  - kbgen:\n      navigator: https://nav.example.org/\n"
        "      coverage: {platforms: [Windows, Linux]}\n",
        encoding="utf-8",
    )
    return tmp_path


def written_by(*arguments: str) -> bytes:
    command = [sys.executable, "-m", "kbgen", *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_coverage_and_layers_are_what_the_commands_write(
    described: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    data = find_target(described, None).project().site.data
    vault = str(described)
    layer = ("export", "navigator", vault, "--layer")
    for path, command in (
        ("api/coverage.json", ("coverage", vault, "--format", "json")),
        ("layers/coverage.json", ("coverage", vault, "--format", "navigator")),
        ("layers/gaps.json", (*layer, "gaps")),
        ("layers/evidence.json", (*layer, "evidence")),
        ("layers/coverage-linux.json", (*layer, "coverage", "--platform", "Linux")),
    ):
        written = written_by(*command)
        assert list(json.loads(data[path]).items()) == list(json.loads(written).items())
        assert len(data[path]) < len(written)


def test_there_is_a_layer_for_each_platform_in_scope(orchard: Project) -> None:
    assert sorted(path for path in orchard.site.data if path.startswith("layers/")) == [
        "layers/coverage-linux.json",
        "layers/coverage-macos.json",
        "layers/coverage-windows.json",
        "layers/coverage.json",
        "layers/evidence.json",
        "layers/gaps.json",
    ]


def test_platforms_of_one_spelling_have_layers_of_their_own(make_vault: Callable[..., Path]) -> None:
    settings = read_settings({"coverage": {"platforms": ["Own OS", "own-os", "雲"]}})
    vault = make_vault({"T1059.md": technique("T1059", "Own OS")})
    coverage = Project(vault, settings, today=TODAY).coverage
    assert [file.path for file in layer_files(coverage)][3:] == [
        "layers/coverage-own-os.json",
        "layers/coverage-own-os-2.json",
        "layers/coverage-platform.json",
    ]


def test_a_layer_is_of_format_4_5_and_scores_the_verdicts(orchard: Project) -> None:
    layer = read(orchard, "layers/coverage.json")
    assert layer["versions"]["layer"] == "4.5"
    scores = {item["techniqueID"]: item["score"] for item in layer["techniques"] if item["enabled"]}
    assert scores == {
        "T1046": 3,
        "T1053": 0,
        "T1059": 2,
        "T1059.001": 2,
        "T1059.004": 0,
        "T1105": 1,
        "T1190": 1,
        "T1583": 0,
    }
    linux = read(orchard, "layers/coverage-linux.json")
    assert {item["score"] for item in linux["techniques"] if item["enabled"]} == {0}
    gaps = read(orchard, "layers/gaps.json")
    assert [item["techniqueID"] for item in gaps["techniques"] if item["enabled"]] == [
        *("T1053", "T1059.004", "T1583")
    ]


def test_every_note_is_listed_once_with_what_it_is(orchard: Project) -> None:
    notes = read(orchard, "api/notes.json")
    assert [note["path"] for note in notes] == sorted(orchard.knowledge.notes)
    fields = {"path", "title", "kind", "url", "tags", "id", "changed"}
    assert {frozenset(note) for note in notes} == {frozenset(fields)}
    by_path = {note["path"]: note for note in notes}
    assert by_path["T1059.001 - PowerShell.md"] == {
        "path": "T1059.001 - PowerShell.md",
        "title": "PowerShell",
        "kind": "technique",
        "url": "techniques/T1059/001/",
        "tags": ["T1059_001", "techniques"],
        "id": "T1059.001",
        "changed": None,
    }
    assert by_path["child.md"]["id"] is None
    assert {note["url"] for note in notes} <= {page.url for page in orchard.site.pages}


def test_a_vault_without_techniques_has_only_its_notes(make_vault: Callable[..., Path]) -> None:
    data = Project(make_vault({"a.md": "# A\n"}), today=TODAY).site.data
    assert [path for path in data if path.startswith(("api/c", "layers/"))] == []
    assert json.loads(data["api/notes.json"])[0]["title"] == "A"


def test_the_files_are_the_same_each_time(orchard: Project) -> None:
    again = Project(orchard.folder, orchard.settings, name="Orchard", jobs=1, today=TODAY)
    assert dict(again.site.data) == dict(orchard.site.data)


def test_the_page_offers_every_layer_and_opens_it_in_the_navigator(described: Path) -> None:
    site = find_target(described, None).project().site
    page = next(page.finished() for page in site.pages if page.url == "coverage/")
    links = [(text_of(link), link.get("href", "")) for link in parse(page.html).iter("a")]
    offered = [target for _, target in links if target.startswith("../layers/")]
    assert sorted(offered) == sorted(f"../{path}" for path in site.data if path.startswith("layers/"))
    assert ("open in the Navigator", f"https://nav.example.org/#layerURL={SITE_URL}layers/gaps.json") in links


@pytest.mark.parametrize(
    ("navigator", "site_url"), [("", SITE_URL), ("https://nav.example.org/", ""), ("", "")]
)
def test_without_a_navigator_or_an_address_of_the_site_nothing_opens(
    orchard: Project, navigator: str, site_url: str
) -> None:
    settings = read_settings({"navigator": navigator} if navigator else {})
    site = Project(orchard.folder, settings, site_url=site_url, today=TODAY).site
    page = next(page.finished() for page in site.pages if page.url == "coverage/")
    assert "open in the Navigator" not in page.html


def test_the_links_of_a_layer_lead_to_the_pages_of_the_site(described: Path) -> None:
    layer = read(find_target(described, None).project(), "layers/coverage.json")
    urls = {item["techniqueID"]: item["links"][0]["url"] for item in layer["techniques"] if item["enabled"]}
    assert urls["T1059.001"] == f"{SITE_URL}techniques/T1059/001/"


def test_a_technique_has_its_entries_of_both_files_beside_its_page(orchard: Project) -> None:
    notes = {note["path"]: note for note in read(orchard, "api/notes.json")}
    techniques = read(orchard, "api/coverage.json")["techniques"]
    assert techniques
    for item in techniques:
        note = notes[item["path"]]
        assert read(orchard, f"{note['url']}index.json") == {"schema": 1, "note": note, "coverage": item}
        (page,) = [page for page in orchard.site.pages if page.url == note["url"]]
        (link,) = parse(page.html).findall(".//a[@rel='alternate']")
        assert link.get("href") == "index.json"
    beside = [path for path in orchard.site.data if path.endswith("/index.json") and path.startswith("techn")]
    assert len(beside) == len(techniques)


def test_files_of_the_vault_and_of_the_site_stand_beside_each_other(make_vault: Callable[..., Path]) -> None:
    own = dict.fromkeys(("api/notes.json", "llms.txt", "techniques/T1046/index.json"), "{}")
    embeds = "![[techniques/T1046/index.json]]"
    site = Project(make_vault({"a.md": technique("T1046", "Windows", body=embeds), **own}), today=TODAY).site
    assert own.keys() <= site.data.keys()
    assert sorted(site.attachments) == [f"attachments/{path}" for path in sorted(own)]
    page = next(page.finished() for page in site.pages if page.url == "techniques/T1046/")
    links = {link.get("href") for link in parse(page.html).iter("a")}
    assert "../../attachments/techniques/T1046/index.json" in links


def test_a_second_note_of_a_technique_leads_to_no_file_that_is_not_there(make_vault: MakeVault) -> None:
    note = "---\ntags: [techniques, T1046]\n---\n"
    site = Project(make_vault({"A T1046.md": note, "B T1046.md": note})).site
    beside = {path for path in site.data if path.endswith("/index.json") and path.startswith("techniques/")}
    links = {page.url for page in site.pages if parse(page.html).findall(".//a[@rel='alternate']")}
    assert len(beside) == 1
    assert {f"{url}index.json" for url in links} == beside
