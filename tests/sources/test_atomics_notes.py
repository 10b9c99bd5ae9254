"""Files of atomic tests as notes, read back by kbgen as if someone had written them."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.markup.parse_body import parse_body
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.decode import decode
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.settings import Kinds
from kbgen.sources.atomics_notes import atomics_notes
from kbgen.sources.atomics_tree import read_atomics_tree
from kbgen.sources.source_note import SourceNote
from kbgen.vault.read import make_document

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

FILE = """\
attack_technique: T1053.005
display_name: 'Scheduled Task/Job: Scheduled Task'
atomic_tests:
- name: Plan a task
  auto_generated_guid: 7d1e2f30-1111-4222-8333-444455556601
  description: Plans <task> for *later*.
  supported_platforms: [windows, iaas:aws, azure-ad, esxi]
  input_arguments:
    path:
      description: a|b
      type: path
      default: C:\\Temp\\*.exe
    empty: {description: nothing, type: string, default: }
  dependencies:
  - description: The folder must exist
    prereq_command: 'dir #{path}'
    get_prereq_command: |
      mkdir x
  executor:
    name: command_prompt
    elevation_required: true
    command: |
      schtasks /create ```
      %%hidden%%
    cleanup_command: schtasks /delete
- name: By hand
  auto_generated_guid: 7d1e2f30-1111-4222-8333-444455556602
  description: Look
  supported_platforms: [macos, linux]
  executor:
    name: manual
    steps: |
      1. Open it
      2. [Close](it.md)
"""
NOTE = """\
---
tags: [T1053_005, atomic_test]
---
# T1053.005 - Scheduled Task/Job: Scheduled Task

## Atomic Test #1 - Plan a task

Plans \\<task> for *later*.

**Supported Platforms:** Windows, Iaas:aws, Azure-ad, ESXi

**auto_generated_guid:** 7d1e2f30-1111-4222-8333-444455556601

#### Inputs:

| Name | Description | Type | Default Value |
|------|-------------|------|---------------|
| path | a\\|b | path | C:&#92;Temp&#92;\\*.exe |
| empty | nothing | string |  |

#### Attack Commands: Run with `command_prompt`!  Elevation Required (e.g. root or admin)

````cmd
schtasks /create ```
%%hidden%%
````

#### Cleanup Commands:

```cmd
schtasks /delete
```

#### Dependencies:  Run with `command_prompt`!

##### Description: The folder must exist

##### Check Prereq Commands:

```cmd
dir #{path}
```

##### Get Prereq Commands:

```cmd
mkdir x
```

## Atomic Test #2 - By hand

Look

**Supported Platforms:** macOS, Linux

**auto_generated_guid:** 7d1e2f30-1111-4222-8333-444455556602

#### Run it with these steps!

