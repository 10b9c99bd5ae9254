"""Notes, rules and tests are untrusted: nothing that they say becomes markup, on any page."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from html_tree import is_filter_of_the_matrix, parse, text_of

from kbgen.pages.page import Site
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

EVIL = "<script>evil(1)</script><i data-evil onclick=evil(1)>x</i>\"'> & {{ 70007*7 }} {% evil %}"
"""In YAML it stands in single quotes, its own ones doubled."""
NAME = "<img src=x onerror=evil(1)>\"'& {{ 70007*7 }}"
"""What a file may be called on Linux."""


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


QUOTED = quoted(EVIL)

RULE = (
    f"\n```yml\ntitle: {QUOTED}\nid: {QUOTED}\nstatus: {QUOTED}\nlevel: {QUOTED}\ndescription: {QUOTED}\n"
    f"author: {QUOTED}\nlicense: {QUOTED}\ndate: {QUOTED}\nreferences: [{QUOTED}]\nfalsepositives: [{QUOTED}]\n"
    f"logsource:\n    product: {QUOTED}\n    category: {QUOTED}\n    service: {QUOTED}\n"
    f"detection:\n    condition: {QUOTED}\n```\n"
)
FIELDS = "".join(
    f"{name}: {QUOTED}\n"
    for name in (
        *("title", "status", "level", "created", "last_modified", "version", "tactics", "platforms", "url"),
        *("description", "logsrc_product", "logsrc_service", "filename", "author"),
    )
)
BODY = (
    f"## {EVIL}\n\n### `{EVIL}`\n\nText {EVIL} (Citation: {EVIL}) [[{EVIL}]] [[gone|{EVIL}]] [{EVIL}](gone.md) "
    f"![{EVIL}](p.png) ![{EVIL}](https://example.org/{EVIL.replace(' ', '')}) #tag{EVIL} =={EVIL}==\n\n"
    f"[x](https://attack.mitre.org/techniques/T1046/#{EVIL.replace(' ', '')})\n\n[x](<https://a.example/{EVIL}>)\n\n"
    f"> [!info] {EVIL}\n> {EVIL}\n\n- [{EVIL[0]}] {EVIL}\n\n| {EVIL} |\n|-|\n| {EVIL} |\n\n"
    f"![[p.png|{EVIL}]]\n\n[^1]: {EVIL}\n\nNote.[^1] %%{EVIL}%%\n\n"
    f"```{EVIL}\n{EVIL}\n```\n\n    {EVIL}\n\n`{EVIL}` <code>{EVIL}</code>\n\n"
    f'```query\n{EVIL}\n```\n\n```query\ntitle: {EVIL}\ncollapsed: {EVIL}\n"<script>evil(1)</script>"\n```\n\n'
    f'```query\n"{{{{ 70007*7 }}}}" -/<script>/\n```\n\n```query\nstatus<script>:{EVIL}\n```\n\n'
    '```query\ntag:"<script>evil(1)</script>" OR ["<script>":"evil"]\n```\n'
)


@pytest.fixture
def site(make_vault: MakeVault) -> Site:
    """Return the site of a vault in which everything that can be stated is hostile."""

    def tags(*names: str) -> str:
        return f"[{', '.join((QUOTED, quoted(f'{NAME}/nested'), *names))}]"

    name = "plain" if sys.platform == "win32" else NAME
    files: dict[str, str | bytes] = {
        f"T1046 - {name}.md": f"---\ntags: {tags('T1046', 'techniques')}\naliases: [{QUOTED}]\n{FIELDS}---\n{BODY}",
        f"Rules {name}/r.md": f"---\ntags: {tags('t1046', 'detection_rule')}\n{FIELDS}---\n{RULE}{BODY}",
        "bare.md": f"---\ntags: [detection_rule, t1046_001]\n---\n{RULE}",
        "test.md": f"---\ntags: {tags('T1046', 'atomic_test')}\n---\n# {EVIL}\n\n## Atomic Test #1 - {EVIL}\n\n"
        f"**Supported Platforms:** {EVIL}\n\n**auto_generated_guid:** {EVIL}\n\n### Run with `{EVIL}`!\n\n{EVIL}\n",
        f"page {name}.md": f"---\nkey: {QUOTED}\n---\n# {EVIL}\n\n{BODY}\n\n[[T1046 - {name}]]\n",
        "invalid.md": f"---\ntags: [, {EVIL}\n---\n{BODY}",
        "index.md": f"---\nkey: {QUOTED}\n---\n# {EVIL}\n\n{BODY}",
        "T1046.001.md": f"---\ntags: [T1046_001, techniques]\ntactics: {QUOTED}\n---\n{BODY}",
        f"{name}.png": b"x",
        "p.png": b"x",
    }
    return Project(make_vault(files), name=EVIL).site


ALLOWED = set(
    "root article section h1 h2 h3 h4 h5 h6 p ul ol li dl dt dd div span a code pre strong em small sup sub table "
    "caption thead tbody tr th td details summary q mark label input img i b nav br hr blockquote svg g rect path title desc text noscript canvas button select option".split()
)
"""Elements that kbgen writes, ``<b>`` and ``<i>`` in code; notes may write ``<i>`` as well."""


def test_no_element_or_attribute_comes_from_a_hostile_text(site: Site) -> None:
    for page in site.pages:
        for element in parse(page.html).iter():
            assert element.tag in ALLOWED or is_filter_of_the_matrix(element), (page.url, element.tag)
            odd = [
                name for name in element.attrib if name.startswith("on") or "evil" in name or name == "style"
            ]
            assert odd == [], (page.url, element.tag)
            if element.tag == "input":
                assert element.get("type") in {"checkbox", "search"}
            if element.tag == "img":
                assert element.get("src", "").endswith("p.png")


def test_no_template_is_evaluated(site: Site) -> None:
    shown = 0
    for page in site.pages:
        text = text_of(parse(page.html))
        assert "490049" not in text, page.url
        shown += text.count("{{ 70007*7 }}")
    assert shown > 20


def test_hostile_texts_are_readable(site: Site) -> None:
    def titles(path: str) -> list[str]:
        html = next(page.html for page in site.pages if page.source_path == path)
        return [text_of(element) for element in parse(html).iter("h1")]

    shown = " ".join(EVIL.split())
    assert titles("bare.md") == [shown]
    health = text_of(parse(next(page.html for page in site.pages if page.url == "health/")))
    assert "<script>" in health


def test_lists_show_hostile_names_as_text(site: Site) -> None:
    shown = " ".join(EVIL.split())
    for url in ("rules/", "tags/"):
        assert shown in text_of(parse(next(page.html for page in site.pages if page.url == url)))


def test_addresses_of_hostile_names_are_harmless(site: Site) -> None:
    for page in site.pages:
        assert set(page.url).isdisjoint("<>\"'&{}% "), page.url


def test_the_raw_block_of_invalid_front_matter_is_code(site: Site) -> None:
    html = next(page.html for page in site.pages if page.source_path == "invalid.md")
    codes = [text_of(element) for element in parse(html).iter("code")]
    assert any("<script>evil(1)</script>" in code and code.startswith("tags: [,") for code in codes)
