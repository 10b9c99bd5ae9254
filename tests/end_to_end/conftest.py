"""The real sources, mounted once for all tests that look at them."""

from pathlib import Path

import pytest

from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind


@pytest.fixture(scope="session")
def enterprise(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return Enterprise 18.1, four folders of Sigma rules and all atomic tests, mounted on an empty vault."""
    folders = ("rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance")
    sources = (
        Source(SourceKind.ATTACK, "attack-enterprise-18.1.json", "18.1"),
        *(Source(SourceKind.SIGMA, f"sigma-rules/{folder}") for folder in folders),
        Source(SourceKind.ATOMICS, "atomics"),
    )
    return Project(tmp_path_factory.mktemp("empty"), Settings(sources=sources), base=corpora)
