"""One rule in one query language."""

import re
import subprocess
import sys
from itertools import permutations

import pytest

from kbgen.conversion import convert as module
from kbgen.conversion.convert import Conversion, ConversionFailure, Outcome, convert, message_of
from kbgen.conversion.languages import PYSIGMA, TARGETS, Target, installed_versions
from kbgen.settings import QueryLanguage

EVERY = [PYSIGMA, *(target.distribution for target in TARGETS)]
pytestmark = pytest.mark.skipif(
    not installed_versions(*EVERY), reason="the extra kbgen[sigma] is not installed"
)

SPLUNK, ESQL, KUSTO = TARGETS

RULE = """\
title: Odd Copy
id: 1f0d6f5a-51a5-4c7b-9f3c-6a5b8c7d9e01
name: odd_copy
status: test
tags: [attack.t1048.003, attack.exfiltration, d3fend.d3-am]
logsource: {product: windows, category: process_creation}
detection:
    selection:
        Image|endswith: '\\scp.exe'
        CommandLine|contains: [' -o ', 'Proxy*Jump']
    condition: selection
level: low
"""

CORRELATION = """\
title: Many Odd Copies
id: 1f0d6f5a-51a5-4c7b-9f3c-6a5b8c7d9e02
correlation:
    type: event_count
    rules: [odd_copy]
    group-by: [User]
    timespan: 15m
    condition: {gte: 10}
"""


def with_field(name: str) -> str:
    return RULE.replace("Image|endswith", f"{name}|endswith")


def query(outcome: Outcome) -> str:
    assert isinstance(outcome, Conversion), outcome
    return outcome.query


def failure(outcome: Outcome) -> str:
    assert isinstance(outcome, ConversionFailure), outcome
    return outcome.message


def test_each_language_has_the_names_of_its_fields_and_the_values() -> None:
    assert re.search(r'Image="\*\\\\scp\.exe"', query(convert((RULE,), SPLUNK)))
    assert "process.executable" in query(convert((RULE,), ESQL))
    assert query(convert((RULE,), KUSTO)).startswith("DeviceProcessEvents\n| where FolderPath endswith")
    for target in TARGETS:
        outcome = convert((RULE,), target)
        assert "scp.exe" in query(outcome)
        assert "-o" in query(outcome)
        assert "Proxy" in query(outcome)
        assert outcome.language is target.language


def test_the_second_schema_counts_where_the_first_does_not_know_the_rule() -> None:
    text = RULE.replace("process_creation", "network_connection").replace("windows", "linux")
    text = text.replace("Image|endswith: '\\scp.exe'", "DestinationPort: 22").replace(
        "CommandLine", "DstIpAddr"
    )
    outcome = convert((text,), KUSTO)
    assert isinstance(outcome, Conversion)
    assert outcome.schema == "Sentinel ASIM"
    assert outcome.query.startswith("imNetworkSession")


def test_what_only_describes_a_rule_does_not_keep_it_from_being_converted() -> None:
    odd = RULE.replace(
        "status: test", "status: maybe\ndate: soon\nrelated: {a: b}\nreferences: 5\nlevel: high"
    )
    odd = odd.replace("level: low\n", "").replace("9e01", "none").replace("attack.t1048.003", "T1048 !")
    assert convert((odd,), SPLUNK) == convert((RULE,), SPLUNK)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.language.value)
@pytest.mark.parametrize(
    "text",
    [
        "title: No detection\nlogsource: {product: windows}\n",
        RULE.replace("condition: selection", "condition: selektion"),
        RULE.replace("condition: selection", "condition: selection | count() by User > 5"),
        RULE.replace("Image|endswith", "Image|nonsense"),
        RULE.replace("\\scp.exe'", "%servers%'").replace("Image|endswith", "Image|expand"),
        "- a list\n",
        "just text\n",
        "",
        "title: [\n",
        f"{RULE}---\ntitle: Another without anything\n",
        CORRELATION,
        RULE.replace("condition: selection", f"condition: {'not ' * 900}selection"),
    ],
)
def test_a_failure_is_one_line_that_says_why(target: Target, text: str) -> None:
    message = failure(convert((text,), target))
    assert message.strip()
    assert "\n" not in message
    assert "rule None" not in message
    assert not message.endswith(":")


