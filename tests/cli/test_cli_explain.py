"""``kbgen explain``: what a check code means."""

import sys
from collections.abc import Callable

import pytest

from kbgen.checks.catalogue import CATALOGUE, FAMILIES
from kbgen.cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function from arguments to exit code, standard output and standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kbgen", "explain", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


@pytest.mark.parametrize("code", CATALOGUE)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_code_is_explained_with_an_example_and_the_way_out(run: Run, code: str, form: str) -> None:
    check = CATALOGUE[code]
    status, out, err = run(code, "--format", form)
    assert (status, err) == (0, "")
    parts = (
        code,
        check.title,
        check.severity.value,
        check.meaning,
        check.way_out,
        *check.example.split("\n"),
    )
    assert [part for part in parts if part not in out] == []


def test_a_code_is_found_in_any_case(run: Run) -> None:
    assert run("kb101") == run("KB101")


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_without_a_code_all_are_listed_by_family_in_order(run: Run, form: str) -> None:
    status, out, _ = run("--format", form)
    assert status == 0
    places = [out.index(f"{check.code} ") for _, checks in FAMILIES for check in checks]
    assert places == sorted(places)
    assert [family for family, _ in FAMILIES if family not in out] == []


@pytest.mark.parametrize("code", ["KB999", "KB", "nothing", "KB1"])
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_an_unknown_code_is_misuse(run: Run, code: str, form: str) -> None:
    status, out, err = run(code, "--format", form)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert code in err
