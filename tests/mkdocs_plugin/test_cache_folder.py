"""Where results are kept between runs, and that keeping them changes nothing."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from made_up import finished
from platformdirs import user_cache_path

from kbgen.cache import FILE, NO_CACHE, Cache
from kbgen.mkdocs_plugin.cache_folder import VARIABLE, open_cache
from kbgen.mkdocs_plugin.site_builder import build_site
from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

RULE = """\
title: Odd Copy
id: 1f0d6f5a-51a5-4c7b-9f3c-6a5b8c7d9e01
tags: [attack.t1048.003]
logsource: {product: linux, category: process_creation}
detection: {selection: {Image: scp}, condition: selection}
our_ticket: SOC-17
"""
TEST = "attack_technique: T1048.003\natomic_tests:\n- name: Copy\n  executor: {name: sh, command: scp}\n"
FILES = {"note.md": "Text.\n", "mounted/rules/a.yml": RULE, "mounted/atomics/T1048.003/T1048.003.yaml": TEST}
CONFIG = """\
site_name: Site
docs_dir: vault
theme: kbgen
plugins:
  - kbgen:
      sources: [{sigma: vault/mounted/rules}]
"""


def test_the_variable_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "here"))
    open_cache().put("g", "k", b"1")
    assert (tmp_path / "here" / FILE).is_file()
    assert open_cache().get("g", "k") == b"1"


def test_without_the_variable_it_is_the_folder_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for stated in ("", None):
        monkeypatch.delenv(VARIABLE, raising=False)
        if stated is not None:
            monkeypatch.setenv(VARIABLE, stated)
        assert open_cache()._file == user_cache_path("kbgen") / FILE


def test_a_build_keeps_what_it_read_unless_told_otherwise(
    make_vault: MakeVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = make_vault(FILES)
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    kept = tmp_path / "cache"
    monkeypatch.setenv(VARIABLE, str(kept))
    build_site(tmp_path, site_dir=tmp_path / "one", cache=NO_CACHE)
    assert not kept.exists()
    for name in ("two", "three"):
        build_site(tmp_path, site_dir=tmp_path / name)
    assert (kept / FILE).is_file()
    sites = [contents(tmp_path / name) for name in ("one", "two", "three")]
    assert sites[0] == sites[1] == sites[2]
    assert "rules/a/index.html" in sites[0]
    assert vault.is_dir()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("sitemap")
    }


def test_the_command_has_a_switch(make_vault: MakeVault, tmp_path: Path) -> None:
    vault = make_vault({**FILES, "rule.md": f"```yml\n{RULE}```\n"})
    kept = tmp_path / "cache"
    command = [sys.executable, "-m", "kbgen", "build", str(vault), "-d", str(tmp_path / "site"), "--no-cache"]
    subprocess.run(command, check=True, capture_output=True, env={VARIABLE: str(kept), "PATH": ""})
    assert not kept.exists()


def test_pages_are_the_same_cold_warm_and_without_a_cache(make_vault: MakeVault, tmp_path: Path) -> None:
    vault = make_vault({**FILES, "rule.md": f"```yml\n{RULE}```\n"})
    mounted = vault / "mounted"
    sources = (
        Source(SourceKind.SIGMA, str(mounted / "rules")),
        Source(SourceKind.ATOMICS, str(mounted / "atomics")),
    )
    sites = [
        finished(Project(vault, Settings(sources=sources), cache=cache).site)
        for cache in (NO_CACHE, Cache(tmp_path / "cache"), Cache(tmp_path / "cache"))
    ]
    assert sites[0] == sites[1] == sites[2]
    assert len(sites[0].pages) > 3
