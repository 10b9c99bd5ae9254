"""The files of an index as Pagefind 1.5 writes it, read for comparison without the code that is tested."""

import gzip
import json
from typing import Any, TypeAlias

import cbor2

SIGNATURE = b"pagefind_dcd"
Files: TypeAlias = dict[str, bytes]
"""Content by path below the folder of the index."""


def unpack(content: bytes) -> Any:
    """Return what a file of CBOR holds."""
    return cbor2.loads(gzip.decompress(content).removeprefix(SIGNATURE))


def metadata(files: Files) -> Any:
    """Return the metadata of an index in one language."""
    (about,) = json.loads(files["pagefind-entry.json"])["languages"].values()
    return unpack(files[f"pagefind.{about['hash']}.pf_meta"])


def addresses(files: Files) -> list[str]:
    """Return the addresses of an index's pages, by number."""
    return [
        json.loads(gzip.decompress(files[f"fragment/{name}.pf_fragment"]).removeprefix(SIGNATURE))["url"]
        for name, _ in metadata(files)[1]
    ]


def words_in(files: Files) -> list[list[Any]]:
    """Return the words of an index with their pages and spellings, in the order of its files."""
    return [word for *_, name in metadata(files)[2] for word in unpack(files[f"index/{name}.pf_index"])[0]]


def filters_in(files: Files) -> list[list[Any]]:
    """Return the filters of an index with their values, in its order."""
    return [unpack(files[f"filter/{name}.pf_filter"]) for _, name in metadata(files)[3]]
