"""What a download says: how far it is, and why it failed."""

from collections.abc import Callable
from typing import TypeAlias

from kbgen.errors import KbgenError

Told: TypeAlias = Callable[[str, int, int | None], None]
"""Told, again and again, the name of a file, how many bytes of it came, and how many there are where that is known."""


class DownloadError(KbgenError):
    """A file cannot be downloaded; the message names its address and the setting that states it."""


def nobody(name: str, received: int, total: int | None) -> None:
    """Do nothing with what a download says."""
