"""``kbgen graph``: figures as text and JSON."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.cli.main import main

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., tuple[int, str, str]]

FILES: Mapping[str, str | bytes] = {
    "T1046.md": "---\ntags: [T1046, techniques]\ntactics: Discovery\n---\n[[p]]\n",
    "r.md": "---\ntags: [t1046, detection_rule]\n---\n",
    "p.md": "P\n",
    "alone.md": "A\n",
}
FIGURES = {
    "nodes": 5,
    "edges": 3,
    "by_kind": {"technique": 1, "detection_rule": 1, "page": 2, "tactic": 1},
    "by_edge": {"links-to": 1, "same-technique": 1, "in-tactic": 1},
    "components": 2,
    "orphans": 1,
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function from arguments to exit code, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kbgen", "graph", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def test_json_has_the_shape_of_the_interface(run: Run, make_vault: MakeVault) -> None:
    code, out, err = run(make_vault(FILES), "stats", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out) == FIGURES
    assert list(json.loads(out)) == list(FIGURES)


@pytest.mark.parametrize("order", [("VAULT", "stats"), ("stats", "VAULT")])
def test_the_vault_may_stand_on_either_side(run: Run, make_vault: MakeVault, order: tuple[str, str]) -> None:
    vault = make_vault(FILES)
    words = [str(vault) if word == "VAULT" else word for word in order]
    assert json.loads(run("--format", "json", *words)[1]) == FIGURES
    assert json.loads(run(*words, "--format", "json")[1]) == FIGURES


def test_text_names_every_figure(run: Run, make_vault: MakeVault) -> None:
    code, out, _ = run(make_vault(FILES), "stats")
    assert code == 0
    assert "5 nodes, 3 edges" in out
    assert "2 components, 1 orphans" in out or "2 components, 1 orphan" in out
    counts = {line.split()[0]: line.split()[-1] for line in out.splitlines() if line.startswith(" ")}
    assert counts == {
        **{name: str(count) for name, count in FIGURES["by_kind"].items()},  # type: ignore[attr-defined]
        **{name: str(count) for name, count in FIGURES["by_edge"].items()},  # type: ignore[attr-defined]
    }


def test_without_a_vault_it_is_the_current_folder(
    run: Run, make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(make_vault(FILES))
    assert json.loads(run("stats", "--format", "json")[1]) == FIGURES


def test_an_empty_vault_has_figures(run: Run, make_vault: MakeVault) -> None:
    assert json.loads(run(make_vault({}), "stats", "--format", "json")[1]) == {
        "nodes": 0,
        "edges": 0,
        "by_kind": {},
        "by_edge": {},
        "components": 0,
        "orphans": 0,
    }


@pytest.mark.parametrize(
    "words", [[], ["VAULT"], ["VAULT", "VAULT", "stats"], ["stats", "stats"], ["VAULT", "what"]]
)
def test_other_words_are_misuse(run: Run, make_vault: MakeVault, words: list[str]) -> None:
    vault = make_vault(FILES)
    code, out, err = run(*(str(vault) if word == "VAULT" else word for word in words))
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "stats" in err
