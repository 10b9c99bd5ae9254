"""Pagefind's files with their filters in order: as it writes them, their order and their names change with each run.

Form, as of Pagefind 1.5: ``pagefind-entry.json`` names for each language the file of its metadata, which names in its
fourth part the files of filters; each of these is a name with its values, a value with its pages. Such a file is CBOR behind
twelve bytes of signature, all of it gzipped, and its name is a digest.
"""

import gzip
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import cbor2

ENTRY = "pagefind-entry.json"
"""Where an index begins."""
_SIGNATURE = b"pagefind_dcd"
_FILTERS = 3
"""Place of the filters in the metadata, behind version, pages and words."""


class UnknownFormError(Exception):
    """A file is none that Pagefind 1.5 writes."""


def settle_order(folder: Path) -> None:
    """Put the filters of an index in order and name their files after what they hold.

    Raises:
        UnknownFormError: the files have another form; nothing was changed.
        OSError: they cannot be read or written.
    """
    try:
        entry = json.loads((folder / ENTRY).read_bytes())
        written: dict[Path, bytes] = {}
        gone: set[Path] = set()
        for language in entry["languages"].values():
            language["hash"] = _settle_language(folder, language["hash"], written, gone)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError, cbor2.CBORError) as error:
        raise UnknownFormError(str(error)) from error
    written[folder / ENTRY] = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    for path in gone:
        path.unlink()
    for path, content in written.items():
        path.write_bytes(content)


def _settle_language(folder: Path, digest: str, written: dict[Path, bytes], gone: set[Path]) -> str:
    """Note the new files of one language, and the old ones that go; return the new digest of its metadata."""
    path = folder / f"pagefind.{digest}.pf_meta"
    meta = _read(path)
    filters: dict[str, str] = {}
    for name, chunk in meta[_FILTERS]:
        old = folder / "filter" / f"{chunk}.pf_filter"
        own, values = _read(old)
        content = _packed([own, sorted(values)])
        filters[name] = _renamed(chunk, content)
        written[folder / "filter" / f"{filters[name]}.pf_filter"] = content
        gone.add(old)
    meta[_FILTERS] = [list(item) for item in sorted(filters.items())]
    content = _packed(meta)
    gone.add(path)
    new = _renamed(digest, content)
    written[folder / f"pagefind.{new}.pf_meta"] = content
    return new


def _read(path: Path) -> Any:  # noqa: ANN401 - whatever CBOR holds
    content = gzip.decompress(path.read_bytes())
    if not content.startswith(_SIGNATURE):
        raise UnknownFormError(path.name)
    return cbor2.loads(content.removeprefix(_SIGNATURE))


def _packed(value: object) -> bytes:
    return gzip.compress(_SIGNATURE + cbor2.dumps(value), mtime=0)


def _renamed(name: str, content: bytes) -> str:
    """Return the name of a file, ``en_1f8868f``, with the digest of its new content, as long as the old one."""
    language, _, old = name.rpartition("_")
    return f"{language}_{sha256(content).hexdigest()[: len(old)]}"
