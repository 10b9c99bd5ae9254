"""Into which languages rules are converted."""

import pytest

from kbgen.errors import SettingsError
from kbgen.settings import QueryLanguage, read_settings


def test_all_languages_are_wanted_when_nothing_is_set() -> None:
    assert read_settings({}).conversions == (QueryLanguage.SPLUNK, QueryLanguage.ESQL, QueryLanguage.KUSTO)


@pytest.mark.parametrize(
    ("value", "languages"),
    [
        (["kusto", "Splunk"], (QueryLanguage.KUSTO, QueryLanguage.SPLUNK)),
        (["esql", "esql"], (QueryLanguage.ESQL,)),
        ([], ()),
        (False, ()),
    ],
)
def test_languages(value: object, languages: tuple[QueryLanguage, ...]) -> None:
    assert read_settings({"conversions": value}).conversions == languages


@pytest.mark.parametrize("value", [True, None, "splunk", {"splunk": True}, ["sql"], [3], 1])
def test_everything_else_is_an_error_that_names_the_languages(value: object) -> None:
    with pytest.raises(SettingsError, match=r"^conversions: expected .*(splunk|text)"):
        read_settings({"conversions": value})
