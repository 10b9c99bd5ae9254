"""Where an import writes, by which settings it goes, and which options are misuse."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import tarred
from click.testing import CliRunner, Result

from kbgen.cli.main import cli
from kbgen.errors import KbgenError

RULE = (
    "title: Scan\nid: 6a1c1a52-0d4e-4f0e-9b1e-0f9c2b7a4d11\nstatus: test\nlevel: low\n"
    "tags: [attack.t1046]\nlogsource: {product: linux}\ndetection: {a: {b: c}, condition: a}\n"
)
NOTE = "Detection Rules/scan.md"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/scan.yml").write_text(RULE)
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli, ["import", *map(str, words)])


def refusal(result: Result) -> str:
    assert isinstance(result.exception, KbgenError)
    return str(result.exception)


def config(folder: Path, docs: str, block: str = "") -> None:
    folder.mkdir(exist_ok=True)
    (folder / "mkdocs.yml").write_text(f"site_name: x\ndocs_dir: {docs}\nplugins:\n  - kbgen: {{{block}}}\n")


def test_a_folder_of_notes_gets_the_notes(run: Run, tmp_path: Path) -> None:
    assert run("sigma", "rules", "--into", "notes").exit_code == 0
    assert (tmp_path / "notes" / NOTE).is_file()


@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_with_a_mkdocs_yml_gets_them_in_its_vault(run: Run, tmp_path: Path, exists: bool) -> None:
    config(tmp_path / "project", "content")
    if exists:
        (tmp_path / "project/content").mkdir()
    assert run("sigma", "rules", "--into", "project").exit_code == 0
    assert (tmp_path / "project/content" / NOTE).is_file()
    assert not (tmp_path / "project" / NOTE).exists()


def test_the_current_folder_is_the_vault_where_none_is_named(run: Run, tmp_path: Path) -> None:
    assert run("sigma", "rules").exit_code == 0
    assert (tmp_path / NOTE).is_file()


@pytest.mark.parametrize("into", ["project", "project/content"])
def test_the_limits_are_those_of_the_vault(run: Run, tmp_path: Path, into: str) -> None:
    config(tmp_path / "project", "content", "limits: {max_input_bytes: 100}")
    (tmp_path / "project/content").mkdir()
    assert "`limits.max_input_bytes`" in refusal(run("sigma", "rules", "--into", into))


def test_a_mkdocs_yml_of_another_vault_does_not_count(run: Run, tmp_path: Path) -> None:
    config(tmp_path / "project", "content", "limits: {max_input_bytes: 100}")
    (tmp_path / "project/other").mkdir()
    assert run("sigma", "rules", "--into", "project/other").exit_code == 0
    assert (tmp_path / "project/other" / NOTE).is_file()


def test_sources_that_are_mounted_do_not_matter_to_an_import(run: Run, tmp_path: Path) -> None:
    config(tmp_path / "project", "content", "sources: [{attack: gone.json}]")
    assert run("sigma", "rules", "--into", "project").exit_code == 0


def test_an_archive_is_imported_and_a_folder_in_it(run: Run, tmp_path: Path) -> None:
    members = {"sigma/rules/scan.yml": RULE, "sigma/old/gone.yml": RULE}
    (tmp_path / "sigma.tar.xz").write_bytes(tarred(members, "w:xz"))
    result = run("sigma", "sigma.tar.xz", "--folder", "rules", "--into", "notes")
    assert result.stdout == f"created     {NOTE}\n"


def test_a_digest_is_checked(run: Run, tmp_path: Path) -> None:
    data = tarred({"scan.yml": RULE})
    (tmp_path / "sigma.tar").write_bytes(data)
    right = hashlib.sha256(data).hexdigest()
    assert run("sigma", "sigma.tar", "--sha256", right, "--into", "a").exit_code == 0
    message = refusal(run("sigma", "sigma.tar", "--sha256", "0" * 64, "--into", "b"))
    assert message == f"sigma.tar: the file is another one: its sha256 is {right}, not {'0' * 64}"
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("sigma", "rules", "--refresh"), "rules: is no address, so there is nothing to download"),
        (("sigma", "rules", "--sha256", "abc"), "sha256: expected a SHA-256 digest"),
        (("sigma", "rules", "--folder", "../x"), "folder: expected a folder inside of the source"),
        (("attack", "a.json", "--folder", "x"), "folder: only sigma and atomics take a folder"),
        (("attack", "ftp://example.org/a.json"), "attack: 'ftp://example.org/a.json' cannot be downloaded"),
        (("sigma", "rules", "--into", "rules/scan.yml"), "rules/scan.yml: is no folder"),
    ],
)
def test_misuse_is_said(run: Run, words: tuple[str, ...], message: str) -> None:
    assert refusal(run(*words)).startswith(message)
