"""Names and values of properties."""

import pytest

from kbgen.knowledge.searchable import Searchable
from kbgen.query.assumptions import Rules
from kbgen.query.evaluate import evaluate
from kbgen.query.index import Index
from kbgen.query.properties import compares, scalar_text
from kbgen.query.read import read
from kbgen.query.syntax import Comparison, Sign
from kbgen.vault.yaml_node import Scalar, YamlList, YamlMap, YamlNode, YamlScalar

YES = True


def scalar(value: Scalar, text: str = "") -> YamlScalar:
    return YamlScalar(value, text, 1, 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("A b", "A b"),
        (None, ""),
        (True, "true"),
        (False, "false"),
        (12, "12"),
        (-3, "-3"),
        (7.5, "7.5"),
        (1.10, "1.1"),
        (3.0, "3"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e16, "10000000000000000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (1e-6, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
    ],
)
def test_text_of_a_value(value: Scalar, text: str) -> None:
    assert scalar_text(scalar(value)) == text


def test_text_of_a_number_too_long_for_python_is_as_written() -> None:
    assert scalar_text(scalar(1 << 100_000, "0x1000")) == "0x1000"


@pytest.mark.parametrize(
    ("value", "operand", "less", "greater"),
    [
        (5, "6", True, False),
        (5, "5", False, False),
        (5, "4.5", False, True),
        (5.5, "5", False, True),
        (-1, "-2", False, True),
        (2, "1e1", True, False),
        (2, "+3", True, False),
        (2, ".5", False, True),
        (2**60 + 1, str(2**60), False, True),
        (2, "9" * 5000, True, False),
        (2, "x", False, False),
        (2, "0x1", False, False),
        (2, "1_000", False, False),
        (2, "inf", False, False),
        (float("nan"), "1", False, False),
        (True, "0", False, False),
        (None, "0", False, False),
        ("7", "8", False, False),
        ("2024-01-31", "2024-02-01", True, False),
        ("2024-01-31T10:00", "2024-01-31", False, True),
        ("2024-01-31", "2024", False, False),
        ("2024/01/31", "2024-01-01", False, False),
        (2024, "2024-01-01", False, False),
    ],
)
def test_comparison(value: Scalar, operand: str, less: bool, greater: bool) -> None:
    assert compares(scalar(value), Comparison(Sign.LESS, operand)) is less
    assert compares(scalar(value), Comparison(Sign.GREATER, operand)) is greater


def finds(query: str, *properties: tuple[str, YamlNode], rules: Rules | None = None) -> bool:
    note = Searchable("a.md", is_note=True, properties=properties)
    results = evaluate(read(query), Index.build([note]), rules=rules or Rules())
    assert results.fault is None
    return bool(results.hits)


MAP = YamlMap(((scalar("k", "k"), scalar("v", "v")),), 1, 1)


@pytest.mark.parametrize(
    ("query", "value", "found"),
    [
        ("[p]", MAP, True),
        ("[p:v]", MAP, False),
        ("[p:k]", MAP, False),
        ("[p:-v]", MAP, True),
        ("[p:null]", MAP, False),
        ("[p:null]", YamlList((), 1, 1), False),
        ("[p]", YamlList((), 1, 1), True),
        ('[p:""]', YamlList((), 1, 1), False),
        ('[p:""]', scalar(None), True),
        ("[p:null]", YamlList((scalar("a"), scalar(None)), 1, 1), True),
        ("[p:b]", YamlList((scalar("a"), YamlList((scalar("b"),), 1, 1)), 1, 1), False),
        ("[p:(a b)]", YamlList((scalar("a"), scalar("b")), 1, 1), True),
        ("[p:a -b]", YamlList((scalar("a"), scalar("b")), 1, 1), False),
        ("[p:(a OR x)]", YamlList((scalar("a"),), 1, 1), True),
        ("[p:>1 <3]", scalar(2), True),
        ("[p:true]", scalar("true"), False),
        ('[p:"true"]', scalar(YES), True),
        ("[p:true]", scalar(1), False),
        ("[p:nul]", scalar(None), False),
        ('[p:"null"]', scalar("null"), True),
        ("match-case:[P:Ab]", scalar("Ab"), True),
        ("match-case:[p:ab]", scalar("Ab"), False),
    ],
)
def test_value(query: str, value: YamlNode, found: bool) -> None:
    assert finds(query, ("p", value)) is found


def test_one_of_the_names_that_match_has_to_have_the_value() -> None:
    assert finds("[du:x]", ("due", scalar("a")), ("dull", scalar("x")))
    assert not finds("[du:a x]", ("due", scalar("a")), ("dull", scalar("x")))
    assert finds("[du:-x]", ("due", scalar("a")), ("dull", scalar("x")))
    assert not finds('["du":x]', ("due", scalar("x")))
    assert finds("[-due]", ("due", scalar("x")), ("other", scalar("x")))
    assert not finds("[-due]", ("due", scalar("x")))


def test_exact_comparison_is_a_rule() -> None:
    exact = Rules(exact_properties=True)
    status = ("Status", scalar("Draft two"))
    assert finds("[status:draft]", status)
    assert not finds("[status:draft]", status, rules=exact)
    assert not finds("[stat:draft]", status, rules=exact)
    assert finds('[status:"draft two"]', status, rules=exact)
    assert finds('[status:""]', status, rules=exact)
