"""Whether other plugins or hooks take part in a build: nobody knows what they read, keep or change."""

from collections.abc import Iterable

from mkdocs.config.defaults import MkDocsConfig

PAGE_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
"""Events between MkDocs' first look at a page and its file, as MkDocs names them."""
_OWN = "kbgen."


def others_follow(config: MkDocsConfig, events: Iterable[str] | None = None) -> bool:
    """Tell whether another plugin or hook than kbgen's follows an event.

    Args:
        config: what is built.
        events: names as MkDocs has them, such as ``post_page``; all when not given.
    """
    known = config.plugins.events
    methods = (method for event in (known if events is None else events) for method in known.get(event, ()))
    return not all((getattr(method, "__module__", "") or "").startswith(_OWN) for method in methods)
