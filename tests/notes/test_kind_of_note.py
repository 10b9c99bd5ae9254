"""Which kind a note is, and which technique it is about: sections 1.2 and 1.3 of the vault rules."""

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.decode import decode
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note, PlainPage
from kbgen.notes.rule_filter import RuleFilter
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.notes.technique import Technique
from kbgen.settings import Kinds
from kbgen.vault.read import make_document

SIGMA = "\n```yml\ntitle: R\nlogsource: {product: windows}\ndetection: {condition: a}\n```\n"


def note(front_matter: str, body: str = "", name: str = "Note", kinds: Kinds | None = None) -> Note:
    text = f"---\n{front_matter}\n---\n{body}" if front_matter else body
    document = make_document(f"folder/{name}.md", text.encode(), "utf-8")
    return decode(document, parse_body(document.body, document.body_line), kinds or Kinds())


def identifier(found: Note) -> str | None:
    return found.subject.id if isinstance(found.subject, Technique) else None


@pytest.mark.parametrize(
    ("front_matter", "name", "expected"),
    [
        ("tags: [T1059_001, techniques]", "Note", "T1059.001"),
        ("tags: [techniques, x, t1059_001]", "Note", "T1059.001"),
        ("tags: [techniques]\naliases: [PS, T1059.001]", "Note", "T1059.001"),
        ("tags: [techniques]\naliases: T1059.001", "Note", "T1059.001"),
        ("tags: [techniques]\nalias: T1059.001", "Note", "T1059.001"),
        ("tags: [techniques]\nurl: https://attack.mitre.org/techniques/T1059/001", "Note", "T1059.001"),
        ("tags: [techniques]\nmitre-attack: kb/techniques/T1059.001-PowerShell", "Note", "T1059.001"),
        ("tags: [techniques]", "T1059.001 - PowerShell", "T1059.001"),
        ("tags: [techniques]", "PowerShell - T1059.001", "T1059.001"),
        # The first rule that gives an identifier decides.
        ("tags: [techniques, T1001]\naliases: T1002\nurl: x/T1003", "T1004 - x", "T1001"),
        ("tags: [techniques]\naliases: T1002\nurl: x/T1003", "T1004 - x", "T1002"),
        ("tags: [techniques]\nurl: x/T1003", "T1004 - x", "T1003"),
        ("tags: [techniques]\naliases: [T1002]\nalias: T1005", "Note", "T1002"),
        # Not the whole of an alias; other schemes.
        ("tags: [techniques]\naliases: 'PowerShell (T1059.001)'", "Note", None),
        ("tags: [techniques, TA0002, S0002, G0069, M1016]\naliases: TL0004", "TA0002 - x", None),
    ],
)
def test_which_technique_a_note_is_about(front_matter: str, name: str, expected: str | None) -> None:
    assert identifier(note(front_matter, name=name)) == expected


@pytest.mark.parametrize(
    "tag", ["techniques", "technique", "attack/type/technique", "attack/type/subtechnique", "Techniques"]
)
def test_tags_of_techniques(tag: str) -> None:
    assert note(f"tags: [{tag}, T1059]").kind is Kind.TECHNIQUE


@pytest.mark.parametrize(
    ("front_matter", "name"),
    [("aliases: T1059", "Note"), ("alias: T1059", "Note"), ("url: https://attack.mitre.org/techniques/T1059", "Note"),
     ("", "T1059 - x"), ("tags: [attack/tactic/execution, platform/windows]\naliases: T1059", "Note")],
)  # fmt: skip
def test_without_a_tag_of_a_kind_any_rule_but_the_first_makes_a_technique(
    front_matter: str, name: str
) -> None:
    assert identifier(note(front_matter, name=name)) == "T1059"


def test_a_tag_alone_makes_no_technique() -> None:
    assert note("tags: [T1059]").kind is Kind.PAGE


@pytest.mark.parametrize("tag", ["detection_rule", "Detection_Rule", "#detection_rule"])
def test_a_rule_refers_to_techniques_and_is_none(tag: str) -> None:
    found = note(f"tags: ['{tag}', T1059_001, t1003, T1059_001]\naliases: T1001", name="T1002 - x")
    assert isinstance(found.subject, DetectionRule)
    assert [item.id for item in found.subject.techniques] == ["T1059.001", "T1003"]


def test_a_test_refers_to_techniques_and_is_none() -> None:
    found = note("tags: [atomic_test, T1046]", name="T1046 - x")
    assert isinstance(found.subject, AtomicTests)
    assert [item.id for item in found.subject.techniques] == ["T1046"]


def test_a_tag_in_the_text_tells_the_kind_as_well() -> None:
    found = note("", "#detection_rule #T1046\n")
    assert isinstance(found.subject, DetectionRule)
    assert [(item.id, item.line, item.column) for item in found.subject.techniques] == [("T1046", 1, 17)]


@pytest.mark.parametrize("fence", ["yml", "yaml", "YAML"])
def test_a_sigma_block_makes_a_rule_of_a_note_without_a_tag_of_a_kind(fence: str) -> None:
    assert note("tags: [x, T1059]", SIGMA.replace("yml", fence)).kind is Kind.DETECTION_RULE
    assert note("", SIGMA.replace("yml", fence), name="T1059 - x").kind is Kind.DETECTION_RULE


