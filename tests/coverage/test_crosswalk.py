"""Log sources of Sigma in the words of ATT&CK: strong by name and event, weak by component."""

import re
from collections.abc import Mapping

import pytest
from telemetry_worlds import windows_log

from kbgen.coverage.crosswalk import Crosswalk, Reach, UsedLogSources, event_numbers
from kbgen.coverage.crosswalk_table import COMPONENTS, ROWS
from kbgen.notes.event_values import EventValues
from kbgen.notes.sigma_rule import LogSource
from kbgen.settings import CrosswalkEntry
from kbgen.settings.coverage import log_source_pattern
from kbgen.sources.attack_analytics import UsedLogSource

TABLE = Crosswalk()
NONE: Mapping[str, str] = {}


def reach(
    source: str, used: tuple[str, str, str], events: Mapping[str, str] = NONE, crosswalk: Crosswalk = TABLE
) -> str:
    """Return how surely a rule that asks for events reads a log source of ATT&CK."""
    values: EventValues = tuple((name, tuple(text.split("|"))) for name, text in events.items())
    parts = ["" if part == "-" else part for part in source.split("/")]
    reading = crosswalk.read(LogSource(*parts), values)
    item = UsedLogSource(*used)
    return UsedLogSources([item]).reached(reading).get(item, Reach.NO).value


SYSMON, SECURITY, SYSTEM = "WinEventLog:Sysmon", "WinEventLog:Security", "WinEventLog:System"


@pytest.mark.parametrize(
    ("source", "used", "expected"),
    [
        ("windows/process_creation", windows_log(SYSMON, 1), "strong"),
        ("windows/process_creation", windows_log(SECURITY, 4688), "strong"),
        ("Windows/Process_Creation", windows_log("wineventlog:SYSMON", 1), "strong"),
        ("windows/process_creation", windows_log(SYSMON, 11), "no"),
        ("windows/registry_set", windows_log(SYSMON, 13, 14), "strong"),
        ("windows/registry_event", windows_log(SYSMON, 12), "strong"),
        ("windows/pipe_created", windows_log(SYSMON, 1), "no"),
        ("windows/pipe_created", windows_log(SYSMON, 17), "strong"),
        ("windows/ps_script", windows_log("WinEventLog:PowerShell", 4103, 4104), "strong"),
        ("windows/process_creation", ("EDR:Process", "starts", "DC0032"), "weak"),
        ("windows/process_creation", (SYSMON, "raw writes to disk 1", "DC0046"), "no"),
        ("linux/process_creation", ("auditd:SYSCALL", "execve of a shell", "DC0064"), "strong"),
        ("linux/process_creation", ("auditd:SYSCALL", "open", "DC0055"), "no"),
        ("linux/process_creation", ("linux:Sysmon", "EventCode=1", "DC0032"), "strong"),
        ("macos/process_creation", ("macos:unifiedlog", "a launch", "DC0032"), "strong"),
        ("macos/process_creation", ("macos:unifiedlog", "a file", "DC0039"), "no"),
        ("-/proxy", ("NSM:Flow", "downloads", "DC0085"), "strong"),
        ("-/proxy", ("NSM:Flow", "connections", "DC0078"), "no"),
        ("-/webserver", ("NSM:Flow", "HTTP requests", "DC0078"), "strong"),
        ("-/dns", ("NSM:Flow", "dns.log", "DC0085"), "strong"),
        ("zeek/-/dns", ("dns:query", "odd names", "DC0103"), "strong"),
        ("azure/-/signinlogs", ("azure:signinlogs", "anything", "DC0010"), "strong"),
        ("linux/-/-", ("linux:syslog", "anything", "DC0038"), "weak"),
        ("linux/-/-", ("linus:syslog", "anything", "DC0038"), "weak"),
        ("opencanary/application", ("NSM:Flow", "x", "DC0085"), "no"),
    ],
)
def test_the_log_source_says_what_is_read(source: str, used: tuple[str, str, str], expected: str) -> None:
    assert reach(source, used) == expected


@pytest.mark.parametrize(
    ("event", "used", "expected"),
    [
        ("4624", windows_log(SECURITY, 4624, 4648), "strong"),
        ("4624|4625", windows_log(SECURITY, 4625), "strong"),
        ("4624", windows_log(SECURITY, 4688), "no"),
        ("4624", windows_log(SYSTEM, 4624), "no"),
        ("4624", ("Other:Log", "logons", "DC0067"), "weak"),
        ("4624", (SECURITY, "EventCode=4778, EventCode=4624", "DC0088"), "strong"),
        ("4624", (SECURITY, "logons 4624", "DC0010"), "no"),
        ("4697", windows_log(SYSTEM, 7045, component="DC0060"), "weak"),
        ("", windows_log(SECURITY, 4624), "weak"),
    ],
)
def test_the_numbers_that_a_rule_asks_for_decide_in_a_log_of_many_events(
    event: str, used: tuple[str, str, str], expected: str
) -> None:
    assert reach("windows/-/security", used, {"eventid": event} if event else {}) == expected


