"""Reads files of Sigma or Atomic Red Team, on all cores, and keeps what is in them between runs.

In go files as text; out comes what each holds. Only files that changed are read again, and the result is the same as
without a cache: the key is everything on which it depends, the file's path and text, besides the code that reads it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from typing import Any, TypeVar

from kbgen.cache import Cache, key
from kbgen.sources.codec import Codec
from kbgen.sources.sigma_atomics_files import YamlFile
from kbgen.workers import map_in_order

T = TypeVar("T")

_CODECS: dict[type[Any], Codec[Any]] = {}


def read_each(
    files: Sequence[YamlFile],
    read: Callable[[YamlFile], T],
    kind: type[T],
    cache: Cache,
    jobs: int | None = None,
) -> list[T]:
    """Return what files hold, in their order.

    Args:
        files: the files.
        read: reads one of them; pure, and a function of a module.
        kind: the data class that says what a file holds; its name is that of the cache's entries.
        cache: asked first; gets what was read.
        jobs: processes to use, one for each core when not given.
    """
    codec: Codec[T] = _codec(kind)
    parser = version("pyyaml")
    keys = [key(parser, file.path, file.text) for file in files]
    stored = cache.get_many(kind.__name__, keys)
    found = [codec.decode(stored[name]) if name in stored else None for name in keys]
    missing = [place for place, item in enumerate(found) if item is None]
    fresh = map_in_order(partial(_read, read=read, kind=kind), [files[place] for place in missing], jobs)
    cache.put_many(
        kind.__name__,
        {keys[place]: item for place, item in zip(missing, fresh, strict=True) if isinstance(item, bytes)},
    )
    for place, item in zip(missing, fresh, strict=True):
        found[place] = codec.decode(item) if isinstance(item, bytes) else item
    return [item if item is not None else read(file) for item, file in zip(found, files, strict=True)]


def _codec(kind: type[T]) -> Codec[T]:
    """Return the codec of a data class; each process makes it once."""
    if kind not in _CODECS:
        _CODECS[kind] = Codec(kind)
    return _CODECS[kind]


def _read(file: YamlFile, read: Callable[[YamlFile], T], kind: type[T]) -> bytes | T:
    """Return what a file holds, as bytes where it can be stored: they also are what processes exchange fastest."""
    value = read(file)
    return _codec(kind).encode(value) or value
