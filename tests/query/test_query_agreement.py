"""The evaluator agrees with a linear scan that knows neither parser nor index, over generated vaults and queries."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.knowledge.searchable import Searchable
from kbgen.markup.tag import Tag
from kbgen.markup.units import Lines, Section, Task
from kbgen.query.evaluate import evaluate
from kbgen.query.index import Index
from kbgen.query.own_block import OwnBlock
from kbgen.query.read import read
from kbgen.query.results import Place, Results
from kbgen.vault.yaml_node import YamlList, YamlNode, YamlScalar

WORDS = ("ant", "Ant", "antler", "BEE", "bee", "cat-nap", "ß", "SS", "é", "7", "ant_bee", "日本")
TAGS = ("ant", "Ant/Bee", "ant/bee/cat", "antler", "T1", "T1_001", "#odd")
PATTERNS = ("ant", "^bee", "cat$", "[a-c]e+", "(t|7)\\s", "a.t_", "^$")
NAMES = ("kind", "Kind", "kindred", "due")
SCALARS: tuple[str | int | float | bool | None, ...] = (
    *("ant", "Antler bee", "", "2024-05-01", "2024-06-30", "7"),
    *(7, 8.5, True, False, None),
)
Tree: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True)
class Part:
    """A section of a generated note: heading level, heading text, blocks of lines; a task is a block of one line."""

    level: int
    heading: str
    blocks: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> list[str]:
        lines = [f"{'#' * self.level} {self.heading}"] if self.level else []
        for block in self.blocks:
            lines += [*block, ""]
        return lines


@dataclass(frozen=True)
class Model:
    """A generated note, as the naive scan sees it."""

    path: str
    tags: tuple[str, ...]
    properties: tuple[tuple[str, Any], ...]
    parts: tuple[Part, ...]

    @property
    def lines(self) -> list[str]:
        return [line for part in self.parts for line in part.lines]


def searchable(model: Model) -> Searchable:
    blocks: list[Lines] = []
    sections: list[Section] = []
    tasks: list[Task] = []
    at = 0
    for part in model.parts:
        end = at + len(part.lines)
        if end > at:
            sections.append(Section(part.level, Lines(at, end)))
        if part.level:
            blocks.append(Lines(at, at + 1))
            at += 1
        for block in part.blocks:
            blocks.append(Lines(at, at + len(block)))
            box = re.match(r"- \[(.)\] (.*)", block[0])
            if box:
                tasks.append(Task(box[1], "\n".join([box[2], *block[1:]]), at))
            at += len(block) + 1
    return Searchable(
        model.path,
        is_note=True,
        content="".join(f"{line}\n" for line in model.lines),
        tags=tuple(Tag(name, 1, 1) for name in model.tags),
        properties=tuple((name, yaml_node(value)) for name, value in model.properties),
        blocks=tuple(blocks),
        sections=tuple(sections),
        tasks=tuple(tasks),
    )


def yaml_node(value: object) -> YamlNode:
    if isinstance(value, tuple):
        return YamlList(tuple(YamlScalar(item, str(item), 1, 1) for item in value), 1, 1)
    assert value is None or isinstance(value, str | int | float)
    return YamlScalar(value, str(value), 1, 1)


words = st.sampled_from(WORDS)
lines_of_text = st.lists(words, min_size=1, max_size=4).map(" ".join)
plain_blocks = st.lists(lines_of_text, min_size=1, max_size=2).map(tuple)
task_blocks = st.builds(
    lambda mark, text: (f"- [{mark}] {text}",), st.sampled_from((" ", "x", "-")), lines_of_text
)
blocks = st.lists(st.one_of(plain_blocks, task_blocks), max_size=3).map(tuple)
preambles = st.builds(Part, st.just(0), st.just(""), blocks)
sections = st.builds(Part, st.integers(1, 3), lines_of_text, blocks)
parts = st.builds(lambda first, rest: (first, *rest), preambles, st.lists(sections, max_size=4))
scalars = st.sampled_from(SCALARS)
values = st.one_of(scalars, st.lists(scalars, max_size=3).map(tuple))
properties = st.dictionaries(st.sampled_from(NAMES), values, max_size=3).map(
    lambda found: tuple(found.items())
)
tags = st.lists(st.sampled_from(TAGS), max_size=3).map(tuple)
paths = st.sampled_from(
    [f"{folder}{name}.md" for folder in ("", "ant/") for name in ("Bee 2", "bee 10", "Éa", "ea", "7")]
)
models = st.builds(Model, paths, tags, properties, parts)
vaults = st.lists(models, min_size=1, max_size=5, unique_by=lambda model: model.path)


def combined(leaves: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(st.just("not"), inner),
            st.tuples(st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3)),
        ),
        max_leaves=4,
    )


def cased(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(inner, st.tuples(st.just("case"), st.booleans(), inner))


text_leaves: st.SearchStrategy[Tree] = st.one_of(
    st.tuples(st.just("word"), words),
    st.tuples(st.just("phrase"), st.one_of(st.just(""), words, lines_of_text)),
    st.tuples(st.just("regex"), st.sampled_from(PATTERNS)),
)
texts = combined(cased(text_leaves))
in_sections = combined(st.one_of(text_leaves, st.tuples(st.just("scope"), st.just("section"), texts)))
scopes: st.SearchStrategy[Tree] = st.one_of(
    st.tuples(
        st.just("scope"),
        st.sampled_from(("file", "path", "content", "line", "block", "task", "task-todo", "task-done")),
        texts,
    ),
    st.tuples(st.just("scope"), st.just("section"), in_sections),
)
value_leaves: st.SearchStrategy[Tree] = st.one_of(
    st.tuples(st.just("word"), st.sampled_from(("ant", "bee", "8", "rue"))),
    st.tuples(st.just("phrase"), st.sampled_from(("ant", "bee", "", "7"))),
    st.tuples(st.just("is"), st.sampled_from((True, False, None))),
    st.tuples(
        st.just("compare"), st.sampled_from("<>"), st.sampled_from(("7", "7.5", "-1", "2024-05-31", "ant"))
    ),
)
property_leaves = st.tuples(
    st.just("property"),
    st.sampled_from(("kind", "due", '"kind"')),
    st.one_of(st.none(), combined(value_leaves)),
)
tag_leaves = st.tuples(
    st.just("tag"), st.sampled_from(("ant", "#ANT", "ant/bee", "bee", "t1", "T1_001", "no"))
)
queries = combined(cased(st.one_of(text_leaves, scopes, property_leaves, tag_leaves)))


def written(tree: Tree) -> str:
    """Return the text of a query."""
    match tree:
        case ("word", word):
            return str(word)
        case ("phrase" | "regex" as kind, text):
            return f'"{text}"' if kind == "phrase" else f"/{text}/"
        case ("tag", name):
            return f"tag: {name}"
        case ("is", value):
            return "EMPTY" if value is None else str(value)
        case ("compare", *rest):
            return "".join(rest)
        case ("property", name, value):
            return f"[{name}]" if value is None else f"[{name} : {written(value)}]"
        case ("not", inner):
            return f"-({written(inner)})"
        case ("case", sensitive, inner):
            return f"{'match' if sensitive else 'ignore'}-case:({written(inner)})"
        case ("scope", kind, inner):
            return f"{kind}:({written(inner)})"
        case (operator, parts):
            return (" " if operator == "and" else " OR ").join(f"({written(part)})" for part in parts)
    raise AssertionError(tree)


def text_matches(tree: Tree, text: str, sensitive: bool) -> bool:
    match tree:
        case ("word", word):
            return word in text if sensitive else word.casefold() in text.casefold()
        case ("phrase", phrase):
            return phrase_matches(phrase, text, sensitive)
        case ("regex", pattern):
            return bool(re.search(pattern, text, re.MULTILINE | (0 if sensitive else re.IGNORECASE)))
    raise AssertionError(tree)


def phrase_matches(phrase: str, text: str, sensitive: bool) -> bool:
    if not sensitive:
        phrase, text = phrase.casefold(), text.casefold()
    before = r"(?<![^\W日本])" if re.match(r"[^\W日本]", phrase) else ""
    after = r"(?![^\W日本])" if re.search(r"[^\W日本]$", phrase) else ""
    return bool(re.search(before + re.escape(phrase) + after, text))


def holds(tree: Tree, leaf: Callable[[Tree, bool], bool], sensitive: bool) -> bool:
    match tree:
        case ("and", parts):
            return all(holds(part, leaf, sensitive) for part in parts)
        case ("or", parts):
            return any(holds(part, leaf, sensitive) for part in parts)
        case ("not", inner):
            return not holds(inner, leaf, sensitive)
        case ("case", wanted, inner):
            return holds(inner, leaf, wanted)
    return leaf(tree, sensitive)


def on_text(tree: Tree, text: str, sensitive: bool) -> bool:
    return holds(tree, lambda leaf, case: text_matches(leaf, text, case), sensitive)


def in_note(tree: Tree, model: Model) -> bool:
    content = "".join(f"{line}\n" for line in model.lines)
    base = model.path.rsplit("/", 1)[-1].removesuffix(".md")

    def leaf(tree: Tree, sensitive: bool) -> bool:
        match tree:
            case ("tag", name):
                wanted = name.removeprefix("#").casefold()
                return any(f"{tag.casefold()}/".startswith(f"{wanted}/") for tag in model.tags)
            case ("property", name, value):
                return any(
                    name_matches(name, known) and (value is None or value_matches(value, found, sensitive))
                    for known, found in model.properties
                )
            case ("scope", "section", inner):
                return any(
                    section_matches(inner, model, number, sensitive)
                    for number, part in enumerate(model.parts)
                    if part.lines
                )
            case ("scope", kind, inner):
                return any(on_text(inner, text, sensitive) for text in units(kind, model, content))
        return text_matches(tree, content, sensitive) or text_matches(tree, base, sensitive)

    return holds(tree, leaf, sensitive=False)


def units(kind: str, model: Model, content: str) -> list[str]:
    if kind in ("file", "path", "content"):
        return {"file": [model.path.rsplit("/", 1)[-1]], "path": [model.path], "content": [content]}[kind]
    if kind == "line":
        return model.lines
    found: list[str] = []
    for part in model.parts:
        if kind == "block" and part.level:
            found.append(part.lines[0])
        for block in filter(None, part.blocks):
            box = re.match(r"- \[(.)\] ", block[0])
            if kind == "block":
                found.append("\n".join(block))
            elif box and (kind == "task" or (kind == "task-todo") == (box[1] == " ")):
                found.append("\n".join(block)[6:])
    return found


def section_matches(tree: Tree, model: Model, number: int, sensitive: bool) -> bool:
    part = model.parts[number]

    def leaf(tree: Tree, case: bool) -> bool:
        if tree[0] != "scope":
            return text_matches(tree, "\n".join(part.lines), case)
        for under in range(number + 1, len(model.parts)):
            if part.level == 0 or model.parts[under].level <= part.level:
                return False
            if section_matches(tree[2], model, under, case):
                return True
        return False

    return holds(tree, leaf, sensitive)


def name_matches(written_name: str, name: str) -> bool:
    if written_name.startswith('"'):
        return name.casefold() == written_name.strip('"')
    return written_name in name.casefold()


def value_matches(tree: Tree, value: object, sensitive: bool) -> bool:
    elements: Sequence[Any] = value if isinstance(value, tuple) else (value,)

    def leaf(tree: Tree, case: bool) -> bool:
        match tree:
            case ("is", wanted):
                return any(element is wanted for element in elements)
            case ("compare", sign, operand):
                return any(compares(element, sign, operand) for element in elements)
        return any(text_matches(tree, element_text(element), case) for element in elements)

    return holds(tree, leaf, sensitive)


def element_text(element: object) -> str:
    if element is None:
        return ""
    return str(element).lower() if isinstance(element, bool) else str(element)


def compares(element: object, sign: str, operand: str) -> bool:
    is_number = isinstance(element, int | float) and not isinstance(element, bool)
    if is_number and re.fullmatch(r"-?[\d.]+", operand):
        difference = float(str(element)) - float(operand)
        return difference > 0 if sign == ">" else difference < 0
    if isinstance(element, str) and all(re.match(r"\d{4}-\d\d-\d\d", side) for side in (element, operand)):
        return element > operand if sign == ">" else element < operand
    return False


def expected(tree: Tree, vault: Sequence[Model]) -> set[str]:
    return {model.path for model in vault if in_note(tree, model)}


def answer(tree: Tree, index: Index, own: OwnBlock | None = None) -> Results:
    results = evaluate(read(written(tree)), index, own)
    assert results.fault is None, results.fault
    return results


@settings(max_examples=250, deadline=None)
@given(vaults, queries)
def test_answers_agree_with_a_naive_scan(vault: list[Model], tree: Tree) -> None:
    results = answer(tree, Index.build(map(searchable, vault)))
    assert set(results.paths) == expected(tree, vault)
    assert len(set(results.paths)) == len(results.paths)


@settings(max_examples=80, deadline=None)
@given(vaults, queries, st.data())
def test_the_own_block_is_no_part_of_its_note(vault: list[Model], tree: Tree, data: st.DataObject) -> None:
    places = [
        (n, p, b)
        for n, m in enumerate(vault)
        for p, part in enumerate(m.parts)
        for b in range(len(part.blocks))
    ]
    if not places:
        return
    note, number, block = data.draw(st.sampled_from(places))
    model = vault[note]
    part = model.parts[number]
    start = sum(len(before.lines) for before in model.parts[:number]) + bool(part.level)
    start += sum(len(before) + 1 for before in part.blocks[:block])
    own = OwnBlock(model.path, Lines(start, start + len(part.blocks[block])))
    # The blank line behind the block stays: an empty block is that line, and no unit.
    emptied = replace(part, blocks=(*part.blocks[:block], (), *part.blocks[block + 1 :]))
    seen = replace(model, parts=(*model.parts[:number], emptied, *model.parts[number + 1 :]))
    index = Index.build(map(searchable, vault))
    others = {path for path in expected(tree, vault) if path != model.path}
    assert set(answer(tree, index, own).paths) == others | expected(tree, [seen])


@settings(max_examples=80, deadline=None)
@given(vaults, vaults, st.lists(queries, min_size=3, max_size=3))
def test_a_changed_index_answers_like_a_new_one(
    before: list[Model], after: list[Model], trees: list[Tree]
) -> None:
    old = {model.path: searchable(model) for model in before}
    new = {model.path: searchable(model) for model in after}
    index = Index.build(old.values())
    for path in sorted({*old, *new}):
        index = index.changed(old.get(path), new.get(path))
    fresh = Index.build(new.values())
    assert (index.ranks, index.notes, index.tags, index.properties) == (
        fresh.ranks,
        fresh.notes,
        fresh.tags,
        fresh.properties,
    )
    for tree in trees:
        assert answer(tree, index).hits == answer(tree, fresh).hits


@settings(max_examples=80, deadline=None)
@given(vaults, queries)
def test_excerpts_are_lines_of_the_file(vault: list[Model], tree: Tree) -> None:
    lines = {model.path: model.lines for model in vault}
    for hit in answer(tree, Index.build(map(searchable, vault))).hits:
        for reason in hit.why:
            assert all(0 <= span.start < span.end <= len(reason.text) for span in reason.spans)
            if reason.place is Place.TEXT:
                assert reason.line is not None
                assert lines[hit.path][reason.line - 1] == reason.text
            if reason.term in WORDS:
                shown = [reason.text[span.start : span.end].casefold() for span in reason.spans]
                assert shown
                assert all(reason.term.casefold() in text for text in shown)
