"""Which log sources of ATT&CK the log sources of Sigma are, as data.

A row says: rules on these log sources read these logs, and the events in them belong to these data components. Most rows
follow from Sigma's taxonomy, which names the channel and the event; those for network, web, cloud, Linux and macOS logs
are judgement, since ATT&CK names such logs freely.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kbgen.settings import LogSourcePattern
from kbgen.settings.coverage import log_source_pattern

ATTACK_VERSION = "18.1"
"""The release of ATT&CK whose names stand here."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log as ATT&CK names it."""

    name: str
    """In any case; a ``*`` at its end stands for anything."""
    events: tuple[str, ...] = ()
    """Numbers or words of which the channel must hold one; empty for any, or for those that the rule states."""
    component: str = ""
    """The data component for which ATT&CK must name it; empty for any."""


@dataclass(frozen=True, slots=True)
class Row:
    """What rules on some log sources read."""

    sources: tuple[LogSourcePattern, ...]
    logs: tuple[Log, ...]
    components: tuple[str, ...] = ()
    """Identifiers of the data components to which all of it belongs."""
    by: tuple[str, ...] = ()
    """Case-folded fields in which a rule states which events it reads; empty where the log source says it."""
    components_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Event that a rule states, to its data components."""
    is_free: bool = False
    """True where ATT&CK names events in words of its own, so that any channel of the log may mean those of a rule."""


def _sources(texts: str) -> tuple[LogSourcePattern, ...]:
    return tuple(log_source_pattern("crosswalk", text) for text in texts.split())


def _row(sources: str, logs: tuple[Log, ...], components: str = "") -> Row:
    return Row(_sources(sources), logs, tuple(components.split()))


def _named(sources: str, names: str, components: str = "", by: str = "") -> Row:
    """Return a row for logs that are known by their names, which are separated by commas."""
    logs = tuple(Log(name.strip()) for name in names.split(","))
    fields = tuple(by.split())
    return Row(
        _sources(sources), logs, tuple(components.split()), fields, is_free=fields not in {(), ("eventid",)}
    )


def _sysmon(category: str, events: str, components: str) -> Row:
    return _row(f"windows/{category}/*", (Log("WinEventLog:Sysmon", tuple(events.split())),), components)


def _by_number(service: str, name: str, table: str) -> Row:
    """Return a row for a Windows log whose events have numbers; each line of the table is a component with its events."""
    found: dict[str, tuple[str, ...]] = {}
    for line in table.strip().splitlines():
        component, *events = line.split()
        for event in events:
            found[event] = (*found.get(event, ()), component)
    return Row(_sources(f"windows/*/{service}"), (Log(name),), by=("eventid",), components_of=found)


_SECURITY = """
DC0032 4688
DC0033 4689
DC0067 528 4624 4648
DC0002 529 675 4625 4649 4771 4776
DC0084 4768 4769 4770
DC0088 4634 4647 4672 4778 4779 4800 4801 4964
DC0055 4656 4658 4663
DC0061 4656 4663 4670
DC0040 4660
DC0063 4657
DC0071 4661 4662
DC0060 4697
DC0001 4698
DC0012 4699 4700 4701 4702
DC0013 4673
DC0014 4720 4741
DC0010 4704 4705 4722 4723 4724 4725 4738 4740 4742 4765 4766 4767 4781 4794
DC0009 4726 4743
DC0094 632 633 634 4727 4728 4729 4730 4731 4732 4733 4734 4735 4737 4754 4755 4756 4757 4758 4764
DC0099 4798 4799
DC0066 4706 4713 4739 5136
DC0087 4928 5137
DC0068 4929 5141
DC0102 5140 5145
DC0082 5156 5157
DC0051 4946 4947 4948 5441 5447 5449
DC0042 6416
DC0038 517 1102
"""
_SYSTEM = """
DC0060 7031 7034 7036 7045
DC0065 7040
DC0041 7031 7034 7035
DC0038 104
"""
_SYSMON = """
DC0032 1
DC0061 2
DC0082 3 22
DC0041 4
DC0033 5
DC0079 6
DC0016 7
DC0020 8 25
DC0054 9
DC0035 10
DC0039 11 29
DC0056 12
DC0063 13 14
DC0059 15
DC0018 16 255
DC0048 17 18
DC0008 19 20 21
DC0040 23 26
"""
_EXECVE = ("execve",)
_HTTP = ("http", "https")

ROWS: tuple[Row, ...] = (
    _row(
        "windows/process_creation/*",
        (Log("WinEventLog:Sysmon", ("1",)), Log("WinEventLog:Security", ("4688",))),
        "DC0032",
    ),
    _sysmon("file_change", "2", "DC0061"),
    _sysmon("network_connection", "3", "DC0082"),
    _sysmon("sysmon_status", "4 16", "DC0018"),
    _sysmon("process_termination", "5", "DC0033"),
    _sysmon("driver_load", "6", "DC0079"),
    _sysmon("image_load", "7", "DC0016"),
    _sysmon("create_remote_thread", "8", "DC0020"),
    _sysmon("raw_access_thread", "9", "DC0054"),
    _sysmon("process_access", "10", "DC0035"),
    _sysmon("file_event", "11", "DC0039"),
    _sysmon("registry_add", "12", "DC0056 DC0063"),
    _sysmon("registry_delete", "12", "DC0056 DC0063"),
    _sysmon("registry_set", "13", "DC0063"),
    _sysmon("registry_event", "12 13 14", "DC0063 DC0056"),
    _sysmon("create_stream_hash", "15", "DC0059"),
    _sysmon("pipe_created", "17", "DC0048"),
    _sysmon("wmi_event", "19 20 21", "DC0008"),
    _sysmon("dns_query", "22", "DC0082"),
    _sysmon("file_delete", "23", "DC0040"),
    _sysmon("process_tampering", "25", "DC0020"),
    _sysmon("file_executable_detected", "29", "DC0039"),
    _row("windows/file_access/*", (Log("WinEventLog:Security", ("4663",)),), "DC0055"),
    _row("windows/ps_script/*", (Log("WinEventLog:PowerShell", ("4104",)),), "DC0064"),
    _row("windows/ps_module/*", (Log("WinEventLog:PowerShell", ("4103",)),), "DC0064"),
    _row("windows/ps_classic_start/*", (Log("WinEventLog:PowerShell", ("400",)),), "DC0034"),
    _by_number("sysmon", "WinEventLog:Sysmon", _SYSMON),
    _by_number("security", "WinEventLog:Security", _SECURITY),
    _by_number("system", "WinEventLog:System", _SYSTEM),
    _by_number("powershell", "WinEventLog:PowerShell", "DC0064 4103 4104\nDC0034 400"),
    _named("windows/*/application", "WinEventLog:Application", "DC0038", "eventid"),
    _named(
        "windows/*/windefend",
        "WinEventLog:Windows Defender, WinEventLog:Microsoft-Windows-Windows Defender/Operational",
        "DC0059",
        "eventid",
    ),
    _named("windows/*/taskscheduler", "WinEventLog:TaskScheduler", "", "eventid"),
    _named("windows/*/wmi", "WinEventLog:WMI", "DC0008", "eventid"),
    _named("windows/*/applocker", "WinEventLog:AppLocker", "", "eventid"),
    _named(
        "windows/*/codeintegrity-operational",
        "WinEventLog:Microsoft-Windows-CodeIntegrity/Operational, WinEventLog:CodeIntegrity",
        "",
        "eventid",
    ),
    _named(
        "windows/*/firewall-as",
        "WinEventLog:Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",
        "DC0051",
        "eventid",
    ),
    _row(
        "linux/process_creation/*",
        (
            Log("auditd:SYSCALL", _EXECVE),
            Log("auditd:EXECVE", _EXECVE),
            Log("linux:Sysmon", ("1",)),
            Log("linux:osquery", ("process_events",)),
        ),
        "DC0032",
    ),
    _row(
        "linux/file_event/*",
        (
            *(
                Log(name, (), part)
                for name in ("auditd:SYSCALL", "auditd:PATH")
                for part in ("DC0039", "DC0061")
            ),
            Log("linux:Sysmon", ("11",)),
            Log("linux:osquery", ("file_events",)),
        ),
        "DC0039 DC0061",
    ),
    _row(
        "linux/network_connection/*",
        (Log("auditd:SYSCALL", ("connect",)), Log("linux:Sysmon", ("3",))),
        "DC0082",
    ),
    Row(
        _sources("linux/*/auditd"),
        (Log("auditd:*"),),
        by=("type", "syscall"),
        components_of={"execve": ("DC0032",)},
    ),
    # Rules on these logs search for words, which no channel of ATT&CK names: the field ``text`` is none of Sigma's.
    _named("linux/-/- linux/*/syslog", "linux:syslog", "", "text"),
    _row(
        "macos/process_creation/*",
        tuple(
            Log(name, (), "DC0032")
            for name in ("macos:unifiedlog", "macos:osquery", "macos:endpointsecurity")
        ),
        "DC0032",
    ),
    _row(
        "macos/file_event/*",
        tuple(
            Log(name, (), part)
            for name in ("macos:unifiedlog", "macos:osquery", "macos:endpointsecurity", "fs:*")
            for part in ("DC0039", "DC0061")
        ),
        "DC0039 DC0061",
    ),
    _row(
        "*/webserver/*",
        (
            *map(Log, ("apache:access_log", "ApplicationLog:WebServer", "ApplicationLog:IIS")),
            *map(Log, ("ApplicationLog:Ingress", "WinEventLog:iis", "ALB:HTTPLogs")),
            Log("NSM:Flow", _HTTP),
        ),
        "DC0085 DC0038",
    ),
    _row(
        "*/proxy/*",
        tuple(Log(name, (), "DC0085") for name in ("NSM:Flow", "NSM:Connections", "NSM:Content")),
        "DC0085",
    ),
    _row("*/dns/* zeek/*/dns", (Log("NSM:Flow", ("dns", "dns.log")), Log("dns:query")), "DC0085 DC0078"),
    _named("aws/*/cloudtrail", "AWS:CloudTrail, CloudTrail:*", "", "eventname"),
    _named(
        "azure/*/auditlogs",
        "azure:audit, Microsoft Entra ID Audit Logs",
        "DC0010 DC0014 DC0066 DC0087",
        "operationname properties.message",
    ),
    _named("azure/*/activitylogs", "azure:activity", "", "operationname operationnamevalue"),
    _named("azure/*/signinlogs", "azure:signinlogs, azure:ad, m365:signinlogs", "DC0002 DC0067"),
    _named("azure/*/riskdetection", "azure:signinlogs", "DC0002"),
    _named("gcp/*/gcp.audit", "gcp:audit", "", "gcp.audit.method_name"),
    _named("okta/*/okta", "saas:okta, Okta:SystemLog", "DC0002 DC0067 DC0010", "eventtype"),
    _named("m365/*/threat_management m365/*/audit", "m365:unified", "DC0038"),
    _named("github/*/audit", "saas:github", "DC0070 DC0038 DC0067"),
    _named("kubernetes/*/audit", "kubernetes:audit, kubernetes:apiserver", "", "verb"),
    _named("cisco/*/aaa", "networkdevice:syslog, networkdevice:cli", "DC0064 DC0002"),
)
"""All rows that fit a log source count."""

COMPONENTS: Mapping[str, str] = {
    "DC0001": "Scheduled Job Creation",
    "DC0002": "User Account Authentication",
    "DC0008": "WMI Creation",
    "DC0009": "User Account Deletion",
    "DC0010": "User Account Modification",
    "DC0012": "Scheduled Job Modification",
    "DC0013": "User Account Metadata",
    "DC0014": "User Account Creation",
    "DC0016": "Module Load",
    "DC0018": "Host Status",
    "DC0020": "Process Modification",
    "DC0032": "Process Creation",
    "DC0033": "Process Termination",
    "DC0034": "Process Metadata",
    "DC0035": "Process Access",
    "DC0038": "Application Log Content",
    "DC0039": "File Creation",
    "DC0040": "File Deletion",
    "DC0041": "Service Metadata",
    "DC0042": "Drive Creation",
    "DC0048": "Named Pipe Metadata",
    "DC0051": "Firewall Rule Modification",
    "DC0054": "Drive Access",
    "DC0055": "File Access",
    "DC0056": "Windows Registry Key Creation",
    "DC0059": "File Metadata",
    "DC0060": "Service Creation",
    "DC0061": "File Modification",
    "DC0063": "Windows Registry Key Modification",
    "DC0064": "Command Execution",
    "DC0065": "Service Modification",
    "DC0066": "Active Directory Object Modification",
    "DC0067": "Logon Session Creation",
    "DC0068": "Active Directory Object Deletion",
    "DC0070": "Cloud Service Metadata",
    "DC0071": "Active Directory Object Access",
    "DC0078": "Network Traffic Flow",
    "DC0079": "Driver Load",
    "DC0082": "Network Connection Creation",
    "DC0084": "Active Directory Credential Request",
    "DC0085": "Network Traffic Content",
    "DC0087": "Active Directory Object Creation",
    "DC0088": "Logon Session Metadata",
    "DC0094": "Group Modification",
    "DC0099": "Group Enumeration",
    "DC0102": "Network Share Access",
}
"""Names of the data components that the rows name."""
