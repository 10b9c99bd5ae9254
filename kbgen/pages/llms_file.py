"""``/llms.txt``: what the site is and where its parts are, for programs that read text.

Specification: llmstxt.org, a heading, a summary as a quotation, lists of links under headings.
"""

from collections.abc import Sequence

from kbgen.pages.page import NavigationItem
from kbgen.pages.publication import Publication
from kbgen.render.addresses import API
from kbgen.render.world import World

LLMS = "llms.txt"


def llms_file(
    world: World, publication: Publication, navigation: Sequence[NavigationItem], data: Sequence[str]
) -> bytes:
    """Return the file.

    Args:
        world: everything known.
        publication: name and address of the site.
        navigation: its sections.
        data: site-relative paths of its generated files.
    """
    knowledge = world.knowledge
    base = publication.site_url
    counts = f"{len(knowledge.techniques):,} ATT&CK techniques, {len(knowledge.notes):,} notes"
    summary = f"A knowledge base on attacks and their detection: {counts}."
    lines = [
        f"# {_plain(publication.name)}",
        "",
        f"> {summary}",
        "",
        "## Sections",
        "",
        *(
            f"- [{item.title}]({base}{item.url or ('' if base else './')})"
            for item in navigation
            if item.url is not None
        ),
        "",
        "## Data",
        "",
        *(
            f"- [{path}]({base}{path})"
            for path in sorted(data)
            if path.startswith(API) and path.count("/") == 1
        ),
        "",
    ]
    return "\n".join(lines).encode()


def _plain(text: str) -> str:
    return " ".join(text.split())
