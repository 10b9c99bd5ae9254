"""The graph stage: knowledge and answers in, a typed multigraph out."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

import networkx as nx

from kbgen.graph.edge import Edge, EdgeKind, NodeKind, Strength, citation_node, tactic_node, test_case_node
from kbgen.graph.mounted import add_mounted
from kbgen.knowledge.base import KnowledgeBase
from kbgen.markup.references import Citation
from kbgen.notes.atomic_test import AtomicTests, TestCase
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.notes.places import place_in
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.notes.tactics import Tactic, tactic
from kbgen.notes.technique import Technique
from kbgen.query.answers import Answers
from kbgen.source import Location
from kbgen.sources.mount import Mounted
from kbgen.tables.answers import TableAnswers
from kbgen.tables.results import Listing, Table


def build_graph(
    knowledge: KnowledgeBase, answers: Answers, tables: TableAnswers, mounted: Mounted
) -> "nx.MultiDiGraph[str]":
    """Return the cross-reference graph.

    Nodes carry ``kind`` (a ``NodeKind``) and ``title``; edges carry ``edge`` (an ``Edge``). Two nodes may be tied
    by several edges, one for each place that ties them.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for note in knowledge.notes.values():
        graph.add_node(note.path, kind=NodeKind(note.kind.value), title=note.title)
        if isinstance(note.subject, AtomicTests):
            for case in note.subject.cases:
                graph.add_node(_case_node(note, case), kind=NodeKind.TEST_CASE, title=case.name)
    for item in _tactics(knowledge):
        if item.id not in knowledge.objects:
            graph.add_node(tactic_node(item.shortname), kind=NodeKind.TACTIC, title=item.name)
    for edge in _edges(knowledge, answers, tables):
        if edge.kind is EdgeKind.CITES and edge.target not in graph:
            name = edge.target.removeprefix(citation_node(""))
            graph.add_node(edge.target, kind=NodeKind.CITATION, title=name)
        graph.add_edge(edge.source, edge.target, edge=edge)
    add_mounted(graph, knowledge, mounted)
    return graph


def _tactics(knowledge: KnowledgeBase) -> list[Tactic]:
    found = set(knowledge.tactics)
    for note in knowledge.notes.values():
        if isinstance(note.subject, DetectionRule):
            found.update(note.subject.tactics)
    return sorted(found, key=lambda item: item.order)


def _edges(knowledge: KnowledgeBase, answers: Answers, tables: TableAnswers) -> Iterator[Edge]:
    guids = {
        case.guid
        for note in knowledge.notes.values()
        if isinstance(note.subject, AtomicTests)
        for case in note.subject.cases
        if case.guid
    }
    for note in knowledge.notes.values():
        yield from _subject_edges(note, knowledge, guids)
        yield from _reference_edges(note, knowledge)
        yield from _answer_edges(note, knowledge, answers, tables)


def _subject_edges(note: Note, knowledge: KnowledgeBase, guids: AbstractSet[str]) -> Iterator[Edge]:
    match note.subject:
        case Technique() as technique:
            yield from _technique_edges(note, technique, knowledge)
        case DetectionRule() | AtomicTests() as subject:
            for tag in subject.techniques:
                if tag.id in knowledge.techniques:
                    origin = Location(note.path, tag.line, tag.column)
                    target = knowledge.techniques[tag.id].path
                    yield Edge(note.path, target, EdgeKind.SAME_TECHNIQUE, origin, Strength.EXACT)
            if isinstance(subject, DetectionRule):
                yield from _tactic_edges(note, subject.tactics, _tag_places(note), Strength.TACTIC, knowledge)
                yield from _declared_tests(note, subject, guids)
            else:
                for case in subject.cases:
                    origin = Location(note.path, case.heading.line)
                    yield Edge(note.path, _case_node(note, case), EdgeKind.HOLDS, origin)
        case _:
            return


def _declared_tests(note: Note, rule: DetectionRule, guids: AbstractSet[str]) -> Iterator[Edge]:
    """Yield an edge for each test that a rule names and the vault has."""
    if isinstance(rule.sigma, SigmaRule):
        for simulation in rule.sigma.simulations:
            if simulation.guid in guids:
                target = test_case_node(simulation.guid)
                origin = Location(note.path, simulation.line)
                yield Edge(note.path, target, EdgeKind.DECLARES_TEST, origin, Strength.DECLARED)


def _case_node(note: Note, case: TestCase) -> str:
    return test_case_node(case.guid or f"{note.path}#{case.heading.anchor}")


def _technique_edges(note: Note, technique: Technique, knowledge: KnowledgeBase) -> Iterator[Edge]:
    parent = knowledge.techniques.get(technique.parent or "")
    if parent is not None and parent.path != note.path:
        origin = Location(note.path)
        yield Edge(note.path, parent.path, EdgeKind.SUBTECHNIQUE_OF, origin, Strength.ROLL_UP)
    places = {item: place_in(note, item.name, "tactics", "tactic") for item in technique.tactics}
    yield from _tactic_edges(note, technique.tactics, places, Strength.EXACT, knowledge)


def _tag_places(note: Note) -> dict[Tactic, Location]:
    return {tactic(tag.name): Location(note.path, tag.line, tag.column) for tag in reversed(note.tags)}


def _tactic_edges(
    note: Note,
    tactics: Iterable[Tactic],
    places: dict[Tactic, Location],
    strength: Strength,
    knowledge: KnowledgeBase,
) -> Iterator[Edge]:
    for item in tactics:
        own = knowledge.objects.get(item.id)
        target = own.path if own is not None else tactic_node(item.shortname)
        origin = places.get(item, Location(note.path))
        yield Edge(note.path, target, EdgeKind.IN_TACTIC, origin, strength)


def _reference_edges(note: Note, knowledge: KnowledgeBase) -> Iterator[Edge]:
    for link in knowledge.links[note.path]:
        if link.path in knowledge.notes and not link.to_itself:
            kind = EdgeKind.EMBEDS if link.reference.embed else EdgeKind.LINKS_TO
            origin = Location(note.path, link.reference.line, link.reference.column)
            yield Edge(note.path, str(link.path), kind, origin)
    for reference in note.body.references:
        if isinstance(reference, Citation):
            origin = Location(note.path, reference.line, reference.column)
            yield Edge(note.path, citation_node(reference.name), EdgeKind.CITES, origin)


def _answer_edges(
    note: Note, knowledge: KnowledgeBase, answers: Answers, tables: TableAnswers
) -> Iterator[Edge]:
    found = [(answer.block.line, hit.path) for answer in answers.of_note(note.path) for hit in answer.hits]
    for table in tables.by_note.get(note.path, ()):
        if isinstance(table.answer, Table | Listing):
            found += ((table.block.line, path) for path in table.answer.paths)
    for line, path in found:
        target = knowledge.notes.get(path)
        if target is None or target.path == note.path:
            continue
        covers = note.kind is Kind.TECHNIQUE and target.kind in {Kind.DETECTION_RULE, Kind.ATOMIC_TEST}
        strength = Strength.EXACT if covers else Strength.REFERENCE
        yield Edge(note.path, path, EdgeKind.ANSWERS_QUERY, Location(note.path, line), strength)
