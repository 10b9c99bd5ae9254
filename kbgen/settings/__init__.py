"""What a project may set, as frozen values with their defaults, and how it is read.

The one place to set anything is the ``kbgen`` block under ``plugins`` in ``mkdocs.yml``.
"""

from kbgen.settings.conversions import QueryLanguage
from kbgen.settings.coverage import AcceptedRisk, CoverageSettings, CrosswalkEntry, LogSourcePattern
from kbgen.settings.history import HistoryDetail
from kbgen.settings.kinds import Kinds
from kbgen.settings.limits import DEFAULT_LIMITS, InputLimits
from kbgen.settings.settings import Settings, read_settings
from kbgen.settings.sources import Source, SourceKind

__all__ = [
    "DEFAULT_LIMITS",
    "AcceptedRisk",
    "CoverageSettings",
    "CrosswalkEntry",
    "HistoryDetail",
    "InputLimits",
    "Kinds",
    "LogSourcePattern",
    "QueryLanguage",
    "Settings",
    "Source",
    "SourceKind",
    "read_settings",
]
