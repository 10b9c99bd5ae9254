"""Values that lead from the page of a rule to other rules and to tests."""

from collections.abc import Iterable, Iterator

from kbgen.knowledge.sigma_names import ANY_RULE
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.render.addresses import relative
from kbgen.render.fact import Value
from kbgen.render.world import World


class RuleLinks:
    """Values on one page that lead to rules and tests."""

    def __init__(self, world: World, page_url: str) -> None:
        self._world = world
        self._url = page_url

    def notes(self, paths: Iterable[str]) -> list[Value]:
        """Return notes by their titles."""
        return [self._note(path) for path in paths]

    def named(self, sigma: SigmaRule) -> Iterator[Value]:
        """Yield the rules that a correlation joins or a filter tunes."""
        find = self._world.knowledge.sigma.find
        for reference in sigma.rules:
            near = sigma.beside_named(reference)
            path = find(near.id if near else reference)
            if path is not None and self._world.addresses.notes[path] != self._url:
                yield self._note(path)
            elif near is not None:
                yield Value(near.title or reference)
            elif reference == ANY_RULE:
                yield Value("any rule of the log source")
            else:
                yield Value(reference, style="code")

    def related(self, sigma: SigmaRule) -> Iterator[Value]:
        """Yield the rules to which a rule is tied, each with the type of the tie."""
        for item in sigma.related:
            path = self._world.knowledge.sigma.find(item.id)
            kind = f" ({item.type})" if item.type else ""
            yield self._note(path, kind) if path is not None else Value(f"{item.id}{kind}")

    def simulations(self, sigma: SigmaRule) -> Iterator[Value]:
        """Yield the atomic tests that a rule names."""
        for item in sigma.simulations:
            url = self._world.addresses.of_test(item.guid, self._url)
            yield Value(f"{item.name} ({item.guid})" if item.name else item.guid, url or "")

    def _note(self, path: str, more: str = "") -> Value:
        title = self._world.knowledge.notes[path].title
        return Value(f"{title}{more}", relative(self._url, self._world.addresses.notes[path]))
