"""What pages say about the last change of their notes."""

from enum import Enum

from kbgen.errors import SettingsError
from kbgen.settings.values import shown


class HistoryDetail(Enum):
    """How much of what git records is shown."""

    NOTHING = "false"
    DATES = "true"
    """The day of a note's last change."""
    AUTHORS = "authors"
    """The day, and the name of who made the change."""


def read_history_detail(name: str, value: object) -> HistoryDetail:
    """Return what ``true``, ``false`` or ``authors`` stands for.

    Raises:
        SettingsError: it is none of them.
    """
    if value is True:
        return HistoryDetail.DATES
    if value is False:
        return HistoryDetail.NOTHING
    if value == HistoryDetail.AUTHORS.value:
        return HistoryDetail.AUTHORS
    raise SettingsError(f"{name}: expected true, false or authors, not {shown(value)}")
