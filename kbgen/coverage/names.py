"""What results may call the rules and tests of a knowledge base."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Protocol

from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.sources.results_model import Known


class Named(Protocol):
    """A rule by its names."""

    @property
    def path(self) -> str:
        """Return the vault path of its note."""

    @property
    def id(self) -> str:
        """Return its UUID; may be empty."""

    @property
    def title(self) -> str:
        """Return its title."""


def rule_names(rules: Iterable[Named]) -> Mapping[str, str]:
    """Return what a record may call a rule, case-folded, with the path of its note.

    These are its id, the path, the title and the file's name; a title or file's name of several rules means none of them.
    """
    every = list(rules)
    shared: dict[str, set[str]] = {}
    for rule in every:
        for name in (rule.title, PurePosixPath(rule.path).stem):
            shared.setdefault(name.casefold(), set()).add(rule.path)
    found = {name: min(paths) for name, paths in shared.items() if name and len(paths) == 1}
    found |= {rule.path.casefold(): rule.path for rule in every}
    return found | {rule.id.casefold(): rule.path for rule in reversed(every) if rule.id}


class _RuleNote:
    """A note of a rule as one that has names."""

    def __init__(self, note: Note, sigma: SigmaRule | None) -> None:
        self.path = note.path
        self.title = note.title
        self.id = sigma.id if sigma else ""


def known_names(knowledge: KnowledgeBase) -> Known:
    """Return what results may call rules and tests, and the texts of the rules."""
    rules: list[_RuleNote] = []
    tests: dict[tuple[str, str], set[str]] = {}
    texts: dict[str, str] = {}
    for note in knowledge.notes.values():
        match note.subject:
            case DetectionRule(sigma=sigma):
                rules.append(_RuleNote(note, sigma if isinstance(sigma, SigmaRule) else None))
                if isinstance(sigma, SigmaRule) and sigma.id:
                    texts.setdefault(sigma.id, _text(note, sigma))
            case AtomicTests() as subject:
                for key, guid in _tests(subject):
                    tests.setdefault(key, set()).add(guid)
            case _:
                pass
    return Known(
        tests={key: min(guids) for key, guids in sorted(tests.items()) if len(guids) == 1},
        rules=frozenset(rule_names(rules)),
        texts=texts,
    )


def _tests(subject: AtomicTests) -> Iterator[tuple[tuple[str, str], str]]:
    for case in subject.cases:
        name = " ".join(case.name.casefold().split())
        if case.guid and name:
            for technique in ("", *(tag.id for tag in subject.techniques)):
                yield (technique, name), case.guid


def _text(note: Note, sigma: SigmaRule) -> str:
    return next((block.text for block in note.body.code_blocks if block.line == sigma.line), "")
