"""All settings of a project together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from kbgen.errors import SettingsError
from kbgen.settings.conversions import QueryLanguage, read_conversions
from kbgen.settings.coverage import CoverageSettings, read_coverage
from kbgen.settings.history import HistoryDetail, read_history_detail
from kbgen.settings.kinds import Kinds, read_kinds
from kbgen.settings.limits import InputLimits, read_limits
from kbgen.settings.sources import Source, read_sources
from kbgen.settings.values import shown, strings, switch, unknown, web_address


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a project."""

    kinds: Kinds = field(default_factory=Kinds)
    """How a note's kind is told, ``kinds: {technique: {tag: techniques}}``; a tag or a list of tags."""
    encoding: str | None = None
    """Encoding of the notes that are not UTF-8, such as ``cp437``; found by itself when not set."""
    exclude: tuple[str, ...] = ()
    """Path prefixes, or regular expressions between slashes, of files that are no part of the site."""
    sources: tuple[Source, ...] = ()
    """What is mounted, ``sources: [{attack: enterprise-attack.json, version: "18.1"}, {sigma: rules}]``."""
    limits: InputLimits = field(default_factory=InputLimits)
    """How much of a source is read, ``limits: {max_input_bytes: 900000000}``."""
    coverage: CoverageSettings = field(default_factory=CoverageSettings)
    """What counts as covered, ``coverage: {platforms: [Windows], log_sources: [windows/security]}``."""
    conversions: tuple[QueryLanguage, ...] = tuple(QueryLanguage)
    """Into which languages rules are converted, ``conversions: [splunk, esql]``, as far as they are installed."""
    navigator: str = ""
    """Address of a Navigator that opens the site's layers, ``navigator: https://navigator.example.org/``; may be empty."""
    search: bool = True
    """Whether the site can be searched, ``search: false``."""
    history: HistoryDetail = HistoryDetail.DATES
    """What pages say about the last change of their notes in git, ``history: authors``."""


def read_settings(raw: Mapping[str, Any]) -> Settings:
    """Return the settings that a plugin block states.

    Raises:
        SettingsError: a key is unknown (the message names the nearest known one) or a value has the wrong
            type; the message names the setting.
    """
    known = {item.name for item in fields(Settings)}
    values: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in known:
            raise SettingsError(unknown(key, known, ""))
        values[key] = _READERS[key](key, value)
    return Settings(**values)


def _encoding(name: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise SettingsError(f"{name}: expected the name of an encoding, not {shown(value)}")
    try:
        b"a".decode(value)
    except (LookupError, UnicodeError, ValueError):
        raise SettingsError(f"{name}: Python knows no encoding of texts called {shown(value)}") from None
    return value


_READERS: dict[str, Callable[[str, object], object]] = {
    "kinds": read_kinds,
    "encoding": _encoding,
    "exclude": strings,
    "sources": read_sources,
    "limits": read_limits,
    "coverage": read_coverage,
    "conversions": read_conversions,
    "navigator": web_address,
    "search": switch,
    "history": read_history_detail,
}
