"""``llms.txt`` names the site, its sections and its data."""

from collections.abc import Callable, Mapping
from pathlib import Path

from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
TECHNIQUE = "---\ntags: [techniques, T1046]\nplatforms: [Linux]\ntactics: [discovery]\n---\n# Scan\n"


def test_sections_and_data_have_links(make_vault: MakeVault) -> None:
    vault = make_vault({"T1046.md": TECHNIQUE, "other.md": "# Other\n"})
    site = Project(vault, name="Known\nattacks", site_url="https://kb.example/").site
    lines = site.data["llms.txt"].decode().splitlines()
    assert lines[0] == "# Known attacks"
    assert lines[2].endswith("1 ATT&CK techniques, 2 notes.")
    assert "- [Matrix](https://kb.example/matrix/)" in lines
    assert "- [Home](https://kb.example/)" in lines
    assert "- [api/coverage.json](https://kb.example/api/coverage.json)" in lines


def test_without_an_address_links_are_relative(make_vault: MakeVault) -> None:
    site = Project(make_vault({"a.md": "# A\n"})).site
    assert "- [Rules](rules/)" in site.data["llms.txt"].decode().splitlines()
    assert "matrix" not in site.data["llms.txt"].decode()
