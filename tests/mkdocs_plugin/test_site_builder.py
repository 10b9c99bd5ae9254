"""Builds of small vaults as the command line makes them, with the real core."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.errors import KbgenError
from kbgen.mkdocs_plugin.site_builder import Progress, build_site, serve_site

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
NOTES = {
    "T1046.md": "---\ntags: [techniques, t1046]\n---\n# T1046 Scan\n\nText.\n",
    "index.md": "# Welcome\n",
}


def mkdocs_yml(folder: Path, text: str) -> Path:
    file = folder / "mkdocs.yml"
    file.write_text(f"site_name: Test\ndocs_dir: vault\n{text}", "utf-8")
    return file


def test_a_bare_vault_becomes_a_site_and_gets_nothing_written_into_it(
    make_vault: MakeVault, tmp_path: Path
) -> None:
    vault = make_vault(NOTES)
    before = sorted(path.name for path in vault.rglob("*"))
    outcome = build_site(vault, site_dir=tmp_path / "site")
    assert outcome.published
    assert outcome.pages > len(NOTES)
    assert "T1046 Scan" in (outcome.site_dir / "techniques" / "T1046" / "index.html").read_text("utf-8")
    assert sorted(path.name for path in vault.rglob("*")) == before


def test_the_name_of_a_bare_vault_is_escaped(tmp_path: Path) -> None:
    vault = tmp_path / "R&D <b>"
    vault.mkdir()
    (vault / "a.md").write_text("# A\n", "utf-8")
    site = build_site(vault, site_dir=tmp_path / "site").site_dir
    home = (site / "index.html").read_text("utf-8")
    assert "<title>R&amp;D &lt;b&gt;</title>" in home
    assert "R&D <b>" not in home
    assert "amp;amp;" not in home


def test_a_mkdocs_yml_decides_about_name_and_folder(make_vault: MakeVault, tmp_path: Path) -> None:
    make_vault(NOTES)
    mkdocs_yml(tmp_path, "site_dir: public\ntheme: kbgen\nplugins: [kbgen]\n")
    outcome = build_site(tmp_path)
    assert outcome.site_dir == tmp_path / "public"
    assert "<title>Test</title>" in (outcome.site_dir / "index.html").read_text("utf-8")


def test_another_mkdocs_yml_may_be_named(make_vault: MakeVault, tmp_path: Path) -> None:
    make_vault(NOTES)
    file = mkdocs_yml(tmp_path, "theme: kbgen\nplugins: [kbgen]\n").rename(tmp_path / "other.yml")
    assert build_site(Path("/nowhere"), config_file=file, site_dir=tmp_path / "s").published


def test_readme_and_index_side_by_side_are_no_conflict(make_vault: MakeVault, tmp_path: Path) -> None:
    vault = make_vault(
        {**NOTES, "README.md": "# Read me\n", "sub/index.md": "# Sub\n", "sub/README.md": "# R\n"}
    )
    assert build_site(vault, site_dir=tmp_path / "site").notices == ()


def test_progress_counts_every_page(make_vault: MakeVault, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    outcome = build_site(
        make_vault(NOTES),
        site_dir=tmp_path / "site",
        progress=Progress(lambda done, total: seen.append((done, total))),
    )
    assert seen[0] == (0, outcome.pages)
    assert seen[-1] == (outcome.pages, outcome.pages)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "theme: kbgen\nplugins: [kbgen: {kindz: {}}]\n",
            "option 'kindz': unknown setting (did you mean kinds?)",
        ),
        ("theme: kbgen\nplugins: [kbgen: {exclude: 3}]\n", "option 'exclude': expected a text or a list"),
        (
            "theme: kbgen\nplugins: [kbgen: {kinds: {technique: 3}}]\n",
            "option 'kinds.technique': expected {tag",
        ),
        ("theme: kbgen\nplugins: []\n", 'the kbgen plugin is missing; add "- kbgen" under "plugins:"'),
        ("theme: kbgen\nplugins: [kbgen\n", "parsing the configuration file"),
        ("theme: nope\nplugins: [kbgen]\n", "Unrecognised theme name: 'nope'"),
        ("theme: {name: kbgen, custom_dir: broken}\nplugins: [kbgen]\n", "main.html:1: "),
    ],
)
def test_what_is_wrong_in_mkdocs_yml_is_one_error_that_names_it(
    make_vault: MakeVault, tmp_path: Path, text: str, message: str
) -> None:
    make_vault(NOTES)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "main.html").write_text("{% if %}", "utf-8")
    mkdocs_yml(tmp_path, text)
    with pytest.raises(KbgenError) as caught:
        build_site(tmp_path, site_dir=tmp_path / "site")
    assert message in str(caught.value)
    assert not (tmp_path / "site").exists()


def test_a_vault_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KbgenError, match="nowhere: no such folder"):
        build_site(tmp_path / "nowhere", site_dir=tmp_path / "site")


def test_a_failed_build_keeps_the_old_site_and_leaves_nothing_behind(
    make_vault: MakeVault, tmp_path: Path
) -> None:
    make_vault(NOTES)
    mkdocs_yml(tmp_path, "theme: {name: kbgen, custom_dir: mine}\nplugins: [kbgen]\n")
    (tmp_path / "mine").mkdir()
    build_site(tmp_path)
    old = (tmp_path / "site" / "index.html").read_bytes()
    (tmp_path / "mine" / "404.html").write_text("{{ nothing.there }}", "utf-8")
    with pytest.raises(KbgenError, match="'nothing' is undefined"):
        build_site(tmp_path)
    assert (tmp_path / "site" / "index.html").read_bytes() == old
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "mkdocs.yml", "site", "vault"]


BROKEN = {"broken.md": "---\ntags: [a\n---\n# Broken\n"}


def test_a_strict_build_with_an_error_is_not_published(make_vault: MakeVault, tmp_path: Path) -> None:
    vault = make_vault({**NOTES, **BROKEN})
    outcome = build_site(vault, site_dir=tmp_path / "site", strict=True)
    assert not outcome.published
    assert [item.location.path for item in outcome.diagnostics if item.code == "KB101"] == ["broken.md"]
    assert not (tmp_path / "site").exists()


def test_without_strict_everything_is_published(make_vault: MakeVault, tmp_path: Path) -> None:
    assert build_site(make_vault({**NOTES, **BROKEN}), site_dir=tmp_path / "site").published


def test_strict_in_mkdocs_yml_counts_too(make_vault: MakeVault, tmp_path: Path) -> None:
    make_vault({**NOTES, **BROKEN})
    mkdocs_yml(tmp_path, "strict: true\ntheme: kbgen\nplugins: [kbgen]\n")
    assert not build_site(tmp_path).published


def test_a_strict_build_of_a_clean_vault_is_published(make_vault: MakeVault, tmp_path: Path) -> None:
    outcome = build_site(make_vault({"a.md": "# A\n"}), site_dir=tmp_path / "site", strict=True)
    assert outcome.published, outcome


def test_settings_of_mkdocs_that_would_not_hide_a_note_are_a_warning(
    make_vault: MakeVault, tmp_path: Path
) -> None:
    make_vault(NOTES)
    mkdocs_yml(tmp_path, "exclude_docs: T1046.md\ntheme: kbgen\nplugins: [kbgen]\n")
    outcome = build_site(tmp_path)
    assert outcome.notices == (
        "exclude_docs has no effect on notes; use the setting `exclude` of the kbgen plugin",
    )


def test_serving_a_vault_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KbgenError, match="nowhere: no such folder"):
        serve_site(tmp_path / "nowhere", say=print)


def test_a_taken_address_is_told_before_anything_is_built(make_vault: MakeVault) -> None:
    import socket  # noqa: PLC0415 - for this test only

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(KbgenError, match=f"127.0.0.1:{port}: cannot serve here"):
            serve_site(make_vault(NOTES), say=print, address=f"127.0.0.1:{port}")
