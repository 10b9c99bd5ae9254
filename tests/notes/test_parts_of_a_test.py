"""The parts of an atomic test: which heading announces which, and what belongs to it."""

import pytest

from kbgen.markup.body import CodeBlock, Heading
from kbgen.notes.test_parts import Dependency, Part, PartKind, dependencies_of, kind_of, parts_of


def heading(text: str, line: int = 1, level: int = 4) -> Heading:
    return Heading(level, text, "x", line, empty=False)


def block(line: int) -> CodeBlock:
    return CodeBlock("sh", f"{line}\n", line)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Inputs:", PartKind.INPUTS),
        ("Attack Commands: Run with sh! Elevation Required (e.g. root or admin)", PartKind.COMMANDS),
        ("Run it with bash!", PartKind.COMMANDS),
        ("Commands", PartKind.COMMANDS),
        ("Run it with these steps!", PartKind.STEPS),
        ("Cleanup Commands:", PartKind.CLEANUP),
        ("Clean-up", PartKind.CLEANUP),
        ("Dependencies: Run with powershell!", PartKind.DEPENDENCIES),
        ("Description: nmap must be installed", PartKind.DEPENDENCY),
        ("Check Prereq Commands:", PartKind.CHECK),
        ("Get Prereq Commands:", PartKind.GET),
        ("Notes", None),
        ("Description of the field", None),
        ("The inputs", None),
    ],
)
def test_headings_announce_parts(text: str, kind: PartKind | None) -> None:
    assert kind_of(heading(text)) is kind


def test_a_part_ends_at_the_next_part_or_at_a_heading_of_its_level() -> None:
    headings = [
        heading("Attack Commands:", 3),
        heading("Remark", 7, 5),
        heading("Cleanup Commands:", 10),
        heading("Elsewhere", 14),
    ]
    found = list(parts_of(headings, [block(line) for line in (1, 4, 8, 11, 15)], 20))
    assert found == [
        Part(PartKind.COMMANDS, headings[0], 10, (block(4), block(8))),
        Part(PartKind.CLEANUP, headings[2], 14, (block(11),)),
    ]


def dependencies(*kinds: tuple[PartKind, int]) -> tuple[Dependency, ...]:
    return dependencies_of(
        [Part(kind, heading("Description: it", line), line + 2, (block(line + 1),)) for kind, line in kinds]
    )


def test_a_dependency_has_what_follows_its_description() -> None:
    found = dependencies(
        (PartKind.DEPENDENCY, 1),
        (PartKind.CHECK, 3),
        (PartKind.GET, 5),
        (PartKind.DEPENDENCY, 7),
        (PartKind.GET, 9),
    )
    assert found == (
        Dependency("it", 1, (block(4),), (block(6),)),
        Dependency("it", 7, (), (block(10),)),
    )


def test_commands_without_a_description_are_dependencies_as_well() -> None:
    found = dependencies(
        (PartKind.CHECK, 1), (PartKind.GET, 3), (PartKind.CHECK, 5), (PartKind.GET, 7), (PartKind.GET, 9)
    )
    assert found == (
        Dependency("", 1, (block(2),), (block(4),)),
        Dependency("", 5, (block(6),), (block(8),)),
        Dependency("", 9, (), (block(10),)),
    )
