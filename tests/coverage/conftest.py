"""A vault made from strings, as a project and assessed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from coverage_worlds import TODAY, Assess, MakeProject, files

from kbgen.coverage.model import Coverage
from kbgen.project import Project
from kbgen.settings import read_settings


@pytest.fixture
def make_project(tmp_path_factory: pytest.TempPathFactory) -> MakeProject:
    """Return a function that writes notes into a new vault and returns the project."""

    def make(settings: Mapping[str, Any] | None = None, today: dt.date = TODAY, **notes: str) -> Project:
        vault = tmp_path_factory.mktemp("vault")
        for path, text in files(**notes).items():
            (vault / path).write_text(text, encoding="utf-8")
        return Project(vault, read_settings({"coverage": dict(settings or {})}), today=today)

    return make


@pytest.fixture
def assess(make_project: MakeProject) -> Assess:
    """Return a function that writes notes into a new vault and returns their coverage."""

    def run(settings: Mapping[str, Any] | None = None, today: dt.date = TODAY, **notes: str) -> Coverage:
        return make_project(settings, today, **notes).coverage

    return run