@pytest.mark.parametrize(
    ("source", "events", "used", "expected"),
    [
        (
            "aws/-/cloudtrail",
            {"eventname": "StopLogging"},
            ("AWS:CloudTrail", "StopLogging, x", "DC1"),
            "strong",
        ),
        ("aws/-/cloudtrail", {"eventname": "StopLogging"}, ("CloudTrail:StopLogging", "", "DC1"), "strong"),
        ("aws/-/cloudtrail", {"eventname": "Stop"}, ("AWS:CloudTrail", "StopLogging", "DC1"), "weak"),
        ("aws/-/cloudtrail", {"eventname": "StopLogging"}, ("AWS:CloudTrail", "odd logins", "DC1"), "weak"),
        ("aws/-/cloudtrail", {"eventname": "StopLogging"}, ("gcp:audit", "StopLogging", "DC1"), "no"),
        ("linux/-/auditd", {"type": "EXECVE"}, ("auditd:SYSCALL", "execve", "DC0064"), "strong"),
        ("linux/-/auditd", {"type": "EXECVE"}, ("auditd:EXECVE", "", "DC0064"), "strong"),
        ("linux/-/auditd", {"type": "EXECVE"}, ("auditd:SYSCALL", "open", "DC0055"), "no"),
        ("linux/-/auditd", {"type": "EXECVE"}, ("linux:osquery", "starts", "DC0032"), "weak"),
        (
            "linux/-/auditd",
            {"type": "SYSCALL", "syscall": "connect"},
            ("auditd:SYSCALL", "connect", ""),
            "strong",
        ),
        (
            "azure/-/auditlogs",
            {"properties.message": "Add user"},
            ("azure:audit", "add user, x", ""),
            "strong",
        ),
        ("azure/-/auditlogs", {}, ("Other:Log", "x", "DC0010"), "weak"),
    ],
)
def test_the_names_that_a_rule_asks_for_decide_elsewhere(
    source: str, events: dict[str, str], used: tuple[str, str, str], expected: str
) -> None:
    assert reach(source, used, events) == expected


def test_whatever_is_in_a_log_is_read_where_no_events_are_given() -> None:
    reading = Crosswalk().read(LogSource("windows", "", "security"), None)
    used = [UsedLogSource(*windows_log(SECURITY, number)) for number in (4624, 9999)]
    assert UsedLogSources(used).reached(reading) == dict.fromkeys(used, Reach.STRONG)


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("EventCode=1", {"1"}),
        ("EventCode=13, 14", {"13", "14"}),
        ("EventCode=4778, EventCode=4779", {"4778", "4779"}),
        ("EventCode=5005 (WLAN)", {"5005"}),
        ("Event 1", None),
        ("EventCode=", None),
        ("", None),
    ],
)
def test_a_channel_lists_numbers_or_is_text(channel: str, expected: set[str] | None) -> None:
    assert event_numbers(channel) == expected


@pytest.mark.parametrize(
    ("entry", "used", "expected"),
    [
        ({"name": "EDR:Process"}, ("edr:process", "anything", "DC1"), "strong"),
        ({"name": "EDR:*"}, ("EDR:File", "anything", "DC1"), "strong"),
        ({"name": "EDR:Process", "channel": "start"}, ("EDR:Process", "a start of it", "DC1"), "strong"),
        ({"name": "EDR:Process", "channel": "start"}, ("EDR:Process", "restarts", "DC1"), "no"),
        (
            {"name": "EDR:Process", "channel": "EventCode=5"},
            ("EDR:Process", "EventCode=4, 5", "DC1"),
            "strong",
        ),
        ({"name": "EDR:Process", "component": "dc0002"}, ("EDR:Process", "x", "DC0002"), "strong"),
        ({"name": "EDR:Process", "component": "DC0002"}, ("EDR:Process", "x", "DC0003"), "no"),
        ({"name": "EDR:Process", "component": "DC0002"}, ("Other:Log", "x", "DC0002"), "weak"),
    ],
)
def test_the_settings_add_pairs(entry: dict[str, str], used: tuple[str, str, str], expected: str) -> None:
    own = CrosswalkEntry(log_source_pattern("x", "acme/audit"), **entry)
    assert reach("acme/-/audit", used, crosswalk=Crosswalk([own])) == expected
    assert reach("acme/-/audit", used) == "no"


def test_every_log_source_of_the_table_is_found_in_it() -> None:
    crosswalk = Crosswalk()
    assert len(crosswalk.log_sources) > 50
    assert all(crosswalk.knows(source) for source in crosswalk.log_sources)
    assert LogSource("windows", "process_creation") in crosswalk.log_sources
    assert not crosswalk.knows(LogSource("opencanary", "application"))


def test_every_component_of_the_table_has_a_name_and_every_name_is_used() -> None:
    named = {component for row in ROWS for component in row.components}
    named |= {component for row in ROWS for found in row.components_of.values() for component in found}
    named |= {log.component for row in ROWS for log in row.logs if log.component}
    assert named == set(COMPONENTS)
    assert all(re.fullmatch(r"DC\d{4}", component) for component in named)
    assert len(set(COMPONENTS.values())) == len(COMPONENTS)
