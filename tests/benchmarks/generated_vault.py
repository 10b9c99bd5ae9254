"""Generates vaults of any size in the proportions of the corpus vault-2026, always the same for one size.

    python tests/benchmarks/generated_vault.py NOTES FOLDER

Of 4,789 notes, 691 are techniques with two query blocks each, 3,757 detection rules with a Sigma rule, and 341 notes of
atomic tests. Names, texts and ties are made up from syllables; they mean nothing. Notes are, on average, as long as
those of the corpus, a rule has 1.19 techniques, and some techniques have many more rules than others.
"""

import argparse
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

TECHNIQUES, RULES, TESTS = 691, 3_757, 341
CORPUS = TECHNIQUES + RULES + TESTS
TESTS_A_NOTE = 5
TACTICS = (
    "Initial Access",
    "Execution",
    "Persistence",
    "Privilege Escalation",
    "Credential Access",
    "Discovery",
    "Lateral Movement",
    "Collection",
    "Exfiltration",
    "Impact",
)
PLATFORMS = ("Windows", "Linux", "macOS", "IaaS", "Containers")
LOG_SOURCES = (
    ("windows", "process_creation"),
    ("windows", "registry_set"),
    ("windows", "file_event"),
    ("windows", "ps_script"),
    ("linux", "process_creation"),
    ("macos", "process_creation"),
)
LEVELS = ("low", "medium", "medium", "high", "high", "critical")
STATUSES = ("stable", "test", "test", "test", "experimental")
SYLLABLES = "ba ce di fo gu ha ki lo mer nan pol quin ras sel tor ul ven wig xan yor".split()
_SUB_TECHNIQUES = (2, 2, 2, 2, 3)
"""Sub-techniques of one technique after the other, which makes 475 of 691 techniques."""


@dataclass(frozen=True)
class Counts:
    """How many notes of each kind a vault has."""

    techniques: int
    rules: int
    tests: int


def counts(notes: int) -> Counts:
    """Return the counts of a vault of so many notes, in the proportions of the corpus.

    Raises:
        ValueError: there are too few notes for one of each kind, or more than identifiers of techniques suffice for.
    """
    techniques, tests = round(notes * TECHNIQUES / CORPUS), round(notes * TESTS / CORPUS)
    if not tests or techniques > 28_800:
        raise ValueError(f"{notes}: expected 8 to 199,000 notes")
    return Counts(techniques, notes - techniques - tests, tests)


def identifiers(count: int) -> list[str]:
    """Return identifiers of techniques and sub-techniques, those of one technique side by side."""
    found: list[str] = []
    number = 0
    while len(found) < count:
        parent = f"T{1000 + number}"
        subs = _SUB_TECHNIQUES[number % len(_SUB_TECHNIQUES)]
        found += [parent, *(f"{parent}.{sub:03}" for sub in range(1, subs + 1))]
        number += 1
    return found[:count]


def files(notes: int) -> Iterator[tuple[str, str]]:
    """Yield path and text of each note.

    Raises:
        ValueError: as `counts` says.
    """
    wanted = counts(notes)
    known = identifiers(wanted.techniques)
    names = [f"{known[number]} - {_title(Random(f'name {number}'))}" for number in range(len(known))]
    for number, name in enumerate(names):
        yield f"Techniques/{name}.md", _technique(Random(f"technique {number}"), known[number], name)
    for number in range(wanted.rules):
        dice = Random(f"rule {number}")
        title = f"{_title(dice)} {number}"
        yield f"Detection Rules/{title}.md", _rule(dice, title, known)
    for number in range(wanted.tests):
        # Every second technique or so has a note of tests.
        which = number * len(known) // wanted.tests
        text = _tests(Random(f"test {number}"), known[which], names[which])
        yield f"Atomic Tests/{names[which]} (tests).md", text


def write_vault(notes: int, folder: Path) -> Path:
    """Write a vault of so many notes into a folder and return the folder.

    Raises:
        ValueError: as `counts` says.
    """
    for inner in ("Techniques", "Detection Rules", "Atomic Tests"):
        (folder / inner).mkdir(parents=True, exist_ok=True)
    for path, text in files(notes):
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    return folder


def _tag(identifier: str) -> str:
    """Return an identifier as tags spell it."""
    return identifier.replace(".", "_")


