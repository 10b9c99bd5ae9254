"""Notes as bytes: what comes back is the same, and nothing but notes comes back."""

import pickle
from datetime import date
from pathlib import Path

import pytest

from kbgen.notes.note import Note
from kbgen.notes.read_notes import to_note
from kbgen.notes.stored import from_bytes, to_bytes
from kbgen.settings import Kinds
from kbgen.vault.read import RawNote

TEXTS = {
    "technique": "---\ntags: [techniques, T1046]\n---\n# Scan\n[[a|b]] ![[c]] #tag (Citation: X)\n```query\ntag:x\n```\n- [ ] do\n",
    "rule": "---\ntags: [detection_rule, T1046]\ndate: 2024-05-06\n---\n```yaml\ntitle: A\nid: 1\nstatus: test\nlevel: high\n"
    "logsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ndate: 2024-05-06\n```\n",
    "test": "---\ntags: [atomic_test, T1046]\n---\n## Atomic Test #1 - Look\n```sh\nls\n```\n",
    "broken": "---\ntags: [, x]\n---\n# x\n<script>x</script> [^1]\n```dataview\nLIST\n```\n",
    "group": "---\ntags: [attack/type/group]\naliases: [G0001]\n---\n# A group\n",
}


def note(name: str) -> Note:
    return to_note(RawNote(f"{name}.md", TEXTS[name].encode(), "utf-8"), Kinds())


@pytest.mark.parametrize("name", TEXTS)
def test_a_note_comes_back_as_it_was(name: str) -> None:
    assert from_bytes(to_bytes(note(name))) == note(name)


def test_every_note_of_the_demo_comes_back_as_it_was() -> None:
    folder = Path(__file__).parents[2] / "content"
    files = sorted(folder.rglob("*.md"))
    assert len(files) > 20
    for file in files:
        read = to_note(RawNote(file.name, file.read_bytes(), "utf-8"), Kinds())
        assert from_bytes(to_bytes(read)) == read


class Harm:
    """What unpickling would run."""

    def __reduce__(self) -> tuple[object, ...]:
        return exec, ("raise SystemExit('it ran')",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no pickle",
        pickle.dumps(Harm()),
        pickle.dumps(Path("x")),
        pickle.dumps(date(2026, 1, 1)),
        pickle.dumps({"a": 1}),
        to_bytes(note("technique"))[:-10],
    ],
    ids=["nothing", "text", "code", "another class", "a date", "a mapping", "half a note"],
)
def test_anything_else_is_refused_and_runs_nothing(data: bytes) -> None:
    assert from_bytes(data) is None
