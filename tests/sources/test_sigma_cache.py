"""Reading Sigma and atomics folders with a cache gives what reading them without one gives."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.cache import Cache
from kbgen.sources import atomics_tree, sigma_tree
from kbgen.sources.atomics_tree import read_atomics_tree
from kbgen.sources.sigma_atomics_files import YamlFile
from kbgen.sources.sigma_cache import SigmaFile
from kbgen.sources.sigma_tree import read_sigma_tree

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

RULE = """\
title: Odd Copy
id: 1f0d6f5a-51a5-4c7b-9f3c-6a5b8c7d9e01
status: test
tags: [attack.t1048.003, attack.exfiltration, odd]
logsource: {product: linux, category: process_creation}
detection:
    selection: {Image: scp}
    condition: selection
level: low
"""
CONTENTS: tuple[bytes, ...] = (
    RULE.encode(),
    RULE.replace("level: low", "level: severe").encode(),
    f"{RULE}---\n{RULE.replace('e01', 'e02')}".encode(),
    f"{RULE}our_ticket: SOC-17\nour_list: [1, 2.5, no, {{deep: [null]}}]\nhuge: {2**80}\n".encode(),
    RULE.replace("Odd", "Öde").encode("latin-1"),
    b"\xef\xbb\xbf" + RULE.encode(),
    b"title: a: b\nlogsource: [\n",
    b"title: Many\nname: many\ncorrelation:\n    type: event_count\n    rules: [odd_copy]\n    timespan: 5m\n",
    b"title: Not Us\nfilter:\n    rules: [any]\n    selection: {User: us}\n    condition: not selection\n",
    b"action: global\ntitle: Both\ndetection: {a: {b: c}, condition: a}\n---\nlogsource: {product: a}\n---\nfields: [b]\n",
    b"name: not Sigma, though it has a title in its text\n",
    b"other: 1\n",
    b"",
)
PATHS = ("a.yml", "b.yml", "sub/c.yaml", "sub/d.yml")
EDITS = st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from((None, *CONTENTS))), max_size=4)


def carry_out(folder: Path, edits: list[tuple[str, bytes | None]]) -> None:
    for path, content in edits:
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        if content is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(content)


@given(runs=st.lists(EDITS, min_size=1, max_size=4))
@settings(max_examples=60)
def test_after_any_edits_a_warm_reading_is_a_cold_one(runs: list[list[tuple[str, bytes | None]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, kept = Path(name, "rules"), Path(name, "cache")
        folder.mkdir()
        for edits in runs:
            carry_out(folder, edits)
            for _ in range(2):
                warm = read_sigma_tree(folder, Cache(kept))
                cold = read_sigma_tree(folder)
                assert warm == cold
                assert repr(warm) == repr(cold)


def test_only_files_that_changed_are_read_again(
    make_vault: MakeVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_vault({path: RULE.replace("e01", f"e{number:02}") for number, path in enumerate(PATHS)})
    read: list[str] = []
    original = sigma_tree._read_file

    def counted(file: YamlFile) -> SigmaFile:
        read.append(file.path)
        return original(file)

    monkeypatch.setattr(sigma_tree, "_read_file", counted)
    read_sigma_tree(folder, Cache(tmp_path / "cache"))
    assert sorted(read) == sorted(PATHS)
    read.clear()
    read_sigma_tree(folder, Cache(tmp_path / "cache"))
    assert read == []
    (folder / "b.yml").write_text(RULE.replace("Odd", "New"))
    (folder / "sub" / "d.yml").rename(folder / "sub" / "e.yml")
    tree = read_sigma_tree(folder, Cache(tmp_path / "cache"))
    assert read == ["b.yml", "sub/e.yml"]
    assert [rule.title for rule in tree.rules] == ["Odd Copy", "New Copy", "Odd Copy", "Odd Copy"]


def test_a_file_with_what_cannot_be_stored_is_read_each_time(make_vault: MakeVault, tmp_path: Path) -> None:
    folder = make_vault({"a.yml": f"{RULE}huge: {2**80}\n"})
    trees = [read_sigma_tree(folder, Cache(tmp_path / "cache")) for _ in range(2)]
    assert trees == [read_sigma_tree(folder)] * 2
    assert [value.value for _, value in trees[0].rules[0].custom] == [2**80]  # type: ignore[union-attr]


def test_what_somebody_else_put_under_a_key_is_not_believed(make_vault: MakeVault, tmp_path: Path) -> None:
    folder = make_vault({"a.yml": RULE})

    class Fooled(Cache):
        def get_many(self, group: str, names: object) -> dict[str, bytes]:
            assert group == "SigmaFile"
            return dict.fromkeys(names, b"\x93\x90\xc2\x90")  # type: ignore[call-overload, no-any-return]

    assert read_sigma_tree(folder, Fooled(tmp_path)) == read_sigma_tree(folder)


def test_atomic_tests_are_kept_as_well(
    make_vault: MakeVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = "attack_technique: T1046\natomic_tests:\n- name: Scan\n  odd: [1]\n  executor: {name: sh, command: x}\n"
    folder = make_vault({"T1046/T1046.yaml": test, "T1/T1.yaml": "attack_technique: [\n", "x.yaml": "a: 1\n"})
    cold = read_atomics_tree(folder, Cache(tmp_path / "cache"))
    monkeypatch.setattr(atomics_tree, "_read_file", None)
    warm = read_atomics_tree(folder, Cache(tmp_path / "cache"))
    assert repr(warm) == repr(cold)
    assert len(cold.tests) == 1
    assert len(cold.diagnostics) > 1


@pytest.mark.corpora
def test_the_corpora_are_read_alike_cold_and_warm(corpora: Path, tmp_path: Path) -> None:
    assert _alike(read_sigma_tree, corpora / "sigma-rules", tmp_path)
    assert _alike(read_atomics_tree, corpora / "atomics", tmp_path)


def _alike(read: Callable[[Path, Cache], object], folder: Path, kept: Path) -> bool:
    trees = [read(folder, Cache(None)), read(folder, Cache(kept)), read(folder, Cache(kept))]
    return trees[0] == trees[1] == trees[2]