def test_a_failure_names_what_is_wrong() -> None:
    assert "selektion" in failure(
        convert((RULE.replace("condition: selection", "condition: selektion"),), ESQL)
    )
    assert failure(convert((with_field("ShareName"),), KUSTO)).endswith("encountered: ShareName.")


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.language.value)
def test_the_order_of_conversions_changes_nothing(target: Target) -> None:
    texts = [RULE, with_field("ShareName"), with_field("NoSuchField"), RULE.replace("endswith", "re")]
    module._BACKENDS.clear()
    alone = {}
    for text in texts:
        alone[text] = convert((text,), target)
        module._BACKENDS.clear()
    for order in permutations(texts):
        assert {text: convert((text,), target) for text in order} == alone


def test_a_rule_of_several_documents_has_several_queries() -> None:
    two = f"{RULE}---\n{RULE.replace('scp.exe', 'sftp.exe')}"
    first, second = query(convert((two,), SPLUNK)).split("\n\n")
    assert "scp.exe" in first
    assert "sftp.exe" in second


def test_documents_share_what_a_global_one_says_and_other_texts_do_not() -> None:
    shared = "action: global\ntitle: Both\ndetection: {s: {A: x}, condition: s}\n"
    text = f"{shared}---\nlogsource: {{product: a}}\n---\nlogsource: {{product: b}}\n"
    assert query(convert((text,), SPLUNK)) == 'A="x"\n\nA="x"'
    other = RULE.replace("CommandLine|contains: [' -o ', 'Proxy*Jump']", "B: y")
    assert "A=" not in query(convert((text, other), SPLUNK)).split("\n\n")[-1]


def test_a_correlation_is_converted_with_the_rules_that_it_joins() -> None:
    joined = query(convert((CORRELATION, RULE), SPLUNK))
    assert "scp.exe" in joined
    assert "event_count" in joined or "stats" in joined
    assert "odd_copy" in failure(convert((CORRELATION,), SPLUNK))


def test_a_rule_that_could_take_without_end_is_refused() -> None:
    dashes = RULE.replace("CommandLine|contains: [' -o ',", f"CommandLine|windash|contains: ['{' -a' * 8}',")
    assert failure(convert((dashes,), SPLUNK)).startswith("windash would make 390,62")
    assert "scp.exe" in query(convert((dashes.replace(" -a" * 8, " -a" * 4),), SPLUNK))
    long = RULE.replace("'Proxy*Jump'", f"'{'x' * module.LONGEST_RULE}'")
    assert failure(convert((long,), ESQL)) == "the rule is longer than 200,000 characters"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("first\nsecond", "first"),
        ("\n  first  \n", "first"),
        ("This is wrong. Use one of:\na\nb", "This is wrong."),
        ("a: b", "a: b"),
        ("No. (while converting rule None)", "No."),
        ("", "ValueError"),
    ],
)
def test_the_message_of_an_error(text: str, line: str) -> None:
    assert message_of(ValueError(text)) == line


OFFLINE = """
import socket, sys
def refuse(*args, **kwargs): raise AssertionError("network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from kbgen.conversion.convert import Conversion, convert
from kbgen.conversion.languages import TARGETS
from kbgen.conversion.match_event import matches
assert "sigma" not in sys.modules
text = sys.stdin.read()
assert all(isinstance(convert((text,), target), Conversion) for target in TARGETS)
assert matches(text, {"Image": r"C:\\scp.exe", "CommandLine": "scp -o x"}).matched
fetching = {"sigma.data.mitre_attack", "sigma.data.mitre_d3fend", "sigma.plugins", "requests"}
assert not fetching & set(sys.modules), fetching & set(sys.modules)
"""


def test_nothing_is_fetched_and_nothing_that_fetches_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", OFFLINE],
        input=RULE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_language_of_the_settings_has_a_target() -> None:
    assert [target.language for target in TARGETS] == list(QueryLanguage)


def test_a_filter_in_the_same_text_tunes_the_rule() -> None:
    tuning = (
        "title: Not Us\nlogsource: {product: windows, category: process_creation}\n"
        "filter: {rules: [odd_copy], us: {User: backup}, condition: not us}\n"
    )
    assert "backup" in query(convert((f"{RULE}---\n{tuning}",), SPLUNK))
