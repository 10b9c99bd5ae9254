"""What is said of the site as a whole, beside what its vault holds."""

from dataclasses import dataclass


def site_address(stated: str | None) -> str:
    """Return the address that ``site_url`` states, with one slash at its end; empty where it states none."""
    address = (stated or "").rstrip("/")
    return f"{address}/" if address else ""


@dataclass(frozen=True, slots=True)
class Publication:
    """Name and addresses of a site."""

    name: str
    """Title of the home page where the vault has no note for it."""
    site_url: str = ""
    """Address at which it is published, with a slash at its end; empty where none is stated."""
    navigator: str = ""
    """Address of a Navigator that opens its layers; may be empty."""
    search: bool = True
    """Whether it has a search page, and files of names for it."""
