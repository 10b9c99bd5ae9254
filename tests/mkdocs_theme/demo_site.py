"""A site that shows every class of kbgen's visual language, for tests of the theme and for looking at it."""

from pathlib import Path

from kbgen.pages.page import NavigationItem, Page, Site, TocEntry

_HERE = Path(__file__).parent
_KINDS = ("tactics", "techniques", "groups", "software", "mitigations")
_LEVELS = ("informational", "low", "medium", "high", "critical", "unknown")


def demo_site() -> Site:
    """Return the site: a home page, a technique, a page with a long table, and list pages."""
    toc = tuple(
        TocEntry(title, anchor)
        for title, anchor in (("Detection", "detection"), ("Atomic tests", "tests"), ("References", "references"))
    )
    pages = [
        Page("", "Knowledge base", (_HERE / "home.html").read_text("utf-8"), description="All at a glance"),
        Page(
            "techniques/T1059/001/",
            "T1059.001 PowerShell",
            (_HERE / "technique.html").read_text("utf-8"),
            toc,
            frozenset({"detection", "tests", "references"}),
            "Adversaries may abuse PowerShell",
            "Techniques/T1059.001.md",
            "2024-10-15",
        ),
        Page("rules/", "Detection rules", _rules_table()),
        Page("search/", "Search", "<h1>Search</h1>"),
        Page("techniques/T1059/", "T1059 Command and Scripting Interpreter", "<h1>T1059</h1>"),
        *(Page(f"{kind}/", kind.title(), f"<h1>{kind.title()}</h1>") for kind in _KINDS),
        Page("coverage/", "Coverage", "<h1>Coverage</h1>"),
        Page("coverage/gaps/", "Gaps", "<h1>Gaps</h1>"),
    ]
    navigation = (
        NavigationItem("Home", ""),
        NavigationItem("Coverage", "coverage/", (NavigationItem("Gaps", "coverage/gaps/"),)),
        NavigationItem("ATT&CK", children=tuple(NavigationItem(k.title(), f"{k}/") for k in _KINDS)),
        NavigationItem("Rules", "rules/"),
    )
    return Site(tuple(sorted(pages, key=lambda page: page.url)), navigation, {})


def _rules_table() -> str:
    rows = "".join(
        f'<tr><td><a href="#{number}">Rule {number} {"with a name " * (number % 4)}</a></td>'
        f'<td data-sort="{number % 6}"><span class="kb-level kb-level--{_LEVELS[number % 6]}">'
        f"{_LEVELS[number % 6]}</span></td><td>{number * 37 % 101}</td><td>windows / process_creation</td></tr>"
        for number in range(1, 41)
    )
    head = "<thead><tr><th>Title</th><th>Level</th><th>Techniques</th><th>Log source</th></tr></thead>"
    items = "".join(f'<li><a href="#{n}">Entry number {n}</a></li>' for n in range(60))
    return (
        '<h1 id="rules">Detection rules</h1><div class="kb-scroll"><table class="kb-table" data-sortable>'
        f'{head}<tbody>{rows}</tbody></table></div><h2 id="l">List</h2><ul class="kb-list kb-list--columns">{items}</ul>'
    )
