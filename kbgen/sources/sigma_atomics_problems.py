"""What keeps files of a rule or test repository from being read."""

from dataclasses import dataclass
from enum import Enum

from kbgen.errors import KbgenError

_SUFFIXES = (".yml", ".yaml")


class SourceFolderError(KbgenError):
    """A source as a whole cannot be read: it does not exist, is no folder or archive, is damaged or too large."""


class FileProblem(Enum):
    """Why a file is not read, or not as it should be."""

    UNREADABLE = "unreadable"
    """The system refuses to read it, or it is too large."""
    LINK = "link"
    """It is a symbolic link that is not followed."""
    ENCODING = "encoding"
    """It is read, but it is not UTF-8."""


@dataclass(frozen=True, slots=True)
class ProblemFile:
    """A file, or a folder, with which something is wrong."""

    path: str
    """Path in the source, with ``/`` separators."""
    problem: FileProblem
    message: str
    """What is wrong, as one sentence without a final full stop."""


def is_yaml(path: str) -> bool:
    """Tell whether a file's name is that of a YAML file."""
    return path.casefold().endswith(_SUFFIXES)


def no_unicode(path: str) -> ProblemFile | None:
    """Return the problem of a path that is not valid UTF-8, None for any other."""
    try:
        path.encode()
    except UnicodeEncodeError:
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        message = "its name is not valid UTF-8, so it is not read"
        return ProblemFile(shown, FileProblem.UNREADABLE, message)
    return None


def too_long(path: str, limit: int) -> ProblemFile:
    """Return the problem of a file with more bytes than the limit."""
    message = f"it is larger than {limit:,} bytes (`limits.max_yaml_bytes`) and therefore not read"
    return ProblemFile(path, FileProblem.UNREADABLE, message)


def irregular(path: str) -> ProblemFile:
    """Return the problem of what is no regular file."""
    return ProblemFile(path, FileProblem.UNREADABLE, "it is no regular file and therefore not read")
