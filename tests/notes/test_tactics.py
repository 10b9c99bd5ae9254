"""Tactics: all spellings of one, in the order of the matrix."""

import pytest

from kbgen.notes.tactics import ENTERPRISE, tactic

MATRIX = [
    "Reconnaissance", "Resource Development", "Initial Access", "Execution", "Persistence", "Privilege Escalation",
    "Defense Evasion", "Credential Access", "Discovery", "Lateral Movement", "Collection", "Command and Control",
    "Exfiltration", "Impact",
]  # fmt: skip


def test_enterprise_has_fourteen_in_the_order_of_its_matrix() -> None:
    assert [item.name for item in ENTERPRISE] == MATRIX
    assert len({item.id for item in ENTERPRISE}) == 14
    assert sorted(ENTERPRISE, key=lambda item: item.order) == list(ENTERPRISE)


@pytest.mark.parametrize(
    "name",
    [
        "Command and Control",
        "command_and_control",
        "command-and-control",
        "Command_And_Control",
        " command  and control",
    ],
)
def test_every_spelling_is_the_same_tactic(name: str) -> None:
    found = tactic(name)
    assert (found.id, found.name, found.shortname) == ("TA0011", "Command and Control", "command-and-control")


def test_an_unknown_one_has_no_id_and_comes_last() -> None:
    found = tactic("Inhibit_Response  Function")
    assert (found.id, found.name, found.shortname) == (
        "",
        "Inhibit Response Function",
        "inhibit-response-function",
    )
    assert max([*ENTERPRISE, found], key=lambda item: item.order) == found
