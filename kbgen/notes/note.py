"""A typed note: the product of the notes stage."""

from dataclasses import dataclass
from typing import TypeAlias

from kbgen.diagnostics import Diagnostic
from kbgen.markup.body import Body
from kbgen.markup.tag import Tag
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.attack_object import AttackObject
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.kind import Kind
from kbgen.notes.rule_filter import RuleFilter
from kbgen.notes.technique import Technique
from kbgen.vault.document import Document
from kbgen.vault.yaml_node import YamlScalar


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A note of no other kind."""

    description: str
    """The property ``description``; may be empty."""


Subject: TypeAlias = Technique | DetectionRule | AtomicTests | AttackObject | RuleFilter | PlainPage


@dataclass(frozen=True, slots=True)
class Note:
    """One note of the knowledge base."""

    document: Document
    body: Body
    title: str
    """Name for people."""
    tags: tuple[Tag, ...]
    aliases: tuple[str, ...]
    subject: Subject
    """What the note is about; its type is the note's kind."""
    diagnostics: tuple[Diagnostic, ...]
    """What was found while reading, decoding and typing the note."""

    @property
    def path(self) -> str:
        """Return the vault-relative path."""
        return self.document.path

    @property
    def kind(self) -> Kind:
        """Return the note's kind."""
        match self.subject:
            case Technique():
                return Kind.TECHNIQUE
            case DetectionRule():
                return Kind.DETECTION_RULE
            case AtomicTests():
                return Kind.ATOMIC_TEST
            case AttackObject(kind=kind):
                return kind
            case RuleFilter() | PlainPage():
                return Kind.PAGE

    @property
    def is_published(self) -> bool:
        """Tell whether the note is part of the site: its property ``publish`` is not false."""
        node = self.document.front_matter.get("publish") if self.document.front_matter else None
        return not (isinstance(node, YamlScalar) and node.value is False)

    @property
    def counts(self) -> bool:
        """Tell whether queries by tag can find the note: its front matter is not invalid."""
        return not self.document.invalid_front_matter
