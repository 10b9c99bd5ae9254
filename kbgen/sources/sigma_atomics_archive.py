"""Finds and reads the YAML files of a rule or test repository that is an archive, without unpacking it onto the disk.

The result is that of the unpacked folder, but for links: none is followed, since none has to be in an archive.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kbgen.settings import InputLimits
from kbgen.sources.archive import Member, MemberKind, is_archive, read_archive
from kbgen.sources.input_content import InputError, read_content
from kbgen.sources.sigma_atomics_problems import (
    FileProblem,
    ProblemFile,
    SourceFolderError,
    irregular,
    is_yaml,
    no_unicode,
    too_long,
)


class ArchiveFiles:
    """The YAML files in an archive.

    Args:
        archive: a tar archive, plain or compressed, or a zip archive.
        limits: how much may be read.
        folder: the folder in it that alone counts; all of it when empty.

    Raises:
        SourceFolderError: the file is no archive, is damaged or too large, or has no such folder.
    """

    def __init__(self, archive: Path, limits: InputLimits, folder: str = "") -> None:
        self.problems: list[ProblemFile] = []
        """What was found so far."""
        self._limits = limits
        self._members = {member.path: member for member in _members(archive, limits)}
        if folder:
            start = f"{folder}/"
            self._members = {
                path.removeprefix(start): member
                for path, member in self._members.items()
                if path.startswith(start)
            }
            if not self._members:
                raise SourceFolderError(f"{archive}: there is no folder `{folder}` in the archive")

    def paths(self) -> Iterator[str]:
        """Yield the paths of the files."""
        for path, member in self._members.items():
            problem = no_unicode(path)
            if member.kind is MemberKind.LINK and (is_yaml(path) or not PurePosixPath(path).suffix):
                message = "it is a link, and links in archives are not followed"
                problem = problem or ProblemFile(path, FileProblem.LINK, message)
            if problem is not None:
                self.problems.append(problem)
            elif member.kind is not MemberKind.LINK and is_yaml(path):
                yield path

    def read(self, path: str) -> bytes | None:
        """Return a file's content; None, with a problem noted, where it is not read.

        Raises:
            SourceFolderError: the content is damaged, or all together are too large.
        """
        member, limit = self._members[path], self._limits.max_yaml_bytes
        if member.kind is not MemberKind.FILE:
            self.problems.append(irregular(path))
        elif member.size > limit:
            self.problems.append(too_long(path, limit))
        else:
            try:
                return member.read()
            except InputError as error:
                raise SourceFolderError(str(error)) from error
        return None


def _members(archive: Path, limits: InputLimits) -> tuple[Member, ...]:
    try:
        data = read_content(archive, archive.name, limits, limits.max_input_bytes)
        if is_archive(data):
            return read_archive(data, archive.name, limits)
    except InputError as error:
        raise SourceFolderError(str(error)) from error
    raise SourceFolderError(
        f"{archive}: the source is no folder, and no archive (.tar, .tar.gz, .tar.xz, .zip)"
    )
