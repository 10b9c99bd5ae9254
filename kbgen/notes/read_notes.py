"""Files in, typed notes out: decoded, parsed and typed one by one, on all cores, each only once as long as it stays."""

from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from functools import cache, partial
from importlib.metadata import version
from platform import python_version

from kbgen.cache import Cache, key
from kbgen.markup.parse_body import parse_body
from kbgen.notes.decode import decode
from kbgen.notes.note import Note
from kbgen.notes.stored import from_bytes, to_bytes
from kbgen.settings import Kinds
from kbgen.vault.read import RawNote, make_document
from kbgen.workers import Jobs, map_in_order

_GROUP = "note"
_PARSERS = ("markdown-it-py", "nh3", "python-frontmatter", "pyyaml")
"""Libraries on which a note depends."""


def read_notes(
    files: Sequence[RawNote],
    kinds: Kinds,
    cache: Cache,
    jobs: Jobs = None,
    known: MutableMapping[str, Note] | None = None,
) -> list[Note]:
    """Return the notes in files, in their order.

    Args:
        files: the files.
        kinds: which tags tell the kind of a note.
        cache: asked first; gets what was read.
        jobs: who reads them; one process for each core when not given.
        known: the notes that the last run in this process read, by their digests; asked before the cache, and holds
            those of this run afterwards.
    """
    read = partial(_read, kinds=kinds)
    keys = [_key(file, kinds) for file in files]
    kept = known or {}
    stored = cache.get_many(_GROUP, (name for name in keys if name not in kept))
    notes = [kept.get(name) or (from_bytes(stored[name]) if name in stored else None) for name in keys]
    missing = [place for place, note in enumerate(notes) if note is None]
    fresh = map_in_order(read, [files[place] for place in missing], jobs)
    cache.put_many(_GROUP, {keys[place]: data for place, data in zip(missing, fresh, strict=True)})
    made = {place: from_bytes(data) for place, data in zip(missing, fresh, strict=True)}
    read_now = [note or made.get(place) or to_note(files[place], kinds) for place, note in enumerate(notes)]
    if known is not None:
        known.clear()
        known.update(zip(keys, read_now, strict=True))
    return read_now


def to_note(file: RawNote, kinds: Kinds) -> Note:
    """Run the three stages that look at one note only."""
    document = make_document(file.path, file.data, file.fallback_encoding)
    if file.source:
        document = replace(document, source=file.source)
    return decode(document, parse_body(document.body, document.body_line), kinds)


def _read(file: RawNote, kinds: Kinds) -> bytes:
    """Return a note as bytes, which also are what processes exchange."""
    return to_bytes(to_note(file, kinds))


def _key(file: RawNote, kinds: Kinds) -> str:
    tags = (",".join(sorted(names)) for names in (kinds.technique, kinds.detection_rule, kinds.atomic_test))
    return key(_environment(), file.path, file.data, file.fallback_encoding, file.source, *tags)


@cache
def _environment() -> str:
    """Return what besides kbgen itself decides how a note is read."""
    return " ".join((python_version(), *map(version, _PARSERS)))
