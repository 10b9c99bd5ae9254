"""The findings about tables, and the values that carry them."""

import pytest

from kbgen.diagnostics import Severity
from kbgen.query.faults import CHECKS as QUERY_CHECKS
from kbgen.source import Span
from kbgen.tables.faults import (
    CHECKS,
    FaultName,
    Malformed,
    TableError,
    UncertainError,
    Unsupported,
    malformed,
    unsupported,
)

SPAN = Span(2, 5)


def test_every_name_has_one_code_behind_those_of_queries() -> None:
    assert [check.name for check in CHECKS] == list(FaultName)
    codes = [check.code for check in CHECKS]
    assert codes == ["KB416", "KB417"]
    assert min(codes) > max(check.code for check in QUERY_CHECKS)


def test_malformed_is_an_error_and_unsupported_a_warning() -> None:
    wrong, strange = Malformed("", SPAN), Unsupported("x", SPAN, "")
    assert (wrong.code, wrong.severity) == ("KB416", Severity.ERROR)
    assert (strange.code, strange.severity) == ("KB417", Severity.WARNING)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_meanings_are_sentences_without_a_full_stop(check: object) -> None:
    meaning = getattr(check, "meaning", "")
    assert meaning[:1].isupper()
    assert not meaning.endswith(".")


def test_errors_carry_their_fault() -> None:
    assert malformed("a is b", SPAN, "write b").fault == Malformed("a is b", SPAN, "write b")
    assert unsupported("a", SPAN, "because").fault == Unsupported("a", SPAN, "because")
    located = UncertainError("a", "because", "hint").at(SPAN)
    assert isinstance(located, TableError)
    assert located.fault == Unsupported("a", SPAN, "because", "hint")
