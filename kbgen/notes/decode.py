"""The notes stage: a document and its body in, a typed ``Note`` out.

A pure function that worker processes may run. What kind a note is and which technique it is about follow
sections 1.2 and 1.3 of the vault rules.
"""

from kbgen.diagnostics import Diagnostic, Severity, in_order
from kbgen.markup.body import Body
from kbgen.markup.tag import Tag
from kbgen.notes.atomic_test import AtomicTests, atomic_tests
from kbgen.notes.attack_object import AttackObject, Family, attack_object, family_of
from kbgen.notes.detection_rule import DetectionRule, detection_rule, sigma_of
from kbgen.notes.identifiers import (
    technique_id,
    technique_id_of_name,
    technique_id_of_path,
    technique_id_of_url,
)
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note, PlainPage, Subject
from kbgen.notes.rule_filter import RuleFilter, is_filter, rule_filter
from kbgen.notes.sections import with_continued_sections
from kbgen.notes.tags import read_tags
from kbgen.notes.technique import EMPTY, Technique, technique
from kbgen.notes.titles import meant_name, page_title, technique_name
from kbgen.settings import Kinds
from kbgen.source import Location
from kbgen.sources.sigma_notes import FILTER_TAG
from kbgen.vault.document import Document, FrontMatter
from kbgen.vault.yaml_node import scalars

_DROPPED = {"tag": "tags", "alias": "aliases", "cssclass": "cssclasses"}
_INDEX = frozenset({"index"})
"""Tags of notes that list others and are none of the kinds themselves."""
_ATTACK_TYPE = "attack/type/"


def decode(document: Document, body: Body, kinds: Kinds) -> Note:
    """Return the note that a document is.

    Args:
        document: the text and its front matter.
        body: the document's parsed body.
        kinds: which tags tell the kind.
    """
    fields = document.front_matter or EMPTY
    found = read_tags(document, body)
    aliases = tuple(item.text.strip() for item in scalars(fields.get("aliases")) if item.value is not None)
    identities = _identities(document, found.tags, aliases, fields)
    subject = _subject(document, body, found.tags, aliases, identities, kinds)
    odd = [*document.diagnostics, *found.diagnostics, *_dropped(document, fields)]
    if isinstance(subject, Technique):
        odd += _disagreements(document, identities)
        body = with_continued_sections(body)
    return Note(
        document=document,
        body=body,
        title=_title(document, body, subject),
        tags=found.tags,
        aliases=aliases,
        subject=subject,
        diagnostics=in_order(odd),
    )


def _subject(
    document: Document,
    body: Body,
    tags: tuple[Tag, ...],
    aliases: tuple[str, ...],
    identities: dict[str, str],
    kinds: Kinds,
) -> Subject:
    fields = document.front_matter
    match _stated_kind(tags, kinds):
        case Kind.ATOMIC_TEST:
            return atomic_tests(document, tags, body)
        case Kind.TECHNIQUE if identities:
            return _technique(document, body, identities)
        case Family() as family:
            return attack_object(family, meant_name(document, body), tags, aliases, fields)
        case Kind.DETECTION_RULE:
            sigma = sigma_of(body, expected=True)
            if is_filter(sigma):
                return rule_filter(page_title(document, body), fields, sigma)
            return detection_rule(document.name, tags, fields, sigma)
        case Kind.TECHNIQUE | Kind.PAGE:
            return PlainPage((fields or EMPTY).text("description"))
        case _:
            return _told_by_content(document, body, tags, identities)


def _stated_kind(tags: tuple[Tag, ...], kinds: Kinds) -> Kind | Family | None:
    """Return the kind that the tags of a note state, if they do."""
    names = {tag.name.casefold() for tag in tags}
    if names.intersection(kinds.detection_rule):
        return Kind.DETECTION_RULE
    if names.intersection(kinds.atomic_test):
        return Kind.ATOMIC_TEST
    if names.intersection(kinds.technique):
        return Kind.TECHNIQUE
    family = family_of(tags)
    if family is not None:
        return family
    is_index = any(name in _INDEX or name.startswith(_ATTACK_TYPE) for name in names)
    return Kind.PAGE if is_index else None


def _told_by_content(
    document: Document, body: Body, tags: tuple[Tag, ...], identities: dict[str, str]
) -> Subject:
    """Return what a note is whose tags state no kind."""
    fields = document.front_matter
    tagged = any(tag.name.casefold() == FILTER_TAG for tag in tags)
    sigma = sigma_of(body, expected=tagged)
    if is_filter(sigma) or (tagged and sigma is None):
        return rule_filter(page_title(document, body), fields, sigma)
    if sigma is not None:
        return detection_rule(document.name, tags, fields, sigma)
    if set(identities) - {"tag"}:
        return _technique(document, body, identities)
    return PlainPage((fields or EMPTY).text("description"))


def _technique(document: Document, body: Body, identities: dict[str, str]) -> Technique:
    identifier = next(iter(identities.values()))
    return technique(identifier, technique_name(document, body), document.front_matter)


def _identities(
    document: Document, tags: tuple[Tag, ...], aliases: tuple[str, ...], fields: FrontMatter
) -> dict[str, str]:
    """Return what each rule says the note is about, in the order in which the rules decide."""
    dropped = tuple(item.text.strip() for item in scalars(fields.get("alias")))
    addresses = (fields.text("url"), fields.text("mitre-attack"))
    rules = {
        "tag": (technique_id(tag.name) for tag in tags),
        "alias": (technique_id(alias) for alias in (*aliases, *dropped)),
        "url": (technique_id_of_url(text) or technique_id_of_path(text) for text in addresses),
        "file name": iter((technique_id_of_name(document.name),)),
    }
    firsts = {rule: next((item for item in found if item), None) for rule, found in rules.items()}
    return {rule: identifier for rule, identifier in firsts.items() if identifier is not None}


def _title(document: Document, body: Body, subject: Subject) -> str:
    match subject:
        case Technique(name=name):
            return name
        case DetectionRule(title=title):
            return title
        case AttackObject(name=name):
            return name
        case RuleFilter(title=title):
            return title
        case AtomicTests() | PlainPage():
            return page_title(document, body)


def _dropped(document: Document, fields: FrontMatter) -> list[Diagnostic]:
    """Report properties that Obsidian no longer reads."""
    return [
        Diagnostic(
            "KB113",
            Severity.INFO,
            f'property "{key.text}" is no longer read by Obsidian since 1.9',
            Location(document.path, key.line, key.column),
            f"rename it to {_DROPPED[key.text.casefold()]}",
        )
        for key, _ in fields.entries
        if key.text.casefold() in _DROPPED
    ]


def _disagreements(document: Document, identities: dict[str, str]) -> list[Diagnostic]:
    (decisive, identifier), *others = identities.items()
    return [
        Diagnostic(
            "KB121",
            Severity.WARNING,
            f"the {decisive} says that this is {identifier}, the {rule} says {other}",
            Location(document.path),
            f"kbgen goes by the {decisive}; correct the one that is wrong",
        )
        for rule, other in others
        if other != identifier
    ]
