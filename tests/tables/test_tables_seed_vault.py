"""The seed vault: Dataview queries of its older form, and bases, find what its query blocks find, in little time."""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from kbgen.project import Project
from kbgen.query.evaluate import evaluate
from kbgen.query.read import read
from kbgen.tables.bases import answer_base
from kbgen.tables.dataview import answer_dataview
from kbgen.tables.results import Table
from kbgen.tables.tables import Tables

pytestmark = pytest.mark.corpora

FOLDER = "Detection Rules/"
DQL = 'TABLE WITHOUT ID file.link AS "Name", status AS "Status"\nFROM "Detection Rules" AND #{}'
BASE = """filters:
  and:
    - file.inFolder("Detection Rules")
    - file.hasTag("{}")
views:
  - type: table
    name: Rules
    order: [file.name, status]
"""


@pytest.fixture(scope="module")
def project(seed_vault: Path) -> Project:
    return Project(seed_vault)


@pytest.fixture(scope="module")
def tables(project: Project) -> Tables:
    return Tables.build(project.knowledge)


@pytest.fixture(scope="module")
def tags(project: Project) -> Mapping[str, str]:
    """Return, by path of a technique's note, the tag of its rules."""
    return {
        note.path: identifier.replace(".", "_") for identifier, note in project.knowledge.techniques.items()
    }


@pytest.fixture(scope="module")
def expected(project: Project, tags: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Return, by path of a technique's note, the rules that its query block finds, in their order."""
    return {
        path: tuple(
            hit
            for hit in evaluate(read(f"tag: detection_rule\ntag: {tag}"), project.index).paths
            if hit.startswith(FOLDER)
        )
        for path, tag in tags.items()
    }


def test_there_are_as_many_rules_as_the_query_blocks_find(expected: Mapping[str, tuple[str, ...]]) -> None:
    assert len(expected) == 625
    assert sum(map(len, expected.values())) == 3303


def test_dataview_queries_find_what_query_blocks_find(
    tables: Tables, tags: Mapping[str, str], expected: Mapping[str, tuple[str, ...]]
) -> None:
    for path, tag in tags.items():
        answer = answer_dataview(DQL.format(tag), tables, path)
        assert isinstance(answer, Table)
        assert answer.columns == ("Name", "Status")
        assert answer.paths == expected[path]
        assert len(answer.rows) == len(expected[path])


def test_bases_find_what_query_blocks_find(
    tables: Tables, tags: Mapping[str, str], expected: Mapping[str, tuple[str, ...]]
) -> None:
    for path, tag in tags.items():
        answer = answer_base(BASE.format(tag), tables, path)
        assert isinstance(answer, Table)
        assert answer.paths == expected[path]


def test_statuses_are_those_of_the_notes(project: Project, tables: Tables) -> None:
    answer = answer_dataview(DQL.format("t1190"), tables, "README.md")
    assert isinstance(answer, Table)
    assert answer.rows
    for path, (_, status) in zip(answer.paths, answer.rows, strict=True):
        front_matter = project.knowledge.notes[path].document.front_matter
        assert front_matter is not None
        assert status == front_matter.text("status")


def test_groups_add_up(tables: Tables) -> None:
    query = 'TABLE length(rows) AS "Count" FROM "Detection Rules" GROUP BY status SORT length(rows) DESC'
    answer = answer_dataview(query, tables, "README.md")
    assert isinstance(answer, Table)
    total = len(tables.in_folder["Detection Rules"])
    assert sum(count for _, count in answer.rows if isinstance(count, float)) == total


def test_blocks_take_little_time(tables: Tables, tags: Mapping[str, str]) -> None:
    began = time.process_time()
    rebuilt = Tables.build(tables.knowledge)
    for path, tag in tags.items():
        answer_dataview(DQL.format(tag), rebuilt, path)
        answer_dataview(DQL.format(tag).replace("Detection Rules", "Testing Runbooks"), rebuilt, path)
    dataview = time.process_time() - began
    began = time.process_time()
    for path, tag in tags.items():
        answer_base(BASE.format(tag), rebuilt, path)
    bases = time.process_time() - began
    print(f"tables and 1,250 dataview blocks: {dataview:.2f} s; 625 bases: {bases:.2f} s")
    # Measured 0.5 s and 0.4 s; the limits leave room for slow machines.
    assert dataview < 4
    assert bases < 4
