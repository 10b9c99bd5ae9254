"""Receives the body of an answer: never more of it than the limit allows, and nothing that cannot be a source."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin

import pooch
import requests

from kbgen import __version__
from kbgen.downloads.told import DownloadError
from kbgen.settings import InputLimits

TIMEOUT = (10.0, 60.0)
"""Seconds to wait for a connection, and for the next bytes."""
_PIECE = 1 << 16
_SECURE = "https:"


def receive(
    url: str,
    output_file: str,
    pooch_: object,
    *,
    limits: InputLimits,
    sha256: str | None,
    told: Callable[[int, int | None], None],
) -> None:
    """Write what an address answers into a file; a downloader as pooch calls it.

    Args:
        url: the address.
        output_file: the file.
        pooch_: not used.
        limits: how much there may be.
        sha256: the digest that the file must have, in lower case, where one is stated.
        told: told how many bytes came, and how many there are where that is known.

    Raises:
        DownloadError: there is too much, nothing, a web page or another file, or the way leads to an insecure address.
        requests.RequestException: the address does not answer as it should.
        OSError: the file cannot be written.
    """
    del pooch_
    with Path(output_file).open("wb") as file:
        body = _Body(file, limits, told)
        download = pooch.HTTPDownloader(
            chunk_size=_PIECE,
            timeout=TIMEOUT,
            headers={"User-Agent": f"kbgen/{__version__}"},
            hooks={"response": body.begin},
        )
        try:
            download(url, body, None)
        finally:
            body.close()
    body.check(sha256)


class _Body:
    """A file for pooch to write into, which looks at what is written."""

    def __init__(self, file: BinaryIO, limits: InputLimits, told: Callable[[int, int | None], None]) -> None:
        self._file = file
        self._limit = limits.max_input_bytes
        self._told = told
        self._response: requests.Response | None = None
        self._received = 0
        self._total: int | None = None
        self._digest = hashlib.sha256()

    def begin(self, response: requests.Response, **_: object) -> None:
        """Look at an answer before its body comes; a hook of requests."""
        self._response = response
        if response.is_redirect:
            target = urljoin(response.url, response.headers["location"])
            if response.url.lower().startswith(_SECURE) and not target.lower().startswith(_SECURE):
                raise DownloadError(
                    f"the server leads from https to {target.partition(':')[0]}; it is not followed"
                )
            return
        length = response.headers.get("content-length", "")
        if length.isdecimal() and "content-encoding" not in response.headers:
            self._total = int(length)
            if response.ok and self._total > self._limit:
                raise self._too_large()

    def write(self, data: bytes) -> int:
        """Write a piece."""
        if not self._received and data.lstrip()[:1] == b"<":
            raise DownloadError(
                "the server sent a web page instead of the file; look at the address in a browser"
            )
        self._received += len(data)
        if self._received > self._limit:
            raise self._too_large()
        self._digest.update(data)
        self._told(self._received, self._total)
        return self._file.write(data)

    def flush(self) -> None:
        """Do nothing: the file is flushed when it is closed."""

    def close(self) -> None:
        """Let go of the connection."""
        if self._response is not None:
            self._response.close()

    def check(self, sha256: str | None) -> None:
        """Refuse an empty file, and one with another digest than the one stated."""
        if not self._received:
            raise DownloadError("the server sent an empty file")
        found = self._digest.hexdigest()
        if sha256 is not None and found != sha256:
            raise DownloadError(
                f"the file is another one: its sha256 is {found}, not {sha256}; nothing was kept"
            )

    def _too_large(self) -> DownloadError:
        return DownloadError(
            f"the file is larger than {self._limit:,} bytes; raise `limits.max_input_bytes` if that is right"
        )
