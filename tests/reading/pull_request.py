"""A repository with a small vault, and a pull request that takes coverage away."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

_TECHNIQUE = """---
tags: [{tag}, techniques]
platforms: [{platforms}]
tactics: [{tactic}]
---

{text}

```query
tag: detection_rule
tag: {tag}
```
"""
_RULE = """---
title: {title}
tags:
  - detection_rule
{tags}
status: test
level: high
---

## {title}

```yml
title: {title}
id: {id}
status: test
level: high
logsource:
  product: {product}
  category: process_creation
detection:
  selection:
    Image|endswith: {image}
  condition: selection
```
"""
_TEST = """---
tags: [atomic_test, {tag}]
---

## Atomic Test #1 - {title}

**Supported Platforms:** {platform}

**auto_generated_guid:** {guid}

#### Attack Commands: Run with `sh`!

```sh
echo harmless
```
"""


def _technique(identifier: str, platforms: str, tactic: str, text: str) -> str:
    return _TECHNIQUE.format(tag=identifier.replace(".", "_"), platforms=platforms, tactic=tactic, text=text)


def _rule(title: str, number: int, image: str, *tags: str, product: str = "windows") -> str:
    lines = "\n".join(f"  - {tag}" for tag in tags)
    identifier = f"5f0c2d1e-0000-4000-8000-{number:012}"
    return _RULE.format(title=title, id=identifier, image=image, tags=lines, product=product)


NOTES = {
    "Use Cases/T1046 - Network Service Discovery.md": _technique(
        "T1046", "Windows, Linux", "Discovery", "Somebody asks every door whether it is open."
    ),
    "Use Cases/T1053 - Scheduled Task or Job.md": _technique(
        "T1053", "Windows, Linux", "Execution", "Work that somebody else's clock starts."
    ),
    "Use Cases/T1053.005 - Scheduled Task.md": _technique(
        "T1053.005", "Windows", "Execution", "The clock of Windows."
    ),
    "Use Cases/T1105 - Ingress Tool Transfer.md": _technique(
        "T1105", "Windows", "Command and Control", "Tools that come in through the window."
    ),
    "Use Cases/T1070 - Indicator Removal.md": _technique(
        "T1070", "Windows", "Defense Evasion", "Traces are swept away."
    ),
    "Detection Rules/port_scan.md": _rule("Many doors tried", 1, "\\nmap.exe", "t1046"),
    "Detection Rules/task_created.md": _rule(
        "Task with an odd command", 2, "\\schtasks.exe", "t1053_005", "execution"
    ),
    "Detection Rules/tool_fetched.md": _rule("Tool fetched from afar", 3, "\\certutil.exe", "t1105"),
    "Testing Runbooks/T1053.005.md": _TEST.format(
        tag="t1053_005", title="Make a task", platform="Windows", guid="7c1b9a52-0000-4000-8000-000000000001"
    ),
    "Testing Runbooks/T1046.md": _TEST.format(
        tag="t1046", title="Knock on doors", platform="Linux", guid="7c1b9a52-0000-4000-8000-000000000002"
    ),
    "How we work.md": "Ask before you delete a rule.\n",
    "Rota.md": "See [[How we work]].\n",
}
"""A dozen notes: three rules, of which one covers a technique through its sub-technique."""
CONFIG = "site_name: Orchard\ndocs_dir: content\nplugins:\n  - kbgen\n"
RETAGGED, DELETED = "Detection Rules/task_created.md", "Detection Rules/tool_fetched.md"
LOST = ("T1053", "T1053.005", "T1105")
"""What the pull request takes away."""


class Repository:
    """A Git repository whose folder ``content`` is the vault; every command runs in it."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("git") is None:
            pytest.skip("needs git")
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")
        for path, text in NOTES.items():
            file = folder / "content" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
        self.commit("a small knowledge base")

    def git(self, *arguments: str) -> str:
        """Run git as somebody who has no settings of their own, and return what it prints."""
        settings = ("user.name=A", "user.email=a@example.org", "commit.gpgsign=false", "core.autocrlf=false")
        command = ["git", *(part for setting in settings for part in ("-c", setting)), *arguments]
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            command, cwd=self.folder, check=True, capture_output=True, text=True, env={**os.environ, **alone}
        )
        return done.stdout

    def commit(self, message: str) -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def propose(self) -> None:
        """Make a branch on which one rule is retagged and another is deleted."""
        self.git("switch", "-q", "-c", "proposal")
        file = self.folder / "content" / RETAGGED
        file.write_text(file.read_text(encoding="utf-8").replace("t1053_005", "t1046"), encoding="utf-8")
        (self.folder / "content" / DELETED).unlink()
        self.commit("tidy up")

    def changed_lines(self, path: str) -> list[int]:
        """Return the lines of a file that the branch has changed or added, as ``git diff -U0`` shows them."""
        text = self.git("diff", "-U0", "main", "--", path)
        hunks = re.findall(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", text, re.MULTILINE)
        return [int(start) + more for start, count in hunks for more in range(int(count or 1))]


def kbgen(
    *arguments: object, cwd: Path, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run the installed kbgen in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "kbgen", *map(str, arguments)],
        cwd=cwd,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **(environment or {})},
    )
