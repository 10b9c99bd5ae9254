"""The section of a rule's page with the rule in other languages."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from html_tree import parse, text_of

from kbgen.conversion import build
from kbgen.conversion.convert import Conversion, ConversionFailure, Outcome, Texts
from kbgen.conversion.languages import TARGETS, Target
from kbgen.pages.page import Page
from kbgen.project import Project
from kbgen.settings import QueryLanguage, Settings

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

RULE = """\
---
tags: [detection_rule]
title: Odd
---
```yml
title: Odd
logsource: {product: windows}
detection: {s: {A: b}, condition: s}
```
"""


@pytest.fixture
def page(make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Return the page of a rule that has a query in two languages and none in the third."""

    def convert(texts: Texts, target: Target) -> Outcome:
        if target.language is QueryLanguage.ESQL:
            return ConversionFailure(target.language, "<i>not</i> supported")
        return Conversion(target.language, "a & b", f"{texts[0][:10]}\n| where A == '<script>'")

    monkeypatch.setattr(build, "convert", convert)
    monkeypatch.setattr(build, "versions_of", lambda _: "1")
    monkeypatch.setattr("kbgen.conversion.languages.versions_of", lambda _: "1")
    return page_of(Project(make_vault({"odd.md": RULE, "page.md": "Text.\n"})), "odd.md")


def page_of(project: Project, path: str) -> Page:
    return next(page.finished() for page in project.site.pages if page.source_path == path)


def test_each_language_has_its_own_section_that_can_be_told_and_read(page: Page) -> None:
    sections = parse(page.html).findall(".//section[@class='kb-conversion']")
    assert [section.get("data-language") for section in sections] == ["splunk", "esql", "kusto"]
    names = [text_of(heading) for section in sections for heading in section.findall("h3")]
    assert names == ["Splunk SPL", "Elastic ES|QL not converted", "Microsoft KQL"]
    schemas = [text_of(line) for line in parse(page.html).findall(".//p[@class='kb-conversion__schema']")]
    assert schemas == ["a & b", "a & b"]


def test_a_query_is_a_code_block_with_exactly_its_text(page: Page) -> None:
    codes = ["".join(code.itertext()) for code in parse(page.html).findall(".//section//pre/code")]
    assert codes == ["title: Odd\n| where A == '<script>'"] * 2
    assert "<script>" not in page.html


def test_a_failure_says_why(page: Page) -> None:
    (failure,) = parse(page.html).findall(".//p[@class='kb-conversion__failure']")
    assert text_of(failure) == "<i>not</i> supported"


def test_the_section_stands_behind_the_rule_and_in_the_table_of_contents(page: Page) -> None:
    assert [(entry.title, entry.anchor) for entry in page.toc] == [("Converted", "kb.converted")]
    assert page.html.index("detection") < page.html.index('id="kb.converted"') < page.html.index("kb-source")


def test_other_pages_and_rules_that_are_not_converted_have_no_such_section(make_vault: MakeVault) -> None:
    vault = make_vault({"odd.md": RULE, "page.md": "Text.\n"})
    assert "kb.converted" not in page_of(Project(vault), "page.md").html
    assert "kb.converted" not in page_of(Project(vault, Settings(conversions=())), "odd.md").html


def test_pages_know_every_target() -> None:
    assert {target.language for target in TARGETS} == set(QueryLanguage)
