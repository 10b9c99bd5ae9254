"""The map: every stage runs once, when its result is asked for, and gives the same everywhere."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from made_up import finished

from kbgen.errors import VaultError
from kbgen.project import Project
from kbgen.settings import Kinds, Settings

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

WORLD: Mapping[str, str | bytes] = {
    "T1046 - Scanning.md": "---\ntags: [T1046, techniques]\ntactics: Discovery\n---\nSee [[rule]].\n\n"
    "```query\ntag: detection_rule\n```\n",
    "rule.md": "---\ntags: [t1046, detection_rule, b/c, a, é]\n---\nA (Citation: One) and [[gone]].\n",
    "picture.png": b"\x89PNG",
}
STAGES = "vault notes knowledge index answers graph diagnostics addresses world site".split()


def test_opening_reads_nothing(tmp_path: Path) -> None:
    project = Project(tmp_path / "nothing")
    assert project.name == "nothing"
    with pytest.raises(VaultError, match="nothing"):
        _ = project.vault


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_runs_once(make_vault: MakeVault, stage: str) -> None:
    project = Project(make_vault(WORLD))
    assert getattr(project, stage) is getattr(project, stage)


def test_a_stage_does_not_run_those_to_its_right(make_vault: MakeVault) -> None:
    project = Project(make_vault(WORLD))
    _ = project.answers
    assert [stage for stage in STAGES if stage in vars(project)] == [
        "vault",
        "notes",
        "knowledge",
        "index",
        "answers",
    ]


def test_the_name_is_that_of_the_folder_unless_given(make_vault: MakeVault) -> None:
    folder = make_vault({})
    assert Project(folder).name == "vault"
    assert Project(folder, name="Ours").name == "Ours"


def test_settings_reach_the_stages(make_vault: MakeVault) -> None:
    settings = Settings(kinds=Kinds(detection_rule=("a",)), exclude=("T1046",))
    project = Project(make_vault(WORLD), settings)
    assert {path: note.kind.value for path, note in project.knowledge.notes.items()} == {
        "rule.md": "detection_rule"
    }


def test_several_processes_give_what_one_gives(make_vault: MakeVault) -> None:
    folder = make_vault({f"n{number}.md": f"# N {number}\n\n[[n{number + 1}]]\n" for number in range(450)})
    one, two = Project(folder, jobs=1), Project(folder, jobs=2)
    assert finished(one.site) == finished(two.site)
    assert one.diagnostics == two.diagnostics
    assert len(one.site.pages) > 450


SCRIPT = """
import sys
from hashlib import sha256
from pathlib import Path
from kbgen.project import Project
project = Project(Path(sys.argv[1]))
shown = [(p.url, p.title, p.html, p.toc, p.description, p.updated) for p in (page.finished() for page in project.site.pages)]
print(sha256(repr((shown, project.diagnostics, project.graph.stats)).encode()).hexdigest())
"""


def test_the_hash_seed_of_python_changes_nothing(make_vault: MakeVault) -> None:
    folder = make_vault(WORLD)
    digests = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(folder)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(digests) == 1
    assert len(digests.pop()) == 65
