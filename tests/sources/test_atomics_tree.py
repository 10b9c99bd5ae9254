"""A folder of atomic tests as values."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.diagnostics import Severity
from kbgen.errors import KbgenError
from kbgen.sources.atomics_model import AtomicsTree, Dependency, Executor, InputArgument
from kbgen.sources.atomics_tree import read_atomics_tree
from kbgen.vault.yaml_node import YamlScalar

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

FULL = """\
attack_technique: t1033_001
display_name:  Who  Is There
atomic_tests:
- name: Ask   the system
  auto_generated_guid: 0A2B3C4D-1111-4222-8333-444455556666
  description: |
    Asks for #{user}.

    Second paragraph.
  supported_platforms: [Linux, macos, linux]
  input_arguments:
    user:
      description: Who is looked for
      type: String
      default: root
    count:
      description: How often
      type: integer
      default: 010
    empty:
      description: Nothing
      type: path
      default: null
  dependency_executor_name: bash
  dependencies:
  - description: |
      There must be an id
    prereq_command: |
      which id
    get_prereq_command: echo none
  executor:
    name: sh
    elevation_required: yes
    command: |
      id #{user}
        id #{count} #{empty}

    cleanup_command: ' rm x '
  owner: us
- name: Look
  auto_generated_guid: 0a2b3c4d-1111-4222-8333-444455556667
  description: Looks
  supported_platforms: windows
  dependencies:
  - {description: a screen, prereq_command: dir}
  executor:
    name: Manual
    steps: |
      1. Look
      2. Look again
"""


@pytest.fixture(name="tree")
def read_tree(make_vault: MakeVault) -> AtomicsTree:
    return read_atomics_tree(
        make_vault(
            {
                "T1033.001/T1033.001.yaml": FULL,
                "T1033.001/src/pod.yaml": "kind: Pod\n",
                "Indexes/index.yaml": "discovery:\n  T1033:\n    atomic_tests: []\n",
                "T1033.001/T1033.001.md": "attack_technique: T1033",
            }
        )
    )


def test_what_is_in_a_folder(tree: AtomicsTree) -> None:
    (file,) = tree.files
    assert (file.path, file.technique, file.display_name) == (
        "T1033.001/T1033.001.yaml",
        "T1033.001",
        "Who Is There",
    )
    assert (file.text, file.is_readable, file.custom) == (FULL, True, ())
    assert tree.left_out == ("Indexes/index.yaml", "T1033.001/src/pod.yaml")
    assert [test.number for test in tree.tests] == [1, 2]


def test_the_fields_of_a_test(tree: AtomicsTree) -> None:
    test = tree.tests[0]
    assert (test.name, test.guid) == ("Ask the system", "0a2b3c4d-1111-4222-8333-444455556666")
    assert (test.origin, test.guid_line) == ("T1033.001/T1033.001.yaml:4", 5)
    assert (test.technique, test.platforms) == ("T1033.001", ("linux", "macos"))
    assert test.description == "Asks for #{user}.\n\nSecond paragraph."
    assert test.arguments == (
        InputArgument("user", "Who is looked for", "String", "root", 12),
        InputArgument("count", "How often", "integer", "010", 16),
        InputArgument("empty", "Nothing", "path", "", 20),
    )
    assert test.executor == Executor(
        "sh", "id #{user}\n  id #{count} #{empty}\n", " rm x ", elevation_required=True, steps="", line=32
    )
    assert test.dependencies == (Dependency("There must be an id", "which id\n", "echo none", 26),)
    assert (test.dependency_executor_name, test.dependency_executor) == ("bash", "bash")
    ((key, value),) = test.custom
    assert isinstance(value, YamlScalar)
    assert (key.text, value.text) == ("owner", "us")


def test_manual_steps(tree: AtomicsTree) -> None:
    test = tree.tests[1]
    assert test.executor == Executor(
        "manual", "", "", elevation_required=False, steps="1. Look\n2. Look again\n", line=47
    )
    assert (test.platforms, test.dependency_executor) == (("windows",), "manual")


def test_findings_of_one_file(tree: AtomicsTree) -> None:
    assert [(item.code, item.location.line) for item in tree.diagnostics] == [("KB549", 39)]


def test_findings_of_the_whole_folder(make_vault: MakeVault) -> None:
    folder = make_vault({"a/T1033.001.yaml": FULL, "b/T1046.yaml": FULL})
    found = [(item.code, str(item.location)) for item in read_atomics_tree(folder).diagnostics]
    assert ("KB540", "b/T1046.yaml:5:1") in found
    assert ("KB534", "b/T1046.yaml:1:19") in found
    assert not [place for code, place in found if code in {"KB534", "KB540"} and place.startswith("a/")]


def test_a_file_that_is_not_valid_yaml_is_there_with_its_text(make_vault: MakeVault) -> None:
    text = "attack_technique: T1033: no\n"
    tree = read_atomics_tree(make_vault({"T1033/T1033.yaml": text}))
    (file,) = tree.files
    assert (file.technique, file.tests, file.text, file.is_readable) == ("T1033", (), text, False)
    assert [(item.code, item.severity) for item in tree.diagnostics] == [("KB530", Severity.ERROR)]


def test_files_links_and_encodings(make_vault: MakeVault, tmp_path: Path) -> None:
    folder = make_vault({"T1033.001.yaml": FULL.replace("Looks", "Schön").encode("cp1252")})
    (tmp_path / "out.yaml").write_text(FULL)
    (folder / "out.yaml").symlink_to(tmp_path / "out.yaml")
    tree = read_atomics_tree(folder)
    found = [(item.code, item.location.path) for item in tree.diagnostics if item.code != "KB549"]
    assert found == [("KB532", "T1033.001.yaml"), ("KB531", "out.yaml")]
    assert len(tree.files) == 1


def test_a_list_in_place_of_a_file_of_tests(make_vault: MakeVault) -> None:
    tree = read_atomics_tree(make_vault({"T1033.yaml": "? x\n: y\natomic_tests: text\n"}))
    assert [item.code for item in tree.diagnostics] == ["KB533", "KB535", "KB549", "KB536"]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(KbgenError, match="does not exist"):
        read_atomics_tree(tmp_path / "atomics")
