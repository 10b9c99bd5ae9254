"""What counts as covered: the scope, what a rule must be, which log sources are collected, which risks are accepted."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from kbgen.errors import SettingsError
from kbgen.settings.values import choice, day, entries, mapping, positive, string, strings
from kbgen.vocabulary import Level, Status


@dataclass(frozen=True, slots=True)
class LogSourcePattern:
    """A log source of Sigma as the settings name it; None stands for any.

    Forms: ``windows/process_creation`` (the second part is a category or a service), ``windows`` or ``windows/*`` (all
    of a product), ``*/proxy`` (whatever the product), ``product/category/service`` with ``-`` for a part that the rule
    must leave out.
    """

    text: str
    """As written."""
    product: str | None
    """The product, empty where the rule must have none."""
    category: str | None
    service: str | None
    either: str | None = None
    """What the category or the service must be, where the pattern has two parts."""

    def matches(self, product: str, category: str, service: str) -> bool:
        """Tell whether a rule's log source is one of these; parts are compared without case."""
        stated = (product.casefold(), category.casefold(), service.casefold())
        wanted = (self.product, self.category, self.service)
        if any(part is not None and part != own for part, own in zip(wanted, stated, strict=True)):
            return False
        return self.either is None or self.either in stated[1:]


@dataclass(frozen=True, slots=True)
class AcceptedRisk:
    """A technique that is left uncovered on purpose."""

    technique: str
    """Identifier, such as ``T1200``; sub-techniques are named on their own."""
    reason: str
    owner: str
    until: dt.date
    """Last day on which the risk is accepted."""


@dataclass(frozen=True, slots=True)
class CrosswalkEntry:
    """Which log source of ATT&CK a log source of Sigma corresponds to, beside those that kbgen knows."""

    log_source: LogSourcePattern
    name: str
    """Name of the log source in ATT&CK, such as ``WinEventLog:Sysmon``."""
    channel: str = ""
    """Channel, such as ``EventCode=1``; empty for any."""
    component: str = ""
    """Data component, such as ``DC0032``; empty for any."""


@dataclass(frozen=True, slots=True)
class CoverageSettings:
    """What counts as covered."""

    platforms: tuple[str, ...] = ()
    """Platforms in scope, such as ``Windows``; all when empty."""
    minimum_status: Status | None = None
    """Least mature status of a rule that counts; any active one when not set."""
    minimum_level: Level | None = None
    """Lowest level of a rule that counts; any when not set."""
    log_sources: tuple[LogSourcePattern, ...] | None = None
    """Log sources that are collected; None where nothing is declared, and then feasibility is not assessed."""
    dettect: tuple[str, ...] = ()
    """Files of DeTT&CT (``data-source-administration``) that say which data components are collected."""
    crosswalk: tuple[CrosswalkEntry, ...] = ()
    """Further pairs of log sources of Sigma and of ATT&CK."""
    evidence: tuple[str, ...] = ("evidence.json",)
    """Files of evidence as ``kbgen import results`` writes them, relative to the vault; absent ones are empty."""
    evidence_days: int = 180
    """Days after which evidence no longer proves anything."""
    accepted: tuple[AcceptedRisk, ...] = ()
    """Risks that are accepted."""
    profile: tuple[str, ...] = ()
    """Threat groups and software, by identifier or name, that matter most here; all when empty."""
    baseline: str = ""
    """An earlier report, as ``kbgen coverage --format json`` wrote it, with which the site compares; may be empty."""


def read_coverage(name: str, value: object) -> CoverageSettings:
    """Return what ``coverage`` states.

    Raises:
        SettingsError: a setting is unknown or has a wrong value; the message names it.
    """
    stated = mapping(
        name, value, (item.name for item in fields(CoverageSettings)), "settings with their values"
    )
    readers: dict[str, Callable[[str, object], Any]] = {
        "platforms": strings,
        "minimum_status": lambda at, status: choice(at, status, Status),
        "minimum_level": lambda at, level: choice(at, level, Level),
        "log_sources": _log_sources,
        "dettect": strings,
        "crosswalk": _crosswalk,
        "evidence": strings,
        "evidence_days": positive,
        "accepted": _accepted,
        "profile": strings,
        "baseline": string,
    }
    return CoverageSettings(**{key: readers[key](f"{name}.{key}", item) for key, item in stated.items()})


def log_source_pattern(name: str, text: str) -> LogSourcePattern:
    """Return the log source that a text names.

    Raises:
        SettingsError: the text has more than three parts, or an empty one.
    """
    parts = [part.strip().casefold() for part in text.split("/")]
    if not all(parts) or len(parts) > 3:
        raise SettingsError(f"{name}: expected a log source such as windows/process_creation, not {text!r}")
    wanted = [None if part == "*" else "" if part == "-" else part for part in parts]
    if len(wanted) == 3:
        return LogSourcePattern(text, *wanted)
    either = wanted[1] if len(wanted) == 2 else None
    return LogSourcePattern(text, wanted[0], None, None, either)


def _log_sources(name: str, value: object) -> tuple[LogSourcePattern, ...]:
    return tuple(log_source_pattern(name, text) for text in strings(name, value))


def _crosswalk(name: str, value: object) -> tuple[CrosswalkEntry, ...]:
    example = "[{log_source: windows/process_creation, name: 'WinEventLog:Sysmon', channel: EventCode=1}]"
    return tuple(_crosswalk_entry(at, entry) for at, entry in entries(name, value, example))


def _crosswalk_entry(name: str, value: object) -> CrosswalkEntry:
    known = (item.name for item in fields(CrosswalkEntry))
    stated = mapping(name, value, known, "a log source with its name in ATT&CK")
    _needs(name, stated, ("log_source", "name"))
    texts = {key: string(f"{name}.{key}", text) for key, text in stated.items()}
    pattern = log_source_pattern(f"{name}.log_source", texts.pop("log_source"))
    return CrosswalkEntry(pattern, **texts)


def _accepted(name: str, value: object) -> tuple[AcceptedRisk, ...]:
    example = "[{technique: T1200, reason: no physical access, owner: it, until: 2027-06-30}]"
    return tuple(_accepted_risk(at, entry) for at, entry in entries(name, value, example))


def _accepted_risk(name: str, value: object) -> AcceptedRisk:
    known = [item.name for item in fields(AcceptedRisk)]
    stated = mapping(name, value, known, "technique, reason, owner and until")
    _needs(name, stated, known)
    return AcceptedRisk(
        technique=string(f"{name}.technique", stated["technique"]).upper(),
        reason=string(f"{name}.reason", stated["reason"]),
        owner=string(f"{name}.owner", stated["owner"]),
        until=day(f"{name}.until", stated["until"]),
    )


def _needs(name: str, stated: Mapping[str, object], keys: Iterable[str]) -> None:
    missing = [key for key in keys if key not in stated]
    if missing:
        raise SettingsError(f"{name}: {missing[0]} is missing")
