"""Trees, their places, and what is said about malformed queries."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kbgen.query.faults import QueryError, QueryFault
from kbgen.query.parser import parse
from kbgen.query.syntax import (
    And,
    Boolean,
    Case,
    Comparison,
    Node,
    Not,
    Null,
    Or,
    Phrase,
    Property,
    Regex,
    Scope,
    ScopeKind,
    Sign,
    TagTerm,
    Word,
    children,
    to_text,
    walk,
)
from kbgen.source import Span


def bare(node: Node) -> Node:
    """Return a tree with all its spans at nought."""
    nowhere = Span(0, 0)
    match node:
        case And(terms=terms):
            return And(tuple(map(bare, terms)), nowhere)
        case Or(terms=terms):
            return Or(tuple(map(bare, terms)), nowhere)
        case Not(term=term):
            return Not(bare(term), nowhere)
        case Case(sensitive=sensitive, term=term):
            return Case(sensitive, bare(term), nowhere)
        case Scope(kind=kind, term=term):
            return Scope(kind, bare(term), nowhere)
        case Property(name=name, value=value):
            return Property(bare(name), None if value is None else bare(value), nowhere)
        case _:
            return bare_leaf(node)


def bare_leaf(node: Node) -> Node:
    match node:
        case Word(text=text):
            return Word(text)
        case Phrase(text=text):
            return Phrase(text)
        case Regex(pattern=pattern):
            return Regex(pattern)
        case TagTerm(name=name):
            return TagTerm(name)
        case Comparison(sign=sign, operand=operand):
            return Comparison(sign, operand)
        case Boolean(value=value):
            return Boolean(value)
    return Null()


def fault_of(query: str) -> QueryFault:
    with pytest.raises(QueryError) as caught:
        parse(query)
    return caught.value.fault


a, b, c = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("a", a),
        (" \t\r\na\n", a),
        ("a b", And((a, b))),
        ("a\nb", And((a, b))),
        ("a OR b", Or((a, b))),
        ("a b OR c", Or((And((a, b)), c))),
        ("a (b OR c)", And((a, Or((b, c))))),
        ("(a b) c", And((And((a, b)), c))),
        ("((a))", a),
        ("-a", Not(a)),
        ("--a", Not(Not(a))),
        ("-(a b)", Not(And((a, b)))),
        ("- a", And((Word("-"), a))),
        ("(-)", Word("-")),
        ("a-b", Word("a-b")),
        ("a or b", And((a, Word("or"), b))),
        ('"a"OR(b)', Or((Phrase("a"), b))),
        ("[a]OR[b]", Or((Property(a), Property(b)))),
        ("aOR b", And((Word("aOR"), b))),
        ("ORa", Word("ORa")),
        ("-OR", Not(Word("OR"))),
        ("line:OR", Scope(ScopeKind.LINE, Word("OR"))),
        ("/x/OR a", And((Regex("x"), Word("OR"), a))),
        ("/x/OR] a", And((Regex("x"), Word("OR]"), a))),
        ('a"b"c', And((a, Phrase("b"), c))),
        ("a(b)", And((a, b))),
        (r'"\"\\\x"', Phrase(r'"\\x')),
        ('""', Phrase("")),
        ('"a\nb"', Phrase("a\nb")),
        (r"/a\/b/", Regex(r"a\/b")),
        ("/a/i", And((Regex("a"), Word("i")))),
        ("a/b/", Word("a/b/")),
        ("//", Word("//")),
        ("//a b", And((Word("//a"), b))),
        ("[[a b]]", Word("[[a b]]")),
        ("[[a]]]", And((Word("[[a]]"), Word("]")))),
        ("a[b]", Word("a[b]")),
        ("#a *? ^~", And((Word("#a"), Word("*?"), Word("^~")))),
        ("12:30", Word("12:30")),
        ("T1:", Word("T1:")),
        ("file:a", Scope(ScopeKind.FILE, a)),
        ("FILE: a", Scope(ScopeKind.FILE, a)),
        ("task-TODO:\n-a", Scope(ScopeKind.TASK_TODO, Not(a))),
        ("-path:a b", And((Not(Scope(ScopeKind.PATH, a)), b))),
        ("section:(a section:b)", Scope(ScopeKind.SECTION, And((a, Scope(ScopeKind.SECTION, b))))),
        ("match-case:ignore-case:a", Case(sensitive=True, term=Case(sensitive=False, term=a))),
        ("match-case:tag:a", Case(sensitive=True, term=TagTerm("a"))),
        ("line:match-case:a", Scope(ScopeKind.LINE, Case(sensitive=True, term=a))),
        ("tag:a", TagTerm("a")),
        ("Tag: #a/b", TagTerm("#a/b")),
        ('tag:"a b"', TagTerm("a b")),
        ("tag:-a", TagTerm("-a")),
        ("tag:a:b", TagTerm("a:b")),
        ("[p]", Property(Word("p"))),
        ("[ p : v ]", Property(Word("p"), Word("v"))),
        ('["p":"v"]', Property(Phrase("p"), Phrase("v"))),
        ("[p q:v w]", Property(And((Word("p"), Word("q"))), And((Word("v"), Word("w"))))),
        ("[p:(a OR -b)]", Property(Word("p"), Or((a, Not(b))))),
        ("[p:/x:]/]", Property(Word("p"), Regex("x:]"))),
        ("[p:>5]", Property(Word("p"), Comparison(Sign.GREATER, "5"))),
        ("[p:< -5]", Property(Word("p"), Comparison(Sign.LESS, "-5"))),
        ("[>5:a]", Property(Word(">5"), a)),
        ('[p:">5"]', Property(Word("p"), Phrase(">5"))),
        ("[p:Null]", Property(Word("p"), Null())),
        ("[p:EMPTY]", Property(Word("p"), Null())),
        ("[null:TRUE]", Property(Word("null"), Boolean(value=True))),
        ("[p:false]", Property(Word("p"), Boolean(value=False))),
        ('[p:"null"]', Property(Word("p"), Phrase("null"))),
        ("[p:-]", Property(Word("p"), Word("-"))),
        ("[p:OR]", Property(Word("p"), Word("OR"))),
        ("null true", And((Word("null"), Word("true")))),
    ],
)
def test_tree(query: str, tree: Node) -> None:
    assert bare(parse(query)) == tree


# Each fault is marked below: ^ under each character of its span.
MALFORMED = [
    ("KB405", "", ""),
    ("KB405", " \n\t", ""),
    ("KB401", "(a", "^"),
    ("KB401", "a (b (c) d", "  ^"),
    ("KB401", "a)", " ^"),
    ("KB401", ")", "^"),
    ("KB401", "a (b)) c", "     ^"),
    ("KB401", "[a", "^"),
    ("KB401", "[a:b", "^"),
    ("KB401", "[a:", "^"),
    ("KB401", "[", "^"),
    ("KB401", "(", "^"),
    ("KB401", "[a)]", "  ^"),
    ("KB401", "[a:(b]", "   ^"),
    ("KB401", "[a:b:c]", "    ^"),
    ("KB401", "[a:(b:c)]", "     ^"),
    ("KB401", 'a "b', "  ^"),
    ("KB401", r'"a\"', "^"),
    ("KB401", 'tag:"a', "    ^"),
    ("KB401", "/etc", "^"),
    ("KB401", "a /b\n/", "  ^"),
    ("KB401", r"/a\/", "^"),
    ("KB401", "a / b", "  ^"),
    ("KB402", "OR", "^^"),
    ("KB402", "OR a", "^^"),
    ("KB402", "a OR", "  ^^"),
    ("KB402", "a OR OR b", "  ^^"),
    ("KB402", "(a OR) b", "   ^^"),
    ("KB402", "a ()", "  ^^"),
    ("KB402", "( )", "^^^"),
    ("KB402", "tag:", "^^^^"),
    ("KB402", "(tag: )", " ^^^^"),
    ("KB402", "tag: OR a", "^^^^"),
    ("KB402", "a Line:", "  ^^^^^"),
    ("KB402", "-file:", " ^^^^^"),
    ("KB402", "[]", "^^"),
    ("KB402", "[:a]", "^"),
    ("KB402", "[a:]", "  ^"),
    ("KB402", "[a:>]", "   ^"),
    ("KB402", '[a:>"5"]', "   ^"),
    ("KB402", "[a: OR b]", "    ^^"),
    ("KB403", "status:x", "^^^^^^^"),
    ("KB403", "a https://x", "  ^^^^^^"),
    ("KB403", "-foo-bar:x", " ^^^^^^^^"),
    ("KB403", "line:(Äpfel:x)", "      ^^^^^^"),
    ("KB406", "tag:(a)", "    ^"),
    ("KB406", "tag: [a]", "     ^"),
    ("KB406", "tag:/a/", "    ^"),
    ("KB407", "line:tag:a", "     ^^^^"),
    ("KB407", "content:(a [b])", "           ^"),
    ("KB407", "file:(a PATH:b)", "        ^^^^^"),
    ("KB407", "block:match-case:(section:a)", "                  ^^^^^^^^"),
    ("KB407", "task:(a task:b)", "        ^^^^^"),
    ("KB408", "a /(/", "   ^"),
    ("KB408", "a /b**/", "     ^"),
    ("KB408", r"/x\p{L}/", "  ^^^"),
    ("KB408", "/[b-a]/", "  ^^^"),
    ("KB408", "/(?i)x/", " ^^^"),
    ("KB409", "(" * 101 + "a", " " * 100 + "^"),
    ("KB409", "-" * 101 + "a", " " * 100 + "^"),
    ("KB409", "match-case:" * 101 + "a", " " * 1100 + "^" * 11),
]


@pytest.mark.parametrize(
    ("code", "query", "marks"), MALFORMED, ids=[f"{m[0]} {m[1][:30]!r}" for m in MALFORMED]
)
def test_fault_is_located(code: str, query: str, marks: str) -> None:
    fault = fault_of(query)
    start = marks.find("^") if marks else 0
    assert (fault.code, fault.span) == (code, Span(start, len(marks)))
    assert fault.message
    assert not fault.message.endswith(".")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("status:test", ["[status:test]", '"status:test"']),
        ("tags:x", ["did you mean tag:?"]),
        ("tag:(a)", ["tag:a OR tag:b"]),
        ("line:(tag:a)", ["outside line:"]),
        ("/etc/passwd /x", ['"/etc/passwd"']),
        ("[t:12:30]", ['"12:30"']),
    ],
)
def test_hint_shows_the_way_out(query: str, words: list[str]) -> None:
    fault = fault_of(query)
    assert all(word in fault.hint for word in words)


def test_message_of_an_unknown_operator_is_obsidians() -> None:
    assert fault_of("status:x").message == 'Operator "status" not recognized'


words = st.text(st.sampled_from("abÄß7-_/.:#*]<>~,"), min_size=1, max_size=5)


def as_word(text: str) -> Word | None:
    """Return a text as a word, if a query can spell it as one."""
    try:
        node = parse(text)
    except QueryError:
        return None
    return Word(text) if isinstance(node, Word) else None


word_nodes: st.SearchStrategy[Node] = (
    words.map(as_word).filter(lambda node: node is not None).map(lambda n: n or a)
)
value_words: st.SearchStrategy[Node] = st.text(st.sampled_from("abÄ7_/.#*~,"), min_size=1, max_size=5).map(
    lambda text: Word(f"x{text}")
)
phrases: st.SearchStrategy[Node] = st.text(st.sampled_from('ab \n"\\()[]/:'), max_size=6).map(Phrase)
regexes: st.SearchStrategy[Node] = st.sampled_from((Regex("a"), Regex(r"\/[x:\]]"), Regex("OR")))
links: st.SearchStrategy[Node] = st.sampled_from((Word("[[a b]]"), Word('[[x"(:]]')))
tags: st.SearchStrategy[Node] = st.text(st.sampled_from('ab#-/ :()["'), max_size=5).map(TagTerm)


def grown(leaves: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def branches(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(several.map(And), several.map(Or), inner.map(Not))

    return st.recursive(leaves, branches, max_leaves=5)


def cased(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(inner, st.builds(Case, st.booleans(), inner))


texts = grown(cased(st.one_of(word_nodes, phrases, regexes, links)))
comparisons: st.SearchStrategy[Node] = st.builds(
    Comparison, st.sampled_from(Sign), st.sampled_from(("5", "-1", ">x"))
)
values = grown(
    st.one_of(value_words, phrases, regexes, comparisons, st.just(Null()), st.booleans().map(Boolean))
)
names = grown(st.one_of(value_words, phrases, regexes, st.just(Word("[x"))))
properties: st.SearchStrategy[Node] = st.builds(Property, names, st.one_of(st.none(), values))
flat_scopes = st.sampled_from([kind for kind in ScopeKind if kind is not ScopeKind.SECTION])
sections: st.SearchStrategy[Node] = st.builds(Scope, st.just(ScopeKind.SECTION), texts)
scopes = st.one_of(
    st.builds(Scope, flat_scopes, texts),
    st.builds(Scope, st.just(ScopeKind.SECTION), grown(st.one_of(word_nodes, sections))),
)
trees = grown(cased(st.one_of(texts, tags, properties, scopes)))


@settings(max_examples=300, deadline=None)
@given(trees)
@example(And((Regex("a"), Word("OR"))))
@example(And((Regex("a"), Word("OR[x"))))
@example(Property(Word("[x"), Word("[y")))
def test_printed_trees_parse_to_themselves(tree: Node) -> None:
    assert bare(parse(to_text(tree))) == bare(tree)


@settings(max_examples=300, deadline=None)
@given(trees, st.sampled_from((" ", "\n", " \t ")))
def test_spans_hold_what_the_nodes_were_read_from(tree: Node, space: str) -> None:
    query = f"{space}{to_text(tree)}{space}"
    waiting = [parse(query)]
    while waiting:
        node = waiting.pop()
        inside = query[node.span.start : node.span.end]
        match node:
            case Word(text=text):
                assert inside == text
            case Property():
                assert inside[0] + inside[-1] == "[]"
                assert bare(parse(inside)) == bare(node)
                continue  # what is inside has a grammar of its own
            case _:
                assert bare(parse(inside)) == bare(node)
        waiting.extend(children(node))


def test_spans_inside_properties() -> None:
    query = '[due OR "x" : >5 -(null OR /a/)]'
    shown = [query[node.span.start : node.span.end] for node in walk(parse(query))]
    assert shown == [
        query,
        'due OR "x"',
        "due",
        '"x"',
        ">5 -(null OR /a/)",
        ">5",
        "-(null OR /a/)",
        "null OR /a/",
        "null",
        "/a/",
    ]


TOKENS = (
    *(
        "(",
        ")",
        "[",
        "]",
        '"',
        "/",
        ":",
        "-",
        "OR",
        " ",
        "\n",
        "\\",
        "<",
        ">",
        "[[",
        "]]",
        "//",
        "a",
        "É",
        "7",
        "#",
        "🜁",
    ),
    *(
        "tag:",
        "line:",
        "section:",
        "match-case:",
        "FILE:",
        "foo:",
        "null",
        "(?",
        "*",
        "{2}",
        "\x00",
        "\ud800",
        "\u00a0",
    ),
)


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=14).map("".join))
def test_nothing_but_faults_is_raised(query: str) -> None:
    try:
        tree = parse(query)
    except QueryError as error:
        fault = error.fault
        assert 0 <= fault.span.start <= fault.span.end <= len(query)
        assert fault.code.startswith("KB4")
    else:
        assert bare(parse(to_text(tree))) == bare(tree)


@settings(max_examples=500, deadline=None)
@given(st.text())
def test_any_text_is_a_query_or_a_fault(query: str) -> None:
    try:
        tree = parse(query)
        end = tree.span.end
    except QueryError as error:
        end = error.fault.span.end
    assert end <= len(query)


def deep(levels: int) -> list[str]:
    return [
        "(" * levels + "a" + ")" * levels,
        "-" * levels + "a",
        "(a OR b " * levels + "c" + ")" * levels,
        "-(a OR b " * (levels // 2) + "c" + ")" * (levels // 2),
        "section:(a " * (levels // 2) + "c" + ")" * (levels // 2),
        "[p:" + "(a OR >1 " * (levels - 1) + "c" + ")" * (levels - 1) + "]",
    ]


@pytest.mark.parametrize("query", deep(100), ids=lambda query: query[:10])
def test_the_deepest_query_fits_on_the_stack(query: str) -> None:
    def below(frames: int, act: Callable[[], object]) -> object:
        return act() if frames == 0 else below(frames - 1, act)

    used = sum(1 for _ in iter_frames())
    free = sys.getrecursionlimit() - used
    tree = below(free - 520, lambda: parse(query))
    assert isinstance(tree, Word | Not | Or | Scope | Property)


def iter_frames() -> list[object]:
    frames: list[object] = []
    frame = sys._getframe()
    while frame.f_back is not None:
        frames.append(frame)
        frame = frame.f_back
    return frames
