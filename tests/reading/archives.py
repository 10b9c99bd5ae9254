"""Makes archives from texts, also such as no decent program makes."""

import io
import tarfile
import zipfile
from collections.abc import Iterable, Mapping

Content = str | bytes | tarfile.TarInfo
"""The content of a file, or an entry as it stands."""


def tarred(members: Mapping[str, str | bytes] | Iterable[tuple[str, Content]], mode: str = "w:") -> bytes:
    """Return a tar archive; the mode is one of `tarfile.open`, such as ``w:xz``."""
    stream = io.BytesIO()
    pairs: Iterable[tuple[str, Content]] = members.items() if isinstance(members, Mapping) else members
    with tarfile.open(fileobj=stream, mode=mode, encoding="utf-8", errors="surrogateescape") as tar:  # type: ignore[call-overload]
        for name, content in pairs:
            if isinstance(content, tarfile.TarInfo):
                tar.addfile(content)
                continue
            data = content.encode() if isinstance(content, str) else content
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    """Return an entry that is no file: a link, a folder, a device."""
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


def zipped(members: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()
