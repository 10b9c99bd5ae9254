"""The rules and tests of an earlier report and of now, and which of them are the same."""

from collections.abc import Iterable, Mapping

from kbgen.coverage.baseline import Baseline, OldRule, OldTest
from kbgen.coverage.model import Coverage
from kbgen.coverage.subject import Rule, Test


class Pairs:
    """Who has become who, also where files were renamed.

    A rule is known by its id, else by its path; without an id it is also known by its title. A note with tests is known by
    its path, else by the GUIDs in it. An id, a title or a GUID of several notes says nothing.

    Args:
        before: the earlier report.
        now: the coverage of now.
        same_release: whether the releases of ATT&CK are the same before and now.
    """

    def __init__(self, before: Baseline, now: Coverage, *, same_release: bool) -> None:
        self.before = before
        self.now = now
        self.same_release = same_release
        self._rules = _paired_rules(before.rules, now.rules)
        self._tests = _paired_tests(before.tests, now.tests)
        self._old_rules = {new: old for old, new in self._rules.items()}
        self._old_tests = {new: old for old, new in self._tests.items()}

    def rule_now(self, path: str) -> Rule | None:
        """Return what has become of the rule that had a path."""
        return self.now.rules.get(self._rules.get(path, ""))

    def rule_before(self, path: str) -> OldRule | None:
        """Return what the rule that has a path was."""
        return self.before.rules.get(self._old_rules.get(path, ""))

    def test_now(self, path: str) -> Test | None:
        """Return what has become of the note with tests that had a path."""
        return self.now.tests.get(self._tests.get(path, ""))

    def test_before(self, path: str) -> OldTest | None:
        """Return what the note with tests that has a path was."""
        return self.before.tests.get(self._old_tests.get(path, ""))

    @property
    def rules(self) -> int:
        """Return how many rules are in both."""
        return len(self._rules)

    @property
    def tests(self) -> int:
        """Return how many notes with tests are in both."""
        return len(self._tests)


def _paired_rules(before: Mapping[str, OldRule], now: Mapping[str, Rule]) -> dict[str, str]:
    """Return paths before, with paths now."""
    old_ids = _unique((old.id.casefold(), path) for path, old in before.items())
    new_ids = _unique((rule.id.casefold(), path) for path, rule in now.items())
    found = {old_ids[key]: path for key, path in new_ids.items() if key in old_ids}
    _pair_rest(found, ((path, path) for path in before if path in now))
    old_titles = _unique((old.title, path) for path, old in before.items() if not old.id)
    new_titles = _unique((rule.title, path) for path, rule in now.items() if not rule.id)
    _pair_rest(found, ((old_titles[key], path) for key, path in new_titles.items() if key in old_titles))
    return found


def _paired_tests(before: Mapping[str, OldTest], now: Mapping[str, Test]) -> dict[str, str]:
    """Return paths before, with paths now."""
    found = {path: path for path in before if path in now}
    old_guids = _unique((case.guid, path) for path, old in before.items() for case in old.cases)
    new_guids = _unique((case.guid, path) for path, test in now.items() for case in test.cases)
    _pair_rest(found, ((old_guids[key], path) for key, path in new_guids.items() if key in old_guids))
    return found


def _pair_rest(found: dict[str, str], pairs: Iterable[tuple[str, str]]) -> None:
    """Add the pairs of which neither side has been paired."""
    taken = set(found.values())
    for old, new in pairs:
        if old not in found and new not in taken:
            found[old] = new
            taken.add(new)


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the path of each name that is not empty and names one note only."""
    found: dict[str, set[str]] = {}
    for name, path in pairs:
        if name:
            found.setdefault(name, set()).add(path)
    return {name: min(paths) for name, paths in found.items() if len(paths) == 1}
