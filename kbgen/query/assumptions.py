"""What Obsidian does not document and kbgen therefore decides: the switches and limits, in one place.

The specification of the search language marks such rules "assumed". Those that are a choice between two behaviours
are fields of ``Rules``; those that are a number or a set of words are constants; the rest is the table ``ASSUMED``,
which names the code to change when a rule turns out to be otherwise. Change the rule and its conformance case together.
"""

from dataclasses import dataclass

REGEX_SECONDS = 5.0
"""Processor time that the regular expressions of one query may take over all files (section 9).

A plain pattern takes 0.02 to 0.1 s over the 4,800 notes of a real vault, a wasteful one 1.5 s; a pathological
one never ends. A limit far from both keeps the answer the same on slow and fast machines.
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """Choices of the evaluator. The defaults are the specification's."""

    whole_word_phrases: bool = True
    """A phrase matches whole words only: ``"test"`` does not match ``testing`` (section 4.2)."""
    regex_ignores_case: bool = True
    """A regular expression ignores case unless under ``match-case:`` (section 4.2)."""
    words_match_folders: bool = False
    """A bare term also looks at the folders of the path and at the extension (section 4.2)."""
    exact_properties: bool = False
    """Words and phrases in properties must equal the whole name or value (section 4.4)."""
    regex_seconds: float = REGEX_SECONDS
    """Processor time that the regular expressions of one query may take over all files (section 9)."""


DEFAULT_RULES = Rules()
"""The rules that apply where nobody says otherwise."""

DEPTH_LIMIT = 100
"""Groups, negations, operators and properties that may stand inside each other (section 8)."""

NULL_WORDS = frozenset({"null", "empty"})
"""Words that mean YAML's null as a property's value, compared case-folded (section 4.4)."""

REGEX_LENGTH = 500
"""Characters that a regular expression may have.

The library prepares the search for a literal of n characters in n³ steps that its timeout does not stop: 0.05 s for
500 characters, 2.5 s for 2,000.
"""

REGEX_SIZE = 10_000
"""Elements that a regular expression may have once its repetitions are written out, as the library does.

``x{3}`` is three times x, and ``x+`` twice, so nested repetitions grow exponentially; no timeout stops the compiler.
10,000 elements take about 0.2 s.
"""

REGEX_DEPTH = 30
"""Groups of a regular expression that may stand inside each other."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """One undocumented rule and the code that holds it."""

    section: str
    """Section of the specification, or ``-`` where the specification says nothing either."""
    rule: str
    """What kbgen does."""
    where: str
    """``module:name`` inside this package."""


ASSUMED: tuple[Assumed, ...] = (
    Assumed(
        "3.2",
        "OR is an operator where white space, a bracket, a quote or an end is on both sides",
        "lexer:is_or",
    ),
    Assumed("3.2", "a hyphen before white space, ) or the end is a word", "lexer:is_lone_hyphen"),
    Assumed(
        "3.2", "letters and hyphens before a colon are an operator's name, known or not", "lexer:operator"
    ),
    Assumed("3.2", "a slash starts a regular expression at the start of a factor only", "lexer:regex"),
    Assumed("3.2", "[[…]] is literal text", "lexer:link_end"),
    Assumed("3.2", "letters compare by Unicode case folding", "entry:Unit"),
    Assumed("4.1", "queries that are not all file: or path: see notes only", "select:sees_attachments"),
    Assumed("4.2", '"" matches every text, also a null, but no tag', "text_terms:compile_term"),
    Assumed(
        "4.2",
        "no word boundary is asked for next to Hangul, Han, Hiragana and Katakana",
        "text_terms:is_whole",
    ),
    Assumed("4.3", "lines of the front matter are lines; a final line break starts no line", "units:units"),
    Assumed(
        "4.3",
        "sections lie under a heading only: text before the first one has none",
        "sections:section_ends",
    ),
    Assumed("4.3", "other operators, tags and properties inside an operator are errors", "parser:parse"),
    Assumed("4.4", "with two names that match, one of them has to have the value", "select:matching_names"),
    Assumed(
        "4.4",
        "a negated value: no element satisfies it; AND may be met by two elements",
        "properties:value_test",
    ),
    Assumed(
        "4.4", "numbers compare as numbers, texts that start with a date as texts", "properties:compares"
    ),
    Assumed("4.4", "a number's text is its shortest decimal form", "properties:scalar_text"),
    Assumed("5.1", "tag: takes no group, property or regular expression", "parser:parse"),
    Assumed("6.2", "of two option lines with one key the last one counts", "options:split_options"),
    Assumed(
        "6.3",
        "text before and after the own block is joined, so a phrase may span the gap",
        "own_block:without_block",
    ),
    Assumed(
        "7", "order by digit runs and code points of the decomposed, case-folded base name", "order:sort_key"
    ),
    Assumed("9", "regular expressions are JavaScript's without flags", "javascript:translate"),
    Assumed("-", "a second colon in a property is an error", "parser:parse"),
)
"""The rules that are no switch."""