def _word(dice: Random) -> str:
    """Return one of 8,000 words, a few of which are frequent."""
    number = int(8_000 * dice.random() ** 3)
    size = len(SYLLABLES)
    return SYLLABLES[number % size] + SYLLABLES[number // size % size] + SYLLABLES[number // size**2]


def _title(dice: Random) -> str:
    return " ".join(_word(dice).capitalize() for _ in range(3))


def _prose(dice: Random, length: int) -> str:
    """Return sentences of together about so many characters."""
    text = ""
    while len(text) < length:
        text += " ".join(_word(dice) for _ in range(12)).capitalize() + ". "
    return text.strip()


def _technique(dice: Random, identifier: str, name: str) -> str:
    tag, tactic = _tag(identifier), dice.choice(TACTICS)
    platforms = ", ".join(dice.sample(PLATFORMS, 2))
    paragraphs = "\n\n".join(
        f"{_prose(dice, 430)} <code>{_word(dice)}</code>.(Citation: {_title(dice)})" for _ in range(3)
    )
    return f"""---
created: 2020-02-11
last_modified: 2025-10-24
version: 1.2
tactics: {tactic}
url: https://attack.mitre.org/techniques/{identifier.replace(".", "/")}
platforms: {platforms}
tags: [{tag}, techniques, {tactic.replace(" ", "_")}]
---

## {name.partition(" - ")[2]}

### Description

{paragraphs}

### Detection

{_prose(dice, 320)}

### Data Sources

  - File Access
  - Process Creation

### Detection Rule

```query
tag: detection_rule
tag: {tag}
```

### Rule Testing

```query
tag: atomic_test
tag: {tag}
```
"""


def _rule(dice: Random, title: str, known: list[str]) -> str:
    # The square makes some techniques much more frequent than others.
    count = 2 if dice.random() < 0.19 else 1
    ties = sorted({known[int(len(known) * dice.random() ** 2)] for _ in range(count)})
    product, category = dice.choice(LOG_SOURCES)
    status, level = dice.choice(STATUSES), dice.choice(LEVELS)
    description = _prose(dice, 300)
    images = "\n".join(f"            - '\\{_word(dice)}.exe'" for _ in range(4))
    words = "\n".join(f"            - ' {_word(dice)} --{_word(dice)}'" for _ in range(6))
    tags = ", ".join(_tag(each).lower() for each in ties)
    attack = "\n".join(f"    - attack.{each.lower()}" for each in ties)
    return f"""---
title: "{title}"
status: "{status}"
created: "2022-03-01"
last_modified: "2025-11-01"
tags: [{tags}, detection_rule]
logsrc_product: "{product}"
logsrc_service: ""
level: "{level}"
---

## {title}

### Description

{description}

```yml
title: {title}
id: {uuid.UUID(int=dice.getrandbits(128), version=4)}
status: {status}
description: {description}
references:
    - https://example.com/{_word(dice)}/{_word(dice)}
    - https://example.org/{_word(dice)}/{_word(dice)}
author: {_title(dice)}
date: 2022-03-01
modified: 2025-11-01
tags:
{attack}
logsource:
    product: {product}
    category: {category}
detection:
    selection_image:
        Image|endswith:
{images}
    selection_words:
        CommandLine|contains:
{words}
    filter_main_parent:
        ParentImage|endswith: '\\{_word(dice)}.exe'
    condition: all of selection_* and not 1 of filter_main_*
falsepositives:
    - {_prose(dice, 60)}
level: {level}
```
"""


def _tests(dice: Random, identifier: str, name: str) -> str:
    parts = "\n".join(_test(dice, number + 1) for number in range(TESTS_A_NOTE))
    return f"""---
tags: [{_tag(identifier)}, atomic_test]
filename: "[[{name}]]"
---
# {identifier} - {name.partition(" - ")[2]}

{parts}"""


def _test(dice: Random, number: int) -> str:
    shell = dice.choice(("sh", "bash", "powershell", "command_prompt"))
    platform = "linux" if shell in {"sh", "bash"} else "windows"
    commands = "\n".join(f"{_word(dice)} --{_word(dice)} #{{output_file}}" for _ in range(7))
    return f"""## Atomic Test #{number} - {_title(dice)}
{_prose(dice, 200)}

**Supported Platforms:** {platform}


**auto_generated_guid:** {uuid.UUID(int=dice.getrandbits(128), version=4)}

#### Inputs:
| Name | Description | Type | Default Value |
|------|-------------|------|---------------|
| output_file | {_prose(dice, 60)} | path | /tmp/{_word(dice)}.txt|


#### Attack Commands: Run with `{shell}`!


```{shell}
{commands}
```

#### Cleanup Commands:
```{shell}
rm -f #{{output_file}}
```



<br/>
<br/>
"""


def main() -> None:
    """Write a vault."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notes", type=int)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    write_vault(arguments.notes, arguments.folder)


if __name__ == "__main__":
    main()
