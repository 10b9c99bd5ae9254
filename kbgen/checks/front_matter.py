"""KB1xx: front matter, encoding, names of files."""

import re
from collections.abc import Iterator

from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Fix, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.identifiers import name_without_id
from kbgen.notes.note import Note
from kbgen.notes.places import place_of
from kbgen.notes.technique import Technique
from kbgen.notes.titles import shown_name
from kbgen.source import LineIndex, Location
from kbgen.vault.yaml_node import scalars

CHECKS = (
    Check(
        "KB101",
        "front matter is not valid YAML",
        Severity.ERROR,
        "One error makes the whole block invalid, in Obsidian as well: the note has no properties and no tags, so "
        "no query finds it by tag. The note is published with a notice.",
        "tags: [, detection_rule]",
        "Correct the block at the place that the message names; put texts with colons or quotes in quotes.",
    ),
    Check(
        "KB102",
        "front matter is not closed",
        Severity.WARNING,
        "The first line is --- but no later line is, so the file has no front matter at all.",
        "---\ntags: [T1046]\n## Network Service Discovery",
        "Close the block with a line that holds only ---.",
    ),
    Check(
        "KB103",
        "file is not UTF-8",
        Severity.WARNING,
        "Obsidian reads UTF-8 only and shows wrong letters; kbgen has found out the encoding and shows the right ones.",
        "Process Doppelg\\x84nging",
        "Save the file as UTF-8. If the letters on the page are wrong, state the right one in the setting encoding.",
    ),
    Check(
        "KB104",
        "control character in the text",
        Severity.WARNING,
        "A NUL byte or another control character is no text; it mostly comes from a broken export.",
        "a\\x00b",
        "Delete the character.",
    ),
    Check(
        "KB105",
        "file is empty",
        Severity.INFO,
        "The page is published, but there is nothing on it.",
        "",
        "Write the note, or delete the file.",
    ),
    Check(
        "KB106",
        "symbolic link is not followed",
        Severity.WARNING,
        "The link leaves the vault or names a folder: following it could publish files that nobody meant to publish.",
        "secrets.md -> /etc/passwd",
        "Copy the file into the vault.",
    ),
    Check(
        "KB107",
        "file cannot be read",
        Severity.ERROR,
        "The file is missing from the site.",
        "a file without read permission",
        "Give the user who runs kbgen the right to read it, or take it out of the vault.",
    ),
    Check(
        "KB109",
        "YAML tag is ignored",
        Severity.WARNING,
        "A tag such as !foo means nothing to Obsidian, nor to kbgen; the value is taken as it stands.",
        "a: !foo x",
        "Delete the tag.",
    ),
    Check(
        "KB110",
        "two files differ only by case",
        Severity.WARNING,
        "On many systems the two names are one file, and links cannot tell them apart.",
        "Note.md and note.md",
        "Rename one of them.",
    ),
    Check(
        "KB111",
        "Obsidian's settings cannot be read",
        Severity.WARNING,
        "The list of excluded files in .obsidian/app.json could not be honoured.",
        '{"userIgnoreFilters": [',
        "Repair or delete .obsidian/app.json.",
    ),
    Check(
        "KB112",
        "file name is no text",
        Severity.ERROR,
        "The bytes of the name are not valid UTF-8, so the file can have no URL.",
        "Caf\\xe9.md",
        "Rename the file.",
    ),
    Check(
        "KB113",
        "property is no longer read",
        Severity.INFO,
        "Obsidian dropped tag, alias and cssclass in version 1.9; only the plural forms count.",
        "tag: T1046",
        "Rename the property.",
    ),
    Check(
        "KB114",
        "several tags in one text",
        Severity.WARNING,
        "Obsidian reads a text under tags as one tag since version 1.9; kbgen splits it at commas and spaces.",
        "tags: T1046, techniques",
        "Write a list: tags: [T1046, techniques].",
    ),
    Check(
        "KB115",
        "tag is no text",
        Severity.INFO,
        "A number, a list or an empty item under tags is no tag.",
        "tags: [2023]",
        "Put the tag in quotes and give it a letter.",
    ),
    Check(
        "KB116",
        "tag has an illegal character",
        Severity.INFO,
        "Nobody can write this tag as #tag in a text, so it can only be found through the front matter.",
        "tags: [T1059.001]",
        "Use letters, digits, -, _ and / only: T1059_001.",
    ),
    Check(
        "KB117",
        "tag begins with an underscore",
        Severity.WARNING,
        "The underscore is part of the tag, so a query for the tag without it does not find the note.",
        "tags: [Defense_Evasion,_Persistence]",
        "Delete the underscore, or put a space after the comma.",
    ),
    Check(
        "KB118",
        "possibly lost characters",
        Severity.INFO,
        "A question mark between two letters is mostly what a broken export left of a dash or an apostrophe.",
        "a host?s services",
        "Put the right character back.",
    ),
    Check(
        "KB119",
        "date is none",
        Severity.INFO,
        "The value cannot be sorted or compared as a date.",
        "created: yesterday",
        "Write YYYY-MM-DD.",
    ),
    Check(
        "KB120",
        "list was joined into one text",
        Severity.INFO,
        "Two generators of vaults join the items of a list with hyphens; kbgen splits them again.",
        "platforms: [Linux - macOS - Windows]",
        "Write a list: [Linux, macOS, Windows].",
    ),
    Check(
        "KB121",
        "two identities",
        Severity.WARNING,
        "Tag, alias, URL and file name of a technique note name different techniques.",
        "T1046 - X.md with tags: [T1047, techniques]",
        "Correct the one that is wrong; kbgen goes by the first of tag, alias, URL and file name.",
    ),
    Check(
        "KB122",
        "text was decoded wrongly",
        Severity.INFO,
        "The text holds characters U+0080 to U+009F, which appear when UTF-8 is read as Latin-1.",
        "â\\x80\\x9cRoslynâ\\x80\\x9d",
        "Replace the text by the repair that the hint shows.",
    ),
    Check(
        "KB123",
        "file name has lost letters",
        Severity.INFO,
        "The name of the file and the heading of the note differ only in letters beyond ASCII.",
        "T1055.013 - Process Doppelg„nging.md",
        "Rename the file in Obsidian, which corrects the links to it.",
    ),
)
_DATES = {"created": ("created",), "modified": ("last_modified", "modified")}
_LOST = re.compile(r"(?<=[A-Za-z0-9])\?(?=[A-Za-z0-9])")
_URL = re.compile(r"https?://\S+")
_C1_RUN = re.compile(r"[\u00a0-\u00ff]*[\u0080-\u009f][\u0080-\u00ff]*")


