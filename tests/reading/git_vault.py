"""A vault in a git repository, commit by commit."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

_ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


class GitVault:
    """A repository whose folder ``notes`` is the vault."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("git") is None:
            pytest.skip("needs git")
        self.root = folder
        self.vault = folder / "notes"
        self.vault.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, **environment: str) -> str:
        """Run git as somebody who has no settings of their own, and return what it prints."""
        settings = ("user.name=Committer", "user.email=c@example.org", "commit.gpgsign=false")
        command = ["git", *(part for setting in settings for part in ("-c", setting)), *arguments]
        return subprocess.run(
            command,
            cwd=self.root,
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, **_ALONE, **environment},
        ).stdout

    def commit(self, files: Mapping[str, str], when: str, author: str = "Ann") -> None:
        """Write notes and commit everything; the commit was made at noon in UTC ten years after its author's date."""
        self.write(files)
        self.git("add", "-A")
        later = f"{int(when[:4]) + 10}{when[4:10]}T12:00:00+0000"
        who = {"GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": "a@example.org"}
        self.git(
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "x",
            GIT_AUTHOR_DATE=when,
            GIT_COMMITTER_DATE=later,
            **who,
        )

    def write(self, files: Mapping[str, str]) -> None:
        """Write notes by vault-relative path."""
        for path, text in files.items():
            file = self.vault / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
