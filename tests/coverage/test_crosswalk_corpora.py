"""The crosswalk on ATT&CK 18.1 and SigmaHQ: its reach, counted again without kbgen.

The count reads the bundle and the rules as plain JSON and YAML, and knows the pairs of log sources as a list of regular
expressions of its own.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from kbgen.coverage.crosswalk import Crosswalk, Reach, UsedLogSources
from kbgen.coverage.platforms import rule_platforms
from kbgen.notes.sigma_rule import LogSource, SigmaRule, read_sigma
from kbgen.sources.attack_analytics import MountedAnalytic, mounted_analytics
from kbgen.sources.attack_release import read_release

pytestmark = pytest.mark.corpora

FOLDERS = ("rules", "rules-compliance", "rules-emerging-threats", "rules-placeholder", "rules-threat-hunting")
HOSTS = {"windows": "Windows", "linux": "Linux", "macos": "macOS"}


class Used(NamedTuple):
    """A log source of an analytic, as the bundle states it."""

    analytic: str
    platform: str
    name: str
    channel: str
    component: str


Fits = Callable[[Used], bool]


def called(pattern: str, component: str = "") -> Fits:
    return lambda used: (
        re.fullmatch(pattern, used.name, re.IGNORECASE) is not None and component in {"", used.component}
    )


def event(name: str, *numbers: int) -> Fits:
    def fits(used: Used) -> bool:
        listed = re.match(r"EventCode=([\d, ]+)", used.channel)
        found = set(map(int, re.findall(r"\d+", listed[1]))) if listed else set()
        return used.name.lower() == name.lower() and bool(found & set(numbers))

    return fits


def mentions(name: str, word: str) -> Fits:
    return lambda used: (
        re.fullmatch(name, used.name, re.IGNORECASE) is not None
        and re.search(word, used.channel, re.IGNORECASE) is not None
    )


def either(*parts: Fits) -> Fits:
    return lambda used: any(fits(used) for fits in parts)


SYSMON, POWERSHELL = "WinEventLog:Sysmon", "WinEventLog:PowerShell"
WEB = "apache:access_log|ApplicationLog:(WebServer|IIS|Ingress)|WinEventLog:iis|ALB:HTTPLogs"
PAIRS: dict[tuple[str, str, str], tuple[int, Fits]] = {
    ("windows", "process_creation", ""): (
        1416,
        either(event(SYSMON, 1), event("WinEventLog:Security", 4688)),
    ),
    ("windows", "registry_set", ""): (224, event(SYSMON, 13)),
    ("windows", "file_event", ""): (220, event(SYSMON, 11)),
    ("windows", "ps_script", ""): (178, event(POWERSHELL, 4104)),
    ("windows", "", "security"): (177, called("WinEventLog:Security")),
    ("linux", "process_creation", ""): (
        144,
        either(
            called("auditd:EXECVE"),
            mentions("auditd:SYSCALL", r"\bexecve\b"),
            event("linux:Sysmon", 1),
            mentions("linux:osquery", r"\bprocess_events\b"),
        ),
    ),
    ("windows", "image_load", ""): (125, event(SYSMON, 7)),
    ("", "webserver", ""): (86, either(called(WEB), mentions("NSM:Flow", r"\bhttps?\b"))),
    ("windows", "", "system"): (74, called("WinEventLog:System")),
    ("macos", "process_creation", ""): (70, called("macos:(unifiedlog|osquery|endpointsecurity)", "DC0032")),
    ("windows", "network_connection", ""): (63, event(SYSMON, 3)),
    ("aws", "", "cloudtrail"): (58, called("AWS:CloudTrail|CloudTrail:.*")),
    ("", "proxy", ""): (56, called("NSM:(Flow|Connections|Content)", "DC0085")),
    ("linux", "", "auditd"): (54, called("auditd:.*")),
    ("azure", "", "auditlogs"): (46, called("azure:audit|Microsoft Entra ID Audit Logs")),
    ("windows", "registry_event", ""): (41, event(SYSMON, 12, 13, 14)),
    ("azure", "", "activitylogs"): (35, called("azure:activity")),
    ("windows", "ps_module", ""): (34, event(POWERSHELL, 4103)),
    ("windows", "", "application"): (32, called("WinEventLog:Application")),
    ("windows", "dns_query", ""): (29, event(SYSMON, 22)),
    ("windows", "process_access", ""): (29, event(SYSMON, 10)),
    ("azure", "", "signinlogs"): (24, called("azure:signinlogs|azure:ad|m365:signinlogs")),
    ("okta", "", "okta"): (24, called("saas:okta|Okta:SystemLog")),
    ("windows", "pipe_created", ""): (20, event(SYSMON, 17)),
    ("azure", "", "riskdetection"): (19, called("azure:signinlogs")),
}
"""The 25 log sources with most rules, each with its number of rules and what it is in ATT&CK."""


@pytest.fixture(scope="module", name="used")
def read_used(corpora: Path) -> list[Used]:
    objects = json.loads((corpora / "attack-enterprise-18.1.json").read_text(encoding="utf-8"))["objects"]
    live = [item for item in objects if not item.get("revoked") and not item.get("x_mitre_deprecated")]
    ids = {item["id"]: item["external_references"][0]["external_id"] for item in live if is_named(item)}
    return [
        Used(
            ids[item["id"]],
            item["x_mitre_platforms"][0],
            reference["name"].strip(),
            reference["channel"],
            ids.get(reference["x_mitre_data_component_ref"], ""),
        )
        for item in live
        if item["type"] == "x-mitre-analytic"
        for reference in item.get("x_mitre_log_source_references", ())
    ]


def is_named(item: dict[str, Any]) -> bool:
    return item["type"] in {"x-mitre-analytic", "x-mitre-data-component"}


@pytest.fixture(scope="module", name="analytics")
def read_analytics(corpora: Path) -> list[MountedAnalytic]:
    return list(mounted_analytics(read_release(corpora / "attack-enterprise-18.1.json")))


@pytest.fixture(scope="module", name="rules")
def read_rules(corpora: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return all rules of SigmaHQ that are neither deprecated nor unsupported, as text and as YAML."""
    files = (file for folder in FOLDERS for file in sorted((corpora / "sigma-rules" / folder).rglob("*.yml")))
    return [
        (text, document)
        for file in files
        for text in [file.read_text(encoding="utf-8")]
        for document in yaml.safe_load_all(text)
        if isinstance(document, dict) and "detection" in document
    ]