def check_front_matter(knowledge: KnowledgeBase) -> Iterator[Diagnostic]:
    """Yield what is odd about the texts of notes beyond what was found on reading them."""
    for note in knowledge.notes.values():
        if isinstance(note.subject, Technique):
            yield from _lost_characters(note)
            yield from _renamed(note, note.subject)
            yield from _joined_lists(note)
        yield from _decoded_wrongly(note)
        yield from _dates(note)


def _lost_characters(note: Note) -> Iterator[Diagnostic]:
    text = _URL.sub(lambda match: " " * len(match[0]), note.document.text)
    offsets = [match.start() for match in _LOST.finditer(text)]
    if offsets:
        lines = LineIndex(text)
        places = [lines.position(offset) for offset in offsets]
        shown = ", ".join(f"{line}:{column}" for line, column in places)
        message = f"possibly lost characters: {len(places)} question marks inside words, at {shown}"
        if len(places) == 1:
            message = f"possibly a lost character: a question mark inside a word, at {shown}"
        location = Location(note.path, *places[0])
        yield Diagnostic("KB118", Severity.INFO, message, location, "put the right character back")


def _renamed(note: Note, technique: Technique) -> Iterator[Diagnostic]:
    name = name_without_id(note.document.name)
    if name.isascii() or technique.name == shown_name(name):
        return
    heading = next((item.text for item in note.body.headings if item.level <= 2), technique.name)
    better = note.document.name.replace(name, heading.replace(": ", "- ").replace("/", "_"))
    message = f'the heading reads "{heading}", the file name "{name}"'
    yield Diagnostic("KB123", Severity.INFO, message, Location(note.path), f"rename the file to {better}.md")


def _decoded_wrongly(note: Note) -> Iterator[Diagnostic]:
    text = note.document.text
    if text.isascii():
        return
    lines: LineIndex | None = None
    for match in _C1_RUN.finditer(text):
        lines = lines or LineIndex(text)
        line, column = lines.position(match.start())
        repaired = _repaired(match[0])
        hint = f"it should probably read {repaired}" if repaired else "write the right characters"
        yield Diagnostic(
            "KB122",
            Severity.INFO,
            f"{match[0]!a} was decoded wrongly",
            Location(note.path, line, column),
            hint,
            Fix(line, column, match[0], repaired) if repaired else None,
        )


def _repaired(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return ""


def _dates(note: Note) -> Iterator[Diagnostic]:
    for name, properties in _DATES.items():
        field = getattr(note.subject, name, None)
        if field is not None and field.text and field.value is None:
            message = f'{name} is "{field.text}", which is no date'
            place = place_of(note, *properties)
            yield Diagnostic("KB119", Severity.INFO, message, place, "write YYYY-MM-DD")


def _joined_lists(note: Note) -> Iterator[Diagnostic]:
    fields = note.document.front_matter
    for name in ("tactics", "tactic", "platforms", "platform"):
        texts = list(scalars(fields.get(name))) if fields is not None else []
        if len(texts) == 1 and " - " in texts[0].text and "," not in texts[0].text:
            parts = [part.strip(" -") for part in texts[0].text.split(" - ")]
            message = f'{name} holds a list that was joined into one text: "{texts[0].text}"'
            place = Location(note.path, texts[0].line, texts[0].column)
            yield Diagnostic(
                "KB120", Severity.INFO, message, place, f"write [{', '.join(filter(None, parts))}]"
            )
