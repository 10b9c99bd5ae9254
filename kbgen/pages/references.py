"""The references below a page: what is known of the sources that it cites."""

from kbgen.render.citations import Citations
from kbgen.render.world import World
from kbgen.sources.source_note import CitedSource


def references_of(citations: Citations, world: World) -> list[CitedSource]:
    """Return the cited sources in the order of their numbers, by name alone where no mounted release tells more."""
    return [world.mounted.cited.get(name) or CitedSource(name, "", "") for name in citations.names]
