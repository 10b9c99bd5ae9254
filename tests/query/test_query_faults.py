"""The table of findings about queries, and the table of what is assumed."""

import importlib

import pytest

from kbgen.diagnostics import Severity
from kbgen.query.assumptions import ASSUMED, DEFAULT_RULES, Assumed, Rules
from kbgen.query.faults import CHECKS, FaultName, QueryFault
from kbgen.source import Span


def test_every_name_has_one_code() -> None:
    assert {check.name for check in CHECKS} == set(FaultName)
    codes = [check.code for check in CHECKS]
    assert codes == [f"KB4{number:02}" for number in range(1, len(CHECKS) + 1)]


@pytest.mark.parametrize(
    "name",
    [
        *("query-empty", "query-unbalanced", "query-operand", "query-operator"),
        *("query-tag-operand", "query-scope", "query-regex", "query-depth"),
    ],
)
def test_errors_of_the_specification_are_errors(name: str) -> None:
    fault = QueryFault(FaultName(name), "", Span(0, 0))
    assert fault.severity is Severity.ERROR


def test_everything_else_leaves_the_answer_alone() -> None:
    errors = [check.name for check in CHECKS if check.severity is Severity.ERROR]
    warnings = [check.name for check in CHECKS if check.severity is Severity.WARNING]
    assert len(errors) == 8
    assert warnings == [FaultName.OPTION_VALUE]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_meanings_are_sentences_without_a_full_stop(check: object) -> None:
    meaning = getattr(check, "meaning", "")
    assert meaning
    assert not meaning.endswith(".")


@pytest.mark.parametrize("assumed", ASSUMED, ids=lambda assumed: assumed.where)
def test_every_assumption_points_at_code(assumed: Assumed) -> None:
    module, name = assumed.where.split(":")
    assert hasattr(importlib.import_module(f"kbgen.query.{module}"), name)


def test_the_default_rules_are_the_specifications() -> None:
    assert Rules() == DEFAULT_RULES
    assert (DEFAULT_RULES.whole_word_phrases, DEFAULT_RULES.regex_ignores_case) == (True, True)
    assert (DEFAULT_RULES.words_match_folders, DEFAULT_RULES.exact_properties) == (False, False)