@pytest.mark.parametrize(
    "body",
    [SIGMA.replace("```yml", "```json"), SIGMA.replace("title:", "name:"), SIGMA.replace("logsource:", "source:"),
     SIGMA.replace("detection:", "detections:"), "\n```yml\nrule:\n  title: R\n  logsource: {}\n  detection: {}\n```\n"],
)  # fmt: skip
def test_other_blocks_do_not(body: str) -> None:
    assert note("", body).kind is Kind.PAGE


def test_a_rule_with_invalid_front_matter_is_known_by_its_sigma_block() -> None:
    found = note("tags: [, detection_rule]\ntitle: x", SIGMA)
    assert isinstance(found.subject, DetectionRule)
    assert (found.title, found.tags, found.subject.techniques, found.counts) == ("R", (), (), False)
    assert found.document.front_matter is None


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("attack/type/software", Kind.SOFTWARE),
        ("attack/type/tactic", Kind.TACTIC),
        ("tactic", Kind.TACTIC),
        ("Tactic", Kind.TACTIC),
        ("tactics", Kind.TACTIC),
        ("mitigation", Kind.MITIGATION),
        ("software", Kind.SOFTWARE),
        ("tool", Kind.SOFTWARE),
        ("group", Kind.GROUP),
        ("campaigns", Kind.CAMPAIGN),
        ("data_components", Kind.DATA_COMPONENT),
        ("detection_strategies", Kind.DETECTION_STRATEGY),
        ("assets", Kind.ASSET),
        ("index", Kind.PAGE),
        ("attack/type/nothing", Kind.PAGE),
    ],
)
def test_tags_of_other_kinds_decide_before_identifiers(tag: str, kind: Kind) -> None:
    assert note(f"tags: [{tag}]\naliases: T1059", SIGMA, name="T1059 - x").kind is kind


@pytest.mark.parametrize(
    "tag", ["tactical", "groupware", "softwarex", "mitigated", "attack/types/x", "indexed"]
)
def test_tags_that_only_begin_alike_are_none_of_a_kind(tag: str) -> None:
    assert note(f"tags: [{tag}]\naliases: T1059").kind is Kind.TECHNIQUE


def test_a_technique_without_an_identifier_and_everything_else_are_pages() -> None:
    assert note("tags: [techniques]").kind is Kind.PAGE
    plain = note("description: What it says.", "# x\n").subject
    assert plain == PlainPage("What it says.")


def test_kinds_can_be_told_by_other_tags() -> None:
    kinds = Kinds(technique=("ttp",), detection_rule=("rule", "sigma"), atomic_test=("drill",))
    found = [
        note(f"tags: [{tag}, T1059]", kinds=kinds).kind for tag in ("TTP", "sigma", "drill", "techniques")
    ]
    assert found == [Kind.TECHNIQUE, Kind.DETECTION_RULE, Kind.ATOMIC_TEST, Kind.PAGE]


def test_names_of_kinds() -> None:
    # The interface's names of nodes that are notes.
    assert {kind.value for kind in Kind} == {
        "technique",
        "tactic",
        "detection_rule",
        "atomic_test",
        "group",
        "software",
        "campaign",
        "mitigation",
        "data_component",
        "detection_strategy",
        "asset",
        "page",
    }
    assert [(kind.singular, kind.plural) for kind in Kind][1] == ("detection rule", "detection rules")


CORRELATION = (
    "\n```yml\ntitle: C\ncorrelation: {type: temporal, rules: [a], group-by: [b], timespan: 1m}\n```\n"
)
FILTER = "\n```yml\ntitle: F\nlogsource: {product: windows}\nfilter: {rules: [a], s: {a: 1}, condition: not s}\n```\n"


def test_a_correlation_is_a_detection_rule() -> None:
    for found in (note("", CORRELATION), note("tags: [detection_rule, T1110]", CORRELATION)):
        assert isinstance(found.subject, DetectionRule)
        assert isinstance(found.subject.sigma, SigmaRule)
        assert found.subject.sigma.correlation is not None
        assert found.title == "C"


@pytest.mark.parametrize(
    "front_matter", ["", "tags: [T1059]", "tags: [detection_rule, T1059]", "tags: [sigma_filter]"]
)
@pytest.mark.parametrize(
    "body", [FILTER, FILTER.replace("```\n", "detection: {s: {a: 1}, condition: s}\n```\n")]
)
def test_a_filter_is_a_page_whatever_its_name_and_tags(front_matter: str, body: str) -> None:
    found = note(front_matter, body, name="T1059 - x")
    assert isinstance(found.subject, RuleFilter)
    assert (found.kind, found.title) == (Kind.PAGE, "F")


def test_the_tag_of_filters_makes_one_where_no_rule_is() -> None:
    found = note("tags: [sigma_filter]\ntitle: Named", name="T1059 - x")
    assert (found.kind, found.title, found.subject) == (Kind.PAGE, "Named", RuleFilter("Named", None))
    assert note("tags: [sigma_filter]", SIGMA).kind is Kind.DETECTION_RULE


def test_a_filter_beside_a_rule_leaves_it_a_rule() -> None:
    both = SIGMA.replace("```\n", "---\ntitle: F\nlogsource: {}\nfilter: {}\n```\n")
    assert both != SIGMA
    found = note("tags: [detection_rule]", both)
    assert (found.kind, found.title) == (Kind.DETECTION_RULE, "R")
