"""How tests ask for pages of a published site in a browser."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import Page


class OpenPage(Protocol):
    """Opens a page of the demo site in a new context of the browser."""

    def __call__(
        self, path: str, width: int = 1280, scheme: str = "light", *, javascript: bool = True
    ) -> "Page":
        """Return the page at a path relative to the site.

        Args:
            path: such as ``matrix/?platform=Linux``.
            width: of the window, in pixels.
            scheme: the colours that the reader prefers, ``light`` or ``dark``.
            javascript: whether scripts run.
        """
        ...
