"""Downloads one file into the user's cache, whole or not at all.

The cache is the folder ``downloads`` in the one that the environment variable ``KBGEN_CACHE`` names, or in the cache of
the user for ``kbgen``. Each address has a folder of its own in it, and the file has the name that the address ends with.
"""

import hashlib
import os
import re
import tempfile
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit, urlunsplit

import pooch

from kbgen.downloads.body import receive
from kbgen.downloads.failures import why
from kbgen.downloads.told import DownloadError, Told
from kbgen.settings import InputLimits, Source

CACHE = "KBGEN_CACHE"
"""Environment variable that names another folder for the cache."""
_UNFIT = re.compile(r"[^\w.+-]")


def downloads_folder() -> Path:
    """Return the folder in which downloads are kept."""
    stated = os.environ.get(CACHE)
    return (Path(stated).expanduser() if stated else pooch.os_cache("kbgen")) / "downloads"


def place_of(url: str) -> Path:
    """Return where the file of an address is kept."""
    name = _UNFIT.sub("_", unquote(PurePosixPath(urlsplit(url).path).name)).lstrip(".")[-100:]
    return downloads_folder() / hashlib.sha256(url.encode()).hexdigest()[:16] / (name or "download")


def fetch(source: Source, setting: str, limits: InputLimits, told: Told, *, refresh: bool) -> str:
    """Return the absolute path of the file at a source's address, downloaded where it is not in the cache.

    Raises:
        DownloadError: the file cannot be downloaded, is too large or is another one; none of it is kept.
    """
    pooch.get_logger().setLevel("WARNING")
    url, place = source.path, place_of(source.path)
    try:
        if not refresh:
            return _retrieve(source, place, limits, told)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as fresh:
            Path(_retrieve(source, Path(fresh, place.name), limits, told)).replace(place)
        return str(place.absolute())
    except (DownloadError, OSError, ValueError) as error:
        # The exceptions of requests are OSErrors; pooch raises ValueError about a digest.
        raise DownloadError(f"{setting}: {_public(url)}: {why(error, place.parent)}") from error


def _retrieve(source: Source, place: Path, limits: InputLimits, told: Told) -> str:
    received = partial(receive, limits=limits, sha256=source.sha256, told=partial(told, place.name))
    digest = f"sha256:{source.sha256}" if source.sha256 is not None else None
    return str(pooch.retrieve(source.path, digest, place.name, place.parent, downloader=received))


def _public(url: str) -> str:
    """Return an address without what may be secret in it: a password, a query."""
    parts = urlsplit(url)
    query = "…" if parts.query else ""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))
