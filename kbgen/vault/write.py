"""Writes notes into a vault: whole or not at all, and never outside of it."""

import os
import tempfile
from pathlib import Path

from kbgen.errors import VaultError


def write_note(vault: Path, path: str, text: str) -> None:
    r"""Write a note in one step, so that no reader ever sees half of it.

    Args:
        vault: the folder of the vault.
        path: vault-relative path with ``/`` separators.
        text: the whole note, line ends as ``\n``.

    Raises:
        VaultError: the path leads out of the vault, or the file cannot be written.
    """
    write_bytes(vault, path, text.encode())


def write_bytes(vault: Path, path: str, data: bytes) -> None:
    """Write a file of a vault in one step, so that no reader ever sees half of it; it keeps its permissions.

    Args:
        vault: the folder of the vault.
        path: vault-relative path with ``/`` separators.
        data: the whole content.

    Raises:
        VaultError: the path leads out of the vault, or the file cannot be written.
    """
    target = vault / path
    if not target.parent.resolve().is_relative_to(vault.resolve()) or target.is_symlink():
        raise VaultError(f"{path}: leads out of the vault {vault} and is not written")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, data)
    except OSError as error:
        raise VaultError(f"{path}: cannot be written ({error.strerror})") from None


def replace_file(path: Path, data: bytes) -> None:
    """Write a regular file in one step, so that no reader ever sees half of it; it keeps its permissions.

    Raises:
        OSError: it cannot be written; what was there is as it was.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".kbgen-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
