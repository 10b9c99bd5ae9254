"""No module is longer than 400 lines, no function longer than 80."""

import ast
from pathlib import Path

import pytest

KBGEN = Path(__file__).resolve().parents[2] / "kbgen"
MODULES = sorted(KBGEN.rglob("*.py"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 80


def test_the_sources_are_found() -> None:
    assert KBGEN / "project.py" in MODULES
    assert len(MODULES) > 100


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(KBGEN).as_posix())
def test_a_module_is_of_house_size(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_MODULE
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}
