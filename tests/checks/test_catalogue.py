"""The catalogue knows every code, and every code that kbgen's sources name is in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbgen.checks.catalogue import CATALOGUE, FAMILIES
from kbgen.checks.check import Check
from kbgen.diagnostics import Severity

KBGEN = Path(__file__).resolve().parents[2] / "kbgen"
CODE = re.compile(r"\bKB\d{3}\b")
FAMILY_OF = {
    "Front matter and encoding": "1",
    "Links, embeds and HTML": "2",
    "Citations": "3",
    "Queries": "4",
    "Rules and tests": "5",
    "ATT&CK identifiers": "6",
    "Coverage": "7",
    "Settings": "8",
}
"""The interface's families, by the first digit of their codes."""


def codes_in_sources() -> Iterator[tuple[str, str]]:
    for file in sorted(KBGEN.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for code in CODE.findall(node.value):
                    yield code, f"{file.relative_to(KBGEN)}:{node.lineno}"


def emitted() -> set[str]:
    """Return the codes that a call of ``Diagnostic`` names."""
    found = set()
    for file in KBGEN.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Diagnostic"):
                first = node.args[0] if node.args else next(k.value for k in node.keywords if k.arg == "code")
                if isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return found


def test_every_code_in_the_sources_is_in_the_catalogue() -> None:
    named = list(codes_in_sources())
    assert len(named) > len(CATALOGUE)
    assert [(code, place) for code, place in named if code not in CATALOGUE] == []


def test_every_code_that_is_emitted_by_name_is_in_the_catalogue() -> None:
    assert emitted() - set(CATALOGUE) == set()
    assert {"KB101", "KB201", "KB501", "KB601"} <= emitted()


def test_codes_are_in_order_and_belong_to_their_family() -> None:
    codes = [check.code for _, family in FAMILIES for check in family]
    assert codes == sorted(set(codes))
    assert list(CATALOGUE) == codes
    assert {(family, check.code[2]) for family, checks in FAMILIES for check in checks} <= set(
        FAMILY_OF.items()
    )


@pytest.mark.parametrize("check", CATALOGUE.values(), ids=lambda check: check.code)
def test_every_check_is_explained(check: Check) -> None:
    assert re.fullmatch(r"KB\d{3}", check.code)
    assert isinstance(check.severity, Severity)
    assert check.title.strip() == check.title != ""
    assert not check.title.endswith(".")
    assert check.meaning.endswith(".")
    assert check.way_out.endswith(".")
    # An empty file has no example.
    assert check.example or check.code == "KB105"


def test_what_obsidian_search_calls_errors_are_errors() -> None:
    errors = {"KB401", "KB402", "KB403", "KB405", "KB406", "KB407", "KB408", "KB409"}
    lints = {"KB404", "KB410", "KB411"}
    assert {code for code in errors if CATALOGUE[code].severity is not Severity.ERROR} == set()
    assert {code for code in lints if CATALOGUE[code].severity is not Severity.INFO} == set()
