"""What changes the digest of a project's inputs, and what does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.fingerprint import fingerprint
from kbgen.project import Project
from kbgen.settings import read_settings


@pytest.fixture
def project(tmp_path: Path) -> Callable[[], Project]:
    """Return a function that makes the project anew: a vault, a release in a folder, rules in a repository."""
    files = {
        "vault/a.md": "# A\n",
        "attack/enterprise.json": "{}",
        "sigma/rules/a.yml": "title: A\n",
        "sigma/.git/objects/1": "x",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    settings = read_settings({"sources": [{"attack": "attack"}, {"sigma": "sigma"}]})
    return lambda: Project(tmp_path / "vault", settings, base=tmp_path)


@pytest.mark.parametrize(
    "name", ["vault/b.md", "attack/more.json", "sigma/rules/b.yml", "sigma/rules/deep/c.YAML"]
)
def test_what_may_be_read_counts(name: str, project: Callable[[], Project], tmp_path: Path) -> None:
    before = fingerprint(project())
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("new")
    assert fingerprint(project()) != before


@pytest.mark.parametrize(
    "name",
    ["sigma/.git/objects/2", "sigma/.hidden.yml", "attack/.x.json", "beside.md"],
)
def test_what_is_never_read_does_not(name: str, project: Callable[[], Project], tmp_path: Path) -> None:
    before = fingerprint(project())
    (tmp_path / name).write_text("new")
    assert fingerprint(project()) == before


def test_of_what_is_no_yaml_the_name_counts_and_not_the_content(
    project: Callable[[], Project], tmp_path: Path
) -> None:
    before = fingerprint(project())
    (tmp_path / "sigma/rules/tool.exe").write_text("one")
    between = fingerprint(project())
    (tmp_path / "sigma/rules/tool.exe").write_text("two")
    assert fingerprint(project()) == between != before


def test_a_link_to_a_folder_counts_since_it_is_reported(
    project: Callable[[], Project], tmp_path: Path
) -> None:
    before = fingerprint(project())
    (tmp_path / "sigma/rules/linked").symlink_to(tmp_path / "vault")
    assert fingerprint(project()) != before
