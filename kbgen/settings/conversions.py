"""Into which query languages rules are converted."""

from enum import Enum

from kbgen.errors import SettingsError
from kbgen.settings.values import choice, strings


class QueryLanguage(Enum):
    """The query languages, by the names that the settings give them."""

    SPLUNK = "splunk"
    """Splunk's Search Processing Language."""
    ESQL = "esql"
    """ES|QL of Elasticsearch."""
    KUSTO = "kusto"
    """Kusto of Microsoft Defender and Microsoft Sentinel."""


def read_conversions(name: str, value: object) -> tuple[QueryLanguage, ...]:
    """Return what ``conversions`` states: a list of languages; an empty list or ``false`` for none.

    Raises:
        SettingsError: a language is unknown, or the value is something else.
    """
    if value is False:
        return ()
    if not isinstance(value, list):
        names = ", ".join(language.value for language in QueryLanguage)
        raise SettingsError(f"{name}: expected a list of {names}, or false, not {value!r}")
    stated = (choice(name, item, QueryLanguage) for item in strings(name, value))
    return tuple(dict.fromkeys(stated))