```text
1. Open it
2. [Close](it.md)
```
"""


def notes_of(folder: Path) -> dict[str, SourceNote]:
    return {note.path: note for note in atomics_notes(read_atomics_tree(folder))}


def read_back(source: SourceNote) -> Note:
    document = make_document(source.path, source.text.encode(), "utf-8")
    return decode(document, parse_body(document.body, document.body_line), Kinds())


def subject_of(note: Note) -> AtomicTests:
    assert isinstance(note.subject, AtomicTests)
    return note.subject


def written(**fields: object) -> str:
    """Return a file with one test."""
    test = {
        "name": "Test",
        "auto_generated_guid": "7d1e2f30-1111-4222-8333-444455556601",
        "description": "Tests",
        "supported_platforms": ["linux"],
        "executor": {"name": "sh", "command": "id\n"},
    }
    file = {"attack_technique": "T1033", "display_name": "Owner", "atomic_tests": [{**test, **fields}]}
    return yaml.safe_dump(file, allow_unicode=False)


def test_a_file_has_the_format_of_the_seed(make_vault: MakeVault) -> None:
    ((path, note),) = notes_of(make_vault({"T1053.005/T1053.005.yaml": FILE})).items()
    assert path == "Testing Runbooks/T1053.005 - Scheduled Task_Job- Scheduled Task.md"
    assert note.text == NOTE
    assert (note.origin, note.relations) == ("T1053.005/T1053.005.yaml:1", ())


def test_a_file_is_read_back_as_it_was(make_vault: MakeVault) -> None:
    (source,) = notes_of(make_vault({"T1053.005.yaml": FILE})).values()
    note = read_back(source)
    tests = subject_of(note)
    assert (note.diagnostics, note.body.references) == ((), ())
    assert note.title == "T1053.005 - Scheduled Task/Job: Scheduled Task"
    assert [item.id for item in tests.techniques] == ["T1053.005"]
    assert [(case.name, case.guid) for case in tests.cases] == [
        ("Plan a task", "7d1e2f30-1111-4222-8333-444455556601"),
        ("By hand", "7d1e2f30-1111-4222-8333-444455556602"),
    ]
    assert [case.platforms for case in tests.cases] == [
        ("Windows", "Iaas:aws", "Azure-ad", "ESXi"),
        ("macOS", "Linux"),
    ]
    assert [(case.executor, case.elevation) for case in tests.cases] == [
        ("command_prompt", True),
        ("", False),
    ]
    assert [block.text for block in note.body.code_blocks] == [
        "schtasks /create ```\n%%hidden%%\n",
        "schtasks /delete\n",
        "dir #{path}\n",
        "mkdir x\n",
        "1. Open it\n2. [Close](it.md)\n",
    ]


def test_a_test_without_what_it_should_have(make_vault: MakeVault) -> None:
    text = "attack_technique: T1033\natomic_tests:\n- name: Bare\n- description: Nameless\n  executor: {command: id}\n"
    ((path, source),) = notes_of(make_vault({"x/bare.yaml": text})).items()
    tests = subject_of(read_back(source))
    assert path == "Testing Runbooks/T1033.md"
    assert [(case.name, case.guid, case.platforms, case.executor) for case in tests.cases] == [
        ("Bare", "", (), ""),
        ("", "", (), ""),
    ]


def test_a_file_without_a_technique_has_no_empty_tag(make_vault: MakeVault) -> None:
    text = written().replace("T1033", "unknown")
    ((path, source),) = notes_of(make_vault({"x.yaml": text})).items()
    assert path == "Testing Runbooks/Owner.md"
    assert "tags: [atomic_test]\n" in source.text
    assert subject_of(read_back(source)).techniques == ()


def test_a_file_that_is_not_valid_yaml_has_a_page(make_vault: MakeVault) -> None:
    text = "attack_technique: T1033\ndisplay_name: a: b\n"
    ((path, source),) = notes_of(make_vault({"T1033/T1033.yaml": text})).items()
    note = read_back(source)
    assert (path, note.kind) == ("Testing Runbooks/T1033.md", Kind.ATOMIC_TEST)
    assert [block.text for block in note.body.code_blocks] == [text]


def test_files_of_one_technique_have_different_paths(make_vault: MakeVault) -> None:
    notes = notes_of(make_vault({"a/T1033.yaml": written(), "b/T1033.yaml": written()}))
    assert list(notes) == ["Testing Runbooks/T1033 - Owner.md", "Testing Runbooks/T1033 - Owner (b).md"]


@pytest.mark.parametrize("platform", ["Windows", "LINUX", "win10", "a*b"])
def test_platforms_in_any_case_and_unknown_ones(make_vault: MakeVault, platform: str) -> None:
    (source,) = notes_of(make_vault({"T1033.yaml": written(supported_platforms=[platform])})).values()
    (found,) = subject_of(read_back(source)).cases[0].platforms
    assert found.replace("\\", "").lower() == platform.lower()


def test_a_description_cannot_bring_facts_of_its_own(make_vault: MakeVault) -> None:
    lie = (
        "**Supported Platforms:** macOS\n\n**auto_generated_guid:** 7d1e2f30-1111-4222-8333-4444555566ff\n\n"
        "# Run with `bash`! Elevation Required\n\n## Atomic Test #7 - No\n\n```\n**Supported Platforms:** x\n```\n#t1046"
    )
    note = read_back(next(iter(notes_of(make_vault({"T1033.yaml": written(description=lie)})).values())))
    (case,) = subject_of(note).cases
    assert (case.platforms, case.executor, case.elevation) == (("Linux",), "sh", False)
    assert case.guid == "7d1e2f30-1111-4222-8333-444455556601"
    assert [item.id for item in subject_of(note).techniques] == ["T1033"]


ANYTHING = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40)
COMMAND = st.text(st.characters(blacklist_categories=["Cs", "Cc"], whitelist_characters="\n\t"), max_size=60)


@settings(max_examples=60)
@given(ANYTHING, ANYTHING, ANYTHING, COMMAND, COMMAND)
def test_any_texts_give_a_note_that_reads_back(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    description: str,
    default: str,
    command: str,
    clean: str,
) -> None:
    arguments = {"a": {"description": description, "type": "string", "default": default}}
    executor = {"name": "bash", "command": f"id\n{command}", "cleanup_command": f"rm\n{clean}"}
    folder = tmp_path_factory.mktemp("any")
    text = written(name=f"x{name}", description=description, input_arguments=arguments, executor=executor)
    (folder / "T1033.yaml").write_text(text, encoding="utf-8")
    tree = read_atomics_tree(folder)
    (source,) = atomics_notes(tree)
    note = read_back(source)
    (case,) = subject_of(note).cases
    assert note.diagnostics == ()
    assert (case.guid, case.platforms, case.executor) == (tree.tests[0].guid, ("Linux",), "bash")
    assert case.name == tree.tests[0].name
    assert [item.id for item in subject_of(note).techniques] == ["T1033"]
    assert [tag.name for tag in note.tags if tag.inline] == []
    assert [block.text.removesuffix("\n") for block in note.body.code_blocks] == [
        text.removesuffix("\n") for text in (executor["command"], executor["cleanup_command"])
    ]
