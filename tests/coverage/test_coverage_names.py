"""What results may call rules and tests."""

from collections.abc import Callable, Mapping
from pathlib import Path

from coverage_worlds import atomic, files, guid, rule

from kbgen.coverage.names import known_names
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
ID = "99999999-2222-4333-8444-555555555555"


def test_tests_are_known_by_name_where_it_is_that_of_one_only(make_vault: MakeVault) -> None:
    notes = files(
        a=atomic("T1046", Scan="windows", Same="linux"),
        b=atomic("T1059.001", Same="windows"),
        c=atomic("T1046"),
    )
    known = known_names(Project(make_vault(notes)).knowledge)
    assert known.tests == {
        ("", "scan"): guid("Scan"),
        ("T1046", "scan"): guid("Scan"),
        ("T1046", "same"): guid("Same"),
        ("T1059.001", "same"): guid("Same"),
        ("", "same"): guid("Same"),
    }
    other = atomic("T1046", Scan="windows").replace(guid("Scan"), guid("Other"))
    known = known_names(Project(make_vault({"a.md": notes["a.md"], "b.md": other})).knowledge)
    assert ("T1046", "scan") not in known.tests
    assert ("", "scan") not in known.tests


def test_rules_are_known_by_their_names_and_texts(make_vault: MakeVault) -> None:
    notes = {
        "rules/one.md": rule("T1046", title="First", id=ID.upper()),
        "two.md": rule("T1046", title="Second"),
    }
    known = known_names(Project(make_vault(notes)).knowledge)
    assert known.rules == {"rules/one.md", "one", "first", ID, "two.md", "two", "second"}
    assert list(known.texts) == [ID]
    assert known.texts[ID].startswith("title: First\n")
    assert known.texts[ID].rstrip().endswith("condition: selection")
