"""What analysts come for, walked from page to page over a mounted release: with scripts and without."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser_pages import WatchPage, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RELEASE = Path(__file__).parents[1] / "fixtures" / "sources" / "stix" / "release-2.1.json"
CONFIG = f"""site_name: Orchard
docs_dir: vault
theme: kbgen
plugins:
  - kbgen:
      sources: [{{attack: {RELEASE.as_posix()}}}]
"""
RULE = """---
tags: [detection_rule, T9001_001]
---
# Ladder in the dark

```yaml
title: Ladder in the dark
id: 5b0f4d0e-2f7a-4a0e-9d3c-0f3a4f0b7c11
status: test
level: high
logsource: {product: linux, category: process_creation}
detection: {selection: {Image: ladder}, condition: selection}
tags: [attack.t9001.001]
```

It fired on [[Climb]].
"""
TEST = """---
tags: [atomic_test, T9001_001]
---
# Climb

## Atomic Test #1 - Climb a ladder

**Supported Platforms:** Linux

**auto_generated_guid:** 1f4b9c1e-3f0a-4c57-8a0e-7b0d8f0b2c22

#### Attack Commands: Run with `sh`!

```sh
ladder --up
```
"""
UNSEEN = """---
tags: [techniques, T9010]
platforms: [Linux]
tactics: [harvest-and-go]
---
# Unseen

What [[G9001]] does, too.
"""


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a published site on a release of ATT&CK's shape, one rule and one test."""
    project = tmp_path_factory.mktemp("orchard")
    (project / "vault").mkdir()
    (project / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (project / "vault" / "Ladder.md").write_text(RULE, encoding="utf-8")
    (project / "vault" / "T9010.md").write_text(UNSEEN, encoding="utf-8")
    (project / "vault" / "Climb.md").write_text(TEST, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "kbgen", "build", str(project), "-d", str(project / "www" / "kb")],
        check=True,
        capture_output=True,
    )
    with served(project / "www") as address:
        yield f"{address}kb/"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(
    request: pytest.FixtureRequest, chromium: "Browser", orchard: str, watch: WatchPage
) -> Iterator["Page"]:
    """Return the home page, once with scripts and once without; it is watched wherever it goes."""
    context = chromium.new_context(java_script_enabled=request.param, viewport={"width": 1280, "height": 900})
    found = context.new_page()
    watch(found, orchard)
    found.goto(orchard)
    yield found
    context.close()


def test_from_a_group_to_what_it_uses_and_to_the_gap_that_no_rule_sees(page: "Page", orchard: str) -> None:
    page.goto(f"{orchard}groups/G9001/")
    assert page.locator("h1").inner_text().strip() == "G9001 Apple Thieves"
    page.locator("article a[href$='techniques/T9001/']").first.click()
    assert page.url == f"{orchard}techniques/T9001/"
    # The rule is on the sub-technique, which counts for its technique.
    assert "testable" in page.locator(".kb-facts").inner_text()
    page.goto(f"{orchard}coverage/gaps/")
    page.locator("tbody a[href*='techniques/']").first.click()
    assert page.url == f"{orchard}techniques/T9010/"
    assert "gap" in page.locator(".kb-facts").inner_text()


def test_from_a_rule_to_the_test_that_exercises_it(page: "Page", orchard: str) -> None:
    page.goto(f"{orchard}techniques/T9001/001/")
    assert "testable" in page.locator(".kb-facts").inner_text()
    page.goto(f"{orchard}rules/ladder/")
    page.locator("article a[href$='tests/climb/']").first.click()
    assert page.url == f"{orchard}tests/climb/"
    assert "ladder --up" in page.locator("article[data-kind]").inner_text()


def test_a_revoked_identifier_leads_to_its_successor(page: "Page", orchard: str) -> None:
    page.goto(f"{orchard}techniques/T9002/")
    page.locator("main a[href$='techniques/T9001/'], article a[href*='techniques/T9001/']").first.click()
    assert page.locator("h1").inner_text().strip().startswith("T9001")


def test_from_one_technique_to_the_next_of_its_tactic(page: "Page", orchard: str) -> None:
    page.goto(f"{orchard}techniques/T9001/")
    page.locator(".kb-steps a[href$='techniques/T9001/001/']").first.click()
    assert page.locator("h1").inner_text().strip().startswith("T9001.001")
