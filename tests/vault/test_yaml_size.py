"""How much a YAML text stands for, told before anything is built from it."""

import pytest

from kbgen.vault.yaml12 import load_yaml
from kbgen.vault.yaml_fault import YamlFault
from kbgen.vault.yaml_size import oversize

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdef", "bcdefg", strict=True)
)


def test_a_bomb_is_told_at_the_alias_that_goes_too_far() -> None:
    fault = oversize(BOMB)
    assert fault is not None
    assert fault.message == "the aliases of this text stand for more than 10,000 values"
    assert fault == load_yaml(BOMB)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: 1\n",
        "a: &x {b: 1}\nc: *x\nd: *x\n",
        "a: &x [1]\na: *x\n",
        "[1, 2",
        "a: *gone\n",
        "a: &x [*x]\n",
        "--- 1\n--- 2\n",
        "- " * 90 + "x",
        "a: !ENV [X, y]\n",
    ],
)
def test_anything_else_is_left_to_others(text: str) -> None:
    assert oversize(text) is None


@pytest.mark.parametrize(("depth", "fits"), [(100, True), (101, False)])
def test_depth_is_limited_as_in_notes(depth: int, fits: bool) -> None:
    text = "[" * depth + "]" * depth
    assert (oversize(text) is None) is fits
    assert isinstance(load_yaml(text), YamlFault) is not fits


@pytest.mark.parametrize(("uses", "fits"), [(100, True), (101, False)])
def test_values_are_counted_as_in_notes(uses: int, fits: bool) -> None:
    # A list of 99 values is a value itself.
    text = f"a: &a [{', '.join(['x'] * 99)}]\nb: [{', '.join(['*a'] * uses)}]\n"
    assert (oversize(text) is None) is fits
    assert isinstance(load_yaml(text), YamlFault) is not fits
