"""Says why a download failed, in one sentence."""

import ssl
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import requests

from kbgen.downloads.told import DownloadError

_BROKEN = (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)
_NO_ADDRESS = (
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
)


def why(error: Exception, folder: Path) -> str:
    """Return why a download failed.

    Args:
        error: what was raised.
        folder: where the file was to be kept.
    """
    causes = tuple(_causes(error))
    match error:
        case DownloadError():
            return str(error)
        case requests.HTTPError():
            return f"the server answers {_status(error)}"
        case requests.TooManyRedirects():
            return "the server leads in circles (too many redirects)"
        case _ if isinstance(error, _NO_ADDRESS):
            return f"the address, or one that it leads to, is not of http or https ({_line(error)})"
        case _ if isinstance(error, _BROKEN):
            return "the connection broke off before the file was complete; try again"
        case requests.RequestException():
            return _connection(error, causes)
        case OSError():
            reason = error.strerror or _line(error)
            return f"cannot be kept in {folder} ({reason}); KBGEN_CACHE names another folder"
        case _:
            return f"the download failed ({_line(error)})"


def _connection(error: requests.RequestException, causes: tuple[BaseException, ...]) -> str:
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the server's certificate is not trusted ({cause.verify_message})"
    if any(isinstance(cause, requests.exceptions.SSLError | ssl.SSLError) for cause in causes):
        return f"no secure connection can be made ({_line(causes[-1])})"
    if any(isinstance(cause, requests.Timeout | TimeoutError) for cause in causes):
        return "the server does not answer in time; try again later"
    system = [cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror]
    return f"there is no connection to the server ({system[-1] if system else _line(error)})"


def _status(error: requests.HTTPError) -> str:
    code = error.response.status_code if error.response is not None else 0
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from, also where a library hands that over as an argument."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        cause = waiting.pop(0)
        if id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            waiting += (item for item in (cause.__cause__, cause.__context__, *cause.args) if _is_error(item))


def _is_error(item: object) -> bool:
    return isinstance(item, BaseException)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
