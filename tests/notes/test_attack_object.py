"""Notes of ATT&CK objects other than techniques: how they are told, named and identified."""

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.notes.attack_object import AttackObject
from kbgen.notes.decode import decode
from kbgen.notes.kind import Kind
from kbgen.settings import Kinds
from kbgen.vault.read import make_document


def subject(name: str, front: str) -> AttackObject:
    document = make_document(f"{name}.md", f"---\n{front}\n---\n## Heading\n".encode(), "utf-8")
    found = decode(document, parse_body(document.body, document.body_line), Kinds()).subject
    assert isinstance(found, AttackObject)
    return found


@pytest.mark.parametrize(
    ("name", "front", "kind", "identifier", "shown"),
    [
        ("G0016 - APT29", "tags: [G0016, groups]", Kind.GROUP, "G0016", "APT29"),
        ("APT29", "tags: [attack/type/group]\naliases: [g0016, Cozy Bear]", Kind.GROUP, "G0016", "APT29"),
        ("S0002-Mimi_katz", "tags: [attack/type/software]", Kind.SOFTWARE, "S0002", "Mimi katz"),
        ("User Training - M1017", "tags: [mitigation]", Kind.MITIGATION, "M1017", "User Training"),
        (
            "Discovery",
            "tags: [tactic]\nurl: https://attack.mitre.org/tactics/TA0007/",
            Kind.TACTIC,
            "TA0007",
            "Discovery",
        ),
        ("TL0004 - Mimikatz", "tags: [tool]", Kind.SOFTWARE, "", "TL0004 - Mimikatz"),
        ("DET0103 - X", "tags: [DET0103, detection_strategies]", Kind.DETECTION_STRATEGY, "DET0103", "X"),
        (
            "DC0032 - Process Creation",
            "tags: [data_components]",
            Kind.DATA_COMPONENT,
            "DC0032",
            "Process Creation",
        ),
    ],
)
def test_identity(name: str, front: str, kind: Kind, identifier: str, shown: str) -> None:
    found = subject(name, front)
    assert (found.kind, found.id, found.name) == (kind, identifier, shown)


def test_fields() -> None:
    front = (
        "tags: [G0016, groups]\naliases: [G0016, APT29, Cozy Bear]\ncreated: 2017-05-31\n"
        "last_modified: 2024/4/3\nversion: 6.10\nurl: https://attack.mitre.org/groups/G0016\nplatforms: Linux, macOS"
    )
    found = subject("G0016 - APT29", front)
    assert found.other_names == ("Cozy Bear",)
    assert found.platforms == ("Linux", "macOS")
    assert (found.version, found.created.iso, found.modified.iso) == ("6.10", "2017-05-31", "2024-04-03")
    assert found.url == "https://attack.mitre.org/groups/G0016"