def source_of(rule: dict[str, Any]) -> tuple[str, str, str]:
    stated = rule["logsource"]
    return stated.get("product", ""), stated.get("category", ""), stated.get("service", "")


def reached_by_crosswalk(analytics: Iterable[MountedAnalytic], sources: Iterable[LogSource]) -> set[str]:
    """Return the analytics that rules on log sources reach by name and event, hosts on their own platform only."""
    items = list(analytics)
    log_sources = UsedLogSources(used for item in items for used in item.log_sources)
    found: set[str] = set()
    for source in sources:
        reached = log_sources.reached(Crosswalk().read(source, None))
        strong = {used for used, reach in reached.items() if reach is Reach.STRONG}
        host = HOSTS.get(source.product)
        found |= {
            item.id
            for item in items
            if not strong.isdisjoint(item.log_sources) and host in {None, *item.platforms}
        }
    return found


def reached_by_hand(used: Iterable[Used], sources: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    items = list(used)
    return {
        item.analytic: item.platform
        for source in sources
        for item in items
        if PAIRS[source][1](item) and HOSTS.get(source[0], item.platform) == item.platform
    }


def test_the_25_log_sources_hold_3278_of_3780_rules(rules: list[tuple[str, dict[str, Any]]]) -> None:
    counted = Counter(source_of(rule) for _, rule in rules)
    assert sum(counted.values()) == 3780
    assert {source: counted[source] for source in PAIRS} == {
        key: number for key, (number, _) in PAIRS.items()
    }
    assert sum(counted[source] for source in PAIRS) == 3278
    assert all(Crosswalk().knows(LogSource(*source)) for source in PAIRS)


def test_the_crosswalk_knows_most_log_sources_of_rules(rules: list[tuple[str, dict[str, Any]]]) -> None:
    counted = Counter(source_of(rule) for _, rule in rules)
    unknown = {
        source: number for source, number in counted.items() if not Crosswalk().knows(LogSource(*source))
    }
    assert {"opencanary", "rpc_firewall", "bitbucket"} <= {source[0] for source in unknown}
    assert max(unknown.values()) == counted["opencanary", "application", ""] == 24
    assert sum(unknown.values()) < 3780 - 3278


@pytest.mark.parametrize("source", PAIRS, ids="/".join)
def test_a_log_source_reaches_the_analytics_of_the_count(
    used: list[Used], analytics: list[MountedAnalytic], source: tuple[str, str, str]
) -> None:
    assert reached_by_crosswalk(analytics, [LogSource(*source)]) == set(reached_by_hand(used, [source]))


def test_the_25_log_sources_reach_seven_of_ten_analytics(
    used: list[Used], analytics: list[MountedAnalytic]
) -> None:
    counted = reached_by_hand(used, PAIRS)
    assert reached_by_crosswalk(analytics, log_sources_of(PAIRS)) == set(counted)
    assert len(analytics) == 1739
    # The specification has 1,241: it leaves out the three of Containers that name CloudTrail.
    assert len(counted) == 1244
    assert Counter(counted.values()) == {
        "Windows": 468,
        "Linux": 348,
        "macOS": 241,
        "IaaS": 83,
        "Identity Provider": 39,
        "Network Devices": 23,
        "Office Suite": 13,
        "SaaS": 12,
        "ESXi": 12,
        "Containers": 5,
    }
    by_cloudtrail = {
        item.analytic
        for item in used
        if item.platform == "Containers" and PAIRS["aws", "", "cloudtrail"][1](item)
    }
    assert len(by_cloudtrail) == 3


def log_sources_of(sources: Iterable[tuple[str, str, str]]) -> Iterator[LogSource]:
    return (LogSource(*source) for source in sources)


def test_a_rule_reaches_only_platforms_that_it_covers(analytics: list[MountedAnalytic]) -> None:
    assert rule_platforms(LogSource("", "proxy"), ()) == {"Windows", "Linux", "macOS"}
    by_proxy = reached_by_crosswalk(analytics, [LogSource("", "proxy")])
    platforms = {platform for item in analytics if item.id in by_proxy for platform in item.platforms}
    assert {"ESXi", "Network Devices"} <= platforms


def asked_for(node: object) -> Iterator[object]:
    """Yield the values of EventID anywhere below a node."""
    if isinstance(node, dict):
        for key, value in node.items():
            if str(key).partition("|")[0] == "EventID":
                yield from value if isinstance(value, list) else [value]
            yield from asked_for(value)
    elif isinstance(node, list):
        for item in node:
            yield from asked_for(item)


def test_the_event_numbers_of_security_rules_are_those_of_their_yaml(
    rules: list[tuple[str, dict[str, Any]]], used: list[Used], analytics: list[MountedAnalytic]
) -> None:
    security = [(text, rule) for text, rule in rules if source_of(rule) == ("windows", "", "security")]
    fits = called("WinEventLog:Security")
    listed = {
        int(number)
        for item in used
        if fits(item) and item.channel.startswith("EventCode=")
        for number in re.findall(r"\d+", item.channel)
    }
    log_sources = UsedLogSources(item for analytic in analytics for item in analytic.log_sources)
    by_hand = by_crosswalk = 0
    for text, rule in security:
        selections = {
            name: part for name, part in rule["detection"].items() if not name.casefold().startswith("filter")
        }
        numbers = set(asked_for(selections))
        found = read_sigma(text, 1)
        assert isinstance(found, SigmaRule)
        assert {text for name, texts in found.events if name == "eventid" for text in texts} == set(
            map(str, numbers)
        )
        by_hand += bool(listed & numbers)
        reading = Crosswalk().read(found.log_source, found.events)
        by_crosswalk += Reach.STRONG in log_sources.reached(reading).values()
    assert (len(security), by_hand, by_crosswalk) == (177, 144, 144)
