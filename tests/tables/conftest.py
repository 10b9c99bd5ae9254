"""Tables made from strings: a vault as a dict of paths and texts, in memory."""

from collections.abc import Callable, Mapping

import pytest

from kbgen.knowledge.build import build_knowledge
from kbgen.markup.parse_body import parse_body
from kbgen.notes.decode import decode
from kbgen.notes.note import Note
from kbgen.settings import Kinds
from kbgen.tables.tables import Tables
from kbgen.vault.read import make_document


def note_of(path: str, text: str) -> Note:
    document = make_document(path, text.encode(), "utf-8")
    return decode(document, parse_body(document.body, document.body_line), Kinds())


def tables_of(files: Mapping[str, str]) -> Tables:
    notes = [note_of(path, text) for path, text in sorted(files.items()) if path.endswith(".md")]
    return Tables.build(build_knowledge(notes, sorted(path for path in files if not path.endswith(".md"))))


@pytest.fixture(scope="session")
def make_tables() -> Callable[[Mapping[str, str]], Tables]:
    return tables_of
