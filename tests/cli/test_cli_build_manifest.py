"""``kbgen build --manifest``: which files of a site an upload has to send, and which to delete."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbgen.cli.build import command


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "a.md").write_text("# A\n", "utf-8")
    return tmp_path / "vault"


def build(vault: Path, manifest: str, *options: str) -> Result:
    site = str(vault.parent / "site")
    return CliRunner().invoke(command, [str(vault), "-d", site, "--manifest", manifest, *options])


def test_a_manifest_tells_what_changed(vault: Path, tmp_path: Path) -> None:
    file, site = tmp_path / "changes.json", tmp_path / "site"
    assert build(vault, str(file)).exit_code == 0
    first = json.loads(file.read_bytes())
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    assert first == {"schema": 1, "added": files, "changed": [], "removed": [], "unchanged": 0}
    (vault / "a.md").rename(vault / "é.md")
    assert build(vault, str(file)).exit_code == 0
    second = json.loads(file.read_bytes())
    assert "a/index.html" in second["removed"]
    assert "é/index.html" in second["added"]
    assert "sitemap.xml" not in second["added"]
    assert len(second["changed"]) + second["unchanged"] + len(second["removed"]) == len(files)


def test_a_build_that_did_nothing_has_three_empty_lists(vault: Path, tmp_path: Path) -> None:
    file, site = tmp_path / "changes.json", tmp_path / "site"
    build(vault, str(file))
    result = build(vault, str(file))
    assert "nothing changed" in result.stderr
    count = sum(path.is_file() for path in site.rglob("*"))
    empty: list[str] = []
    expected = {"schema": 1, "added": empty, "changed": empty, "removed": empty, "unchanged": count}
    assert json.loads(file.read_bytes()) == expected


def test_a_dash_is_standard_output_and_nothing_else_goes_there(vault: Path) -> None:
    assert json.loads(build(vault, "-").stdout)["schema"] == 1


def test_a_build_that_is_not_published_writes_no_manifest(vault: Path, tmp_path: Path) -> None:
    (vault / "a.md").write_text("[[nowhere]]\n", "utf-8")
    file = tmp_path / "changes.json"
    file.write_text("of an earlier build", "utf-8")
    assert build(vault, str(file), "--strict").exit_code == 1
    assert file.read_text("utf-8") == "of an earlier build"


@pytest.mark.parametrize("name", ["nowhere/changes.json", "vault"])
def test_a_manifest_that_cannot_be_written_is_noticed_before_the_site_is_replaced(
    name: str, vault: Path, tmp_path: Path
) -> None:
    result = build(vault, str(tmp_path / name))
    assert result.exit_code == 2
    assert name.partition("/")[0] in result.stderr
    assert not (tmp_path / "site").exists()
