"""The facts about the seed vault that markup, notes and knowledge decide: sections 2.1 to 2.3 of the vault rules."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from kbgen.knowledge.base import KnowledgeBase, referred_techniques, technique_of
from kbgen.markup.references import (
    Citation,
    ExternalLink,
    Hashtag,
    MarkdownLink,
    QueryBlock,
    TableBlock,
    WikiLink,
)
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.identifiers import technique_id, technique_id_of_url
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.notes.technique import Technique
from kbgen.project import Project

pytestmark = pytest.mark.corpora

INVALID = {
    "default_credentials_usage", "host_without_firewall", "net_firewall_cleartext_protocols",
    "netflow_cleartext_protocols", "okta_security_threat_detected", "win_security_user_logoff",
    "win_security_workstation_was_locked",
}  # fmt: skip

TACTICS = {
    "Reconnaissance": (44, 44), "Resource Development": (45, 45), "Initial Access": (15, 21), "Execution": (35, 36),
    "Persistence": (71, 115), "Privilege Escalation": (2, 104), "Defense Evasion": (179, 191),
    "Credential Access": (55, 64), "Discovery": (40, 46), "Lateral Movement": (16, 23), "Collection": (37, 37),
    "Command and Control": (40, 40), "Exfiltration": (19, 19), "Impact": (27, 27),
}  # fmt: skip
"""Techniques by the tag of the tactic, and by the property ``tactics``."""

PLATFORMS = {
    "Windows": 431, "macOS": 315, "Linux": 308, "IaaS": 93, "PRE": 89, "Office 365": 80, "Network": 69, "SaaS": 65,
    "Google Workspace": 63, "Azure AD": 49, "Containers": 42,
}  # fmt: skip

DOS = """T1055.013 T1059.002 T1210 T1211 T1212 T1547.006 T1557.001 T1558 T1583.003 T1583.004 T1583.005 T1583.006
T1584.005 T1584.006 T1614.001""".split()

HITS = {
    "T1003": (25, 1), "T1003.001": (68, 1), "T1003.008": (0, 0), "T1027": (87, 1), "T1027.001": (3, 1), "T1046": (11, 1),
    "T1053.007": (0, 1), "T1055.013": (0, 0), "T1059": (63, 0), "T1059.001": (175, 1), "T1078": (47, 0),
    "T1078.003": (5, 1), "T1105": (55, 1), "T1110": (22, 0), "T1112": (77, 1), "T1218": (123, 1), "T1548.002": (50, 1),
    "T1562.001": (91, 1), "T1566.001": (17, 1), "T1572": (14, 1),
}  # fmt: skip
"""Rules and runbooks that carry the tag of a technique."""


@pytest.fixture(scope="module")
def base(seed_vault: Path) -> KnowledgeBase:
    return Project(seed_vault).knowledge


@pytest.fixture(scope="module")
def techniques(base: KnowledgeBase) -> dict[str, Technique]:
    found = {identifier: technique_of(note) for identifier, note in base.techniques.items()}
    return {identifier: item for identifier, item in found.items() if item is not None}


@pytest.fixture(scope="module")
def rules(base: KnowledgeBase) -> dict[str, DetectionRule]:
    """Return the rules whose front matter is valid, by base name."""
    return {
        note.document.name: note.subject
        for note in base.of_kind(Kind.DETECTION_RULE)
        if isinstance(note.subject, DetectionRule) and note.counts
    }


def names(note: Note) -> list[str]:
    return [tag.name for tag in note.tags]


def with_tag(base: KnowledgeBase, tag: str) -> int:
    return len(base.tags[tag].paths)


def queries(notes: Iterable[Note]) -> list[QueryBlock]:
    return [item for note in notes for item in note.body.references if isinstance(item, QueryBlock)]


def test_numbers_of_notes_by_folder_and_kind(base: KnowledgeBase) -> None:
    folders = Counter(path.rpartition("/")[0] for path in base.notes)
    assert folders == {"Use Cases": 625, "Detection Rules": 2822, "Testing Runbooks": 282, "": 2}
    kinds = Counter(note.kind for note in base.notes.values())
    assert kinds == {Kind.TECHNIQUE: 625, Kind.DETECTION_RULE: 2822, Kind.ATOMIC_TEST: 282, Kind.PAGE: 2}
    assert base.attachments == ("LICENSE",)
    assert base.withheld == ()


def test_numbers_of_techniques(base: KnowledgeBase, techniques: dict[str, Technique]) -> None:
    assert len(techniques) == 625
    assert base.duplicates == ()
    assert sum(item.parent is None for item in techniques.values()) == 201
    assert sum(item.parent is not None for item in techniques.values()) == 424
    assert sum(map(len, base.children.values())) == 424


def test_each_use_case_has_one_technique_tag_equal_to_its_file_name_and_address(
    base: KnowledgeBase, techniques: dict[str, Technique]
) -> None:
    for identifier, note in base.techniques.items():
        assert [item for item in map(technique_id, names(note)) if item] == [identifier]
        assert note.document.name.split(" - ")[0] == identifier
        assert technique_id_of_url(techniques[identifier].url) == identifier
    assert not any(finding.code == "KB121" for note in base.notes.values() for finding in note.diagnostics)


def test_numbers_of_tags(base: KnowledgeBase) -> None:
    assert with_tag(base, "techniques") == 625
    assert with_tag(base, "detection_rule") == 2815
    assert with_tag(base, "atomic_test") == 282
    assert not any(tag.inline for note in base.notes.values() for tag in note.tags)
    assert not any(isinstance(item, Hashtag) for note in base.notes.values() for item in note.body.references)


def test_tags_with_a_leading_underscore(base: KnowledgeBase, techniques: dict[str, Technique]) -> None:
    odd = {
        note.path: [tag for tag in names(note) if tag.startswith("_")] for note in base.techniques.values()
    }
    assert sum(map(len, odd.values())) == 187
    assert sum(map(bool, odd.values())) == 146
    findings = [
        finding for note in base.notes.values() for finding in note.diagnostics if finding.code == "KB117"
    ]
    assert len(findings) == 187
    for finding in findings:
        note = base.notes[finding.location.path]
        assert finding.fix is not None
        line = note.document.text.split("\n")[finding.fix.line - 1]
        assert line[finding.fix.column - 1 :].startswith(finding.fix.old)
        assert finding.fix.old == f"_{finding.fix.new}"
    for identifier, note in base.techniques.items():
        stripped = {tag.strip("_").replace("_", " ").casefold() for tag in names(note)}
        assert {item.name.casefold() for item in techniques[identifier].tactics} <= stripped


@pytest.mark.parametrize("name", TACTICS)
def test_techniques_of_a_tactic(base: KnowledgeBase, name: str) -> None:
    by_tag, by_property = TACTICS[name]
    tagged = set(base.tags[name.replace(" ", "_").casefold()].paths) & set(base.tags["techniques"].paths)
    (members,) = (found for item, found in base.tactics.items() if item.name == name)
    assert (len(tagged), len(members)) == (by_tag, by_property)


def test_there_are_no_other_tactics_and_they_are_in_the_order_of_the_matrix(base: KnowledgeBase) -> None:
    assert [item.name for item in base.tactics] == list(TACTICS)


def test_platforms(techniques: dict[str, Technique]) -> None:
    assert Counter(name for item in techniques.values() for name in item.platforms) == PLATFORMS


def test_versions_and_dates_are_as_written(techniques: dict[str, Technique]) -> None:
    assert sum(item.version.endswith(".0") for item in techniques.values()) == 222
    assert all(re.fullmatch(r"\d+\.\d+", item.version) for item in techniques.values())
    assert all(item.created.iso == item.created.text != "" for item in techniques.values())


def test_seven_rules_have_invalid_front_matter_and_are_known_by_their_sigma_block(
    base: KnowledgeBase,
) -> None:
    invalid = [note for note in base.notes.values() if not note.counts]
    assert {note.document.name for note in invalid} == INVALID
    for note in invalid:
        assert isinstance(note.subject, DetectionRule)
        assert isinstance(note.subject.sigma, SigmaRule)
        assert (note.title, note.tags, note.subject.techniques) == (note.subject.sigma.title, (), ())
        errors = [finding for finding in note.diagnostics if finding.code == "KB101"]
        assert [(finding.location.line, finding.location.column) for finding in errors] == [(6, 8)]


def test_files_in_a_dos_code_page_read_as_they_should(base: KnowledgeBase) -> None:
    found = {
        note.document.name.split(" ")[0] for note in base.notes.values() if note.document.encoding != "utf-8"
    }
    assert found == set(DOS)
    note = base.techniques["T1055.013"]
    assert "Doppelg„nging" in note.path
    assert note.title == "Process Injection: Process Doppelgänging"
    cited = [item.name for item in base.techniques["T1614.001"].body.references if isinstance(item, Citation)]
    assert any("Doppelgänging" in name for name in cited)


def test_only_one_heading_differs_from_its_file_name(base: KnowledgeBase) -> None:
    different = [
        identifier
        for identifier, note in base.techniques.items()
        if note.body.headings[0].text != note.document.name.removeprefix(f"{identifier} - ")
    ]
    assert different == ["T1055.013"]


def test_levels_and_statuses_of_valid_rules(rules: dict[str, DetectionRule]) -> None:
    assert Counter(rule.level.shown for rule in rules.values()) == {
        "high": 1276, "medium": 1190, "low": 237, "critical": 86, "informational": 26,
    }  # fmt: skip
    assert Counter(rule.status.shown for rule in rules.values()) == {
        "test": 1863,
        "experimental": 871,
        "stable": 81,
    }


def test_empty_properties_of_valid_rules(base: KnowledgeBase) -> None:
    fields = [
        note.document.front_matter
        for note in base.of_kind(Kind.DETECTION_RULE)
        if note.document.front_matter is not None
    ]
    missing = {
        name: sum(not item.text(name) for item in fields)
        for name in ("last_modified", "logsrc_product", "logsrc_service", "created")
    }
    assert missing == {"last_modified": 777, "logsrc_product": 71, "logsrc_service": 2176, "created": 0}


def test_every_rule_embeds_one_sigma_rule_and_all_identifiers_differ(base: KnowledgeBase) -> None:
    found = base.of_kind(Kind.DETECTION_RULE)
    assert all([block.language for block in note.body.code_blocks] == ["yml"] for note in found)
    sigma = [note.subject.sigma for note in found if isinstance(note.subject, DetectionRule)]
    assert len({rule.id for rule in sigma if isinstance(rule, SigmaRule)}) == 2822


def test_the_tags_of_a_rule_agree_with_those_of_its_sigma_rule(base: KnowledgeBase) -> None:
    for note in base.of_kind(Kind.DETECTION_RULE):
        if (
            note.counts
            and isinstance(note.subject, DetectionRule)
            and isinstance(note.subject.sigma, SigmaRule)
        ):
            own = {tag.casefold() for tag in names(note)} - {"detection_rule"}
            stated = {tag.removeprefix("attack.") for tag in note.subject.sigma.tags}
            assert own == {re.sub(r"[.]", "_", tag).casefold() for tag in stated}, note.path


def test_rules_and_techniques(base: KnowledgeBase, rules: dict[str, DetectionRule]) -> None:
    assert sum(not rule.techniques for rule in rules.values()) == 331
    assert set(base.rules_of) <= set(base.techniques)
    counts = {identifier: len(base.rules_of.get(identifier, ())) for identifier in base.techniques}
    assert sum(counts.values()) == 3303
    assert sum(count for identifier, count in counts.items() if "." not in identifier) == 1527
    assert sum(count for identifier, count in counts.items() if "." in identifier) == 1776
    assert sum(count == 0 for count in counts.values()) == 266
    assert len({path for paths in base.rules_of.values() for path in paths}) == 2484


def test_rules_and_runbooks_together(base: KnowledgeBase) -> None:
    assert sum(map(len, base.tests_of.values())) == 282
    both = Counter(
        (identifier in base.rules_of, identifier in base.tests_of) for identifier in base.techniques
    )
    assert both == {(True, True): 233, (True, False): 126, (False, True): 49, (False, False): 217}


@pytest.mark.parametrize("identifier", HITS)
def test_rules_and_runbooks_of_a_technique(base: KnowledgeBase, identifier: str) -> None:
    found = (len(base.rules_of.get(identifier, ())), len(base.tests_of.get(identifier, ())))
    assert found == HITS[identifier]


def test_atomic_tests(base: KnowledgeBase) -> None:
    runbooks = [
        note.subject for note in base.of_kind(Kind.ATOMIC_TEST) if isinstance(note.subject, AtomicTests)
    ]
    cases = [case for runbook in runbooks for case in runbook.cases]
    assert len(cases) == 1396
    assert len({case.guid for case in cases} - {""}) == 1396
    assert all(case.platforms for case in cases)
    assert (min(len(item.cases) for item in runbooks), max(len(item.cases) for item in runbooks)) == (1, 68)
    assert all(len(item.techniques) == 1 for item in runbooks)
    assert {item.techniques[0].id for item in runbooks} <= set(base.techniques)


def test_runbooks_link_to_themselves_by_their_property(base: KnowledgeBase) -> None:
    found = [link for links in base.links.values() for link in links if link.property_name]
    assert len(found) == 282
    assert {link.property_name for link in found} == {"filename"}
    assert {base.notes[link.source].kind for link in found} == {Kind.ATOMIC_TEST}
    assert all(link.to_itself for link in found)
    assert not any(link.ambiguous for link in found)
    full = [
        link.source for link in found if isinstance(link.reference, WikiLink) and "/" in link.reference.target
    ]
    assert [Path(path).name.split(" ")[0] for path in full] == ["T1027.001"]
    use_cases = {note.document.name for note in base.techniques.values()}
    assert sum(note.document.name in use_cases for note in base.of_kind(Kind.ATOMIC_TEST)) == 233


def test_links_of_bodies(base: KnowledgeBase) -> None:
    links = [link for found in base.links.values() for link in found if not link.property_name]
    assert not any(isinstance(link.reference, WikiLink) for link in links)
    unresolved = Counter(
        base.notes[link.source].document.name.split(" ")[0] for link in links if link.path is None
    )
    assert unresolved == {"T1176": 2, "T1647": 1}
    assert all(isinstance(link.reference, MarkdownLink) for link in links)


def test_queries(base: KnowledgeBase) -> None:
    for note in base.techniques.values():
        tag = names(note)[0]
        assert [item.text for item in queries([note])] == [
            f"tag: detection_rule\ntag: {tag}\n",
            f"tag: atomic_test\ntag: {tag}\n",
        ]
    overview = queries([base.notes["Detection Rules.md"]])
    assert len(overview) == 14
    assert all(re.fullmatch(r"(?:tag: \S+ ?\n){2}", item.text) for item in overview)
    assert len(queries(base.notes.values())) == 1264


def test_every_line_of_every_query_stands_where_it_says(base: KnowledgeBase) -> None:
    for note in base.notes.values():
        lines = note.document.text.split("\n")
        for query in queries([note]):
            for number, (text, column) in enumerate(zip(query.text.split("\n"), query.columns, strict=False)):
                assert lines[query.line + number][column - 1 :] == text
            assert "```" in lines[query.line - 1]
            assert "```" in lines[query.end_line - 1]


def test_every_reference_stands_where_it_says(base: KnowledgeBase) -> None:
    for note in base.notes.values():
        lines = note.document.text.split("\n")
        for item in note.body.references:
            if isinstance(item, QueryBlock | TableBlock):
                continue
            begin = "(Citation:" if isinstance(item, Citation) else ("[", "![", "<")
            assert lines[item.line - 1].startswith(begin, item.column - 1), (note.path, item)


def test_citations(base: KnowledgeBase) -> None:
    def cited(kind: Kind) -> dict[str, list[str]]:
        return {
            note.path: [item.name for item in note.body.references if isinstance(item, Citation)]
            for note in base.of_kind(kind)
        }

    in_use_cases = cited(Kind.TECHNIQUE)
    assert sum(map(len, in_use_cases.values())) == 2725
    assert sum(map(bool, in_use_cases.values())) == 585
    assert len({name for found in in_use_cases.values() for name in found}) == 1767
    assert sum(map(len, cited(Kind.DETECTION_RULE).values())) == 17


def test_code_elements_and_pseudo_tags_of_use_cases(base: KnowledgeBase) -> None:
    written = {
        note.path: re.findall(r"<code>(.*?)</code>", note.document.body, re.DOTALL)
        for note in base.techniques.values()
    }
    assert sum(map(len, written.values())) == 1177
    assert sum(map(bool, written.values())) == 227
    shown = "".join("".join(note.body.parts) for note in base.techniques.values())
    assert all(f"&lt;{name}&gt;" in shown for name in ("pid", "username", "version", "executable"))
    assert "<code>/proc/&lt;pid&gt;/maps</code>" in shown
    assert "{{LinkById|" in "".join(base.techniques["T1016"].body.parts)


def test_links_to_attack(base: KnowledgeBase) -> None:
    found = {
        note.path: [
            item.url
            for item in note.body.references
            if isinstance(item, ExternalLink) and "attack.mitre.org" in item.url
        ]
        for note in base.techniques.values()
    }
    assert sum(map(len, found.values())) == 1620
    assert sum(map(bool, found.values())) == 463
    targets = [
        identifier for urls in found.values() for identifier in map(technique_id_of_url, urls) if identifier
    ]
    assert len(targets) == 1456
    assert sorted(identifier for identifier in targets if identifier not in base.techniques) == [
        "T1053.004",
        "T1077",
    ]


def test_empty_sections_of_use_cases(base: KnowledgeBase) -> None:
    empty = Counter(
        heading.text for note in base.techniques.values() for heading in note.body.headings if heading.empty
    )
    # Of the 45 sections "Detection" without text below them, that of T1003 only looks empty.
    assert empty == {"Defenses Bypassed": 522, "Detection": 44, "Data Sources": 39}
    detection = next(item for item in base.techniques["T1003"].body.headings if item.text == "Detection")
    assert not detection.empty
    standard = {
        "Description",
        "Detection",
        "Defenses Bypassed",
        "Data Sources",
        "Detection Rule",
        "Rule Testing",
    }
    extra = [item.text for item in base.techniques["T1203"].body.headings if item.level == 3]
    assert len([text for text in extra if text not in standard]) == 3


def test_the_last_list_of_a_use_case_ends_before_the_heading_below_it(base: KnowledgeBase) -> None:
    tight = 0
    for note in base.techniques.values():
        lines = note.document.text.split("\n")
        (heading,) = (item for item in note.body.headings if item.text == "Detection Rule")
        tight += bool(lines[heading.line - 2].strip())
        assert lines[heading.line - 1] == "### Detection Rule"
    assert tight == 586


def test_nothing_refers_to_a_technique_that_is_none(base: KnowledgeBase) -> None:
    referred = {identifier for note in base.notes.values() for identifier in referred_techniques(note)}
    assert referred <= set(base.techniques)


def test_the_overview_note_has_its_queries_in_folded_callouts(base: KnowledgeBase) -> None:
    body = base.notes["Detection Rules.md"].body
    assert "".join(body.parts).count('<details class="info">') == 14
    readme = "".join(base.notes["README.md"].body.parts)
    assert readme.index('class="admonition quote"') < readme.index('class="admonition warning"')
