"""Everything public says what it is; values are frozen and slotted."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

KBGEN = Path(__file__).resolve().parents[2] / "kbgen"
MODULES = sorted(KBGEN.rglob("*.py"))

MUTABLE = {
    "cli/fixing.py:Tally": "counts the repairs of one run",
    "markup/collect.py:Collected": "fills up during one walk over the tokens of a body",
    "notes/tags.py:_Reading": "fills up while the tags of one note are read",
    "query/javascript.py:_Open": "grows while the text of an open group is read",
    "query/javascript.py:_Translation": "the state of one translation, never handed on",
    "render/body.py:BodyWriter": "the state of writing one page: its citations, its anchors, what is embedded",
    "render/citations.py:Citations": "gives out the numbers of one page",
    "vault/yaml_build.py:_Open": "grows until the end of its list or map has come",
}
"""Data classes that are no values, each with its reason."""

Named = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def public(node: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, Named]]:
    """Yield the public classes and functions of a module, and those inside of public classes."""
    for item in node.body:
        if isinstance(item, Named) and not item.name.startswith("_"):
            yield f"{prefix}{item.name}", item
            if isinstance(item, ast.ClassDef):
                yield from public(item, f"{prefix}{item.name}.")


def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def name(module: Path) -> str:
    return module.relative_to(KBGEN).as_posix()


def decorator(node: ast.ClassDef) -> str | None:
    """Return the ``dataclass`` decorator of a class as text, or None."""
    return next((ast.unparse(d) for d in node.decorator_list if "dataclass" in ast.unparse(d)), None)


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_and_its_public_names_have_docstrings(module: Path) -> None:
    parsed = tree(module)
    assert ast.get_docstring(parsed)
    silent = [
        each
        for each, node in public(parsed)
        if not ast.get_docstring(node)
        and not any(ast.unparse(d).split(".")[-1] in {"overload", "setter"} for d in node.decorator_list)
    ]
    assert silent == []


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_first_sentence_is_a_sentence(module: Path) -> None:
    parsed = tree(module)
    texts = [("module", ast.get_docstring(parsed) or "")]
    texts += [(each, ast.get_docstring(node) or "") for each, node in public(parsed)]
    odd = [
        each
        for each, text in texts
        if text and not text.split("\n\n", maxsplit=1)[0].rstrip().endswith((".", ":"))
    ]
    assert odd == []


def data_classes() -> Iterator[tuple[str, ast.ClassDef, str]]:
    for module in MODULES:
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.ClassDef) and (text := decorator(node)) is not None:
                yield f"{name(module)}:{node.name}", node, text


def test_data_classes_are_frozen_unless_there_is_a_reason() -> None:
    thawed = {each for each, _, text in data_classes() if "frozen=True" not in text}
    assert thawed <= set(MUTABLE)


def test_no_reason_is_given_for_a_class_that_needs_none() -> None:
    thawed = {each for each, _, text in data_classes() if "frozen=True" not in text}
    assert set(MUTABLE) <= thawed


def test_data_classes_are_slotted() -> None:
    found = list(data_classes())
    assert [each for each, _, text in found if "slots=True" not in text] == []
    assert len(found) > 60


def test_classes_inherit_at_most_once() -> None:
    """A class of kbgen whose base is a class of kbgen has no further base of kbgen above it."""
    bases = {
        node.name: [
            ast.unparse(base).split("[", maxsplit=1)[0].rsplit(".", maxsplit=1)[-1] for base in node.bases
        ]
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ClassDef)
    }
    deep = [
        (child, parent)
        for child, parents in bases.items()
        for parent in parents
        if any(grandparent in bases for grandparent in bases.get(parent, []))
    ]
    assert deep == []
    assert bases["SettingsError"] == ["KbgenError"]
