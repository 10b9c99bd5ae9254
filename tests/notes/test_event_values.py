"""The events that a rule asks for: which fields, which selections, in which order."""

import pytest

from kbgen.notes.sigma_rule import SigmaRule, read_sigma


def events(detection: str) -> dict[str, tuple[str, ...]]:
    lines = "".join(f"    {line}\n" for line in detection.splitlines())
    found = read_sigma(f"title: T\nlogsource: {{product: windows}}\ndetection:\n{lines}", 1)
    assert isinstance(found, SigmaRule)
    return dict(found.events)


@pytest.mark.parametrize(
    ("detection", "expected"),
    [
        ("s:\n    EventID: 4624", {"eventid": ("4624",)}),
        ("s:\n    EventID:\n        - 4624\n        - 4625", {"eventid": ("4624", "4625")}),
        ("s:\n    - EventID: 1\n    - EventID: 2", {"eventid": ("1", "2")}),
        ("a: {EventID: 1}\nb: {EventID: 2, Image: x}", {"eventid": ("1", "2")}),
        ("s: {eventName|contains: Login, eventSource: x}", {"eventname": ("Login",)}),
        ("s: {type: SYSCALL, SYSCALL: execve}", {"type": ("SYSCALL",), "syscall": ("execve",)}),
        ("a: {EventID: 1}\nb: {EventID: 1}", {"eventid": ("1",)}),
        ("s: {Image: x}", {}),
        ("s: [x, y]", {}),
    ],
)
def test_values_are_those_of_the_fields_that_name_events(
    detection: str, expected: dict[str, tuple[str, ...]]
) -> None:
    assert events(detection) == expected


def test_what_a_filter_leaves_out_is_not_asked_for() -> None:
    assert events("s: {EventID: 1}\nfilter_main: {EventID: 2}\nFilter: {EventID: 3}") == {"eventid": ("1",)}


def test_a_rule_of_several_documents_asks_for_the_events_of_all() -> None:
    text = (
        "action: global\ntitle: T\ndetection:\n    condition: s\n---\nlogsource: {product: windows}\n"
        "detection:\n    s: {EventID: 1}\n---\nlogsource: {product: windows}\ndetection:\n    s: {EventID: 2}\n"
    )
    found = read_sigma(text, 1)
    assert isinstance(found, SigmaRule)
    assert found.events == (("eventid", ("1", "2")),)


def test_a_correlation_asks_for_none() -> None:
    found = read_sigma("title: T\ncorrelation: {type: temporal, rules: [a]}\n", 1)
    assert isinstance(found, SigmaRule)
    assert found.events == ()
