"""Files of the site whose content is made when somebody asks for it: a preview shows few of them."""

from collections.abc import Callable, Iterator, Mapping


class FilesOnDemand(Mapping[str, bytes]):
    """Content by site-relative path; each asking makes it anew.

    Args:
        makers: for each path what returns the content.
    """

    def __init__(self, makers: Mapping[str, Callable[[], bytes]]) -> None:
        self._makers = dict(makers)

    def __getitem__(self, path: str) -> bytes:
        """Return the content of a file.

        Raises:
            KeyError: there is no such file.
        """
        return self._makers[path]()

    def __iter__(self) -> Iterator[str]:
        """Yield the paths."""
        return iter(self._makers)

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self._makers)

    def __or__(self, other: "FilesOnDemand") -> "FilesOnDemand":
        """Return both together; the other's files win."""
        return FilesOnDemand(self._makers | other._makers)
