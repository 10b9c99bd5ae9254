"""What brought a technique a verdict."""

from collections.abc import Iterable, Iterator

from kbgen.coverage.baseline import OldRule, OldTechnique, OldTie
from kbgen.coverage.cause import Cause, CauseKind
from kbgen.coverage.cell_change import CellChange
from kbgen.coverage.model import TechniqueCoverage, Tie
from kbgen.coverage.pairs import Pairs
from kbgen.coverage.platforms import canonical
from kbgen.coverage.platforms_stated import platforms_stated
from kbgen.coverage.subject import Rule, Test
from kbgen.coverage.tagged import techniques_of
from kbgen.coverage.verdict import Verdict

_TAGGED = {Rule: CauseKind.RULE_TAGGED, Test: CauseKind.TEST_TAGGED}
_RETURNED = {Rule: CauseKind.RULE_RETURNED, Test: CauseKind.TEST_RETURNED}


def causes_of_gain(
    before: OldTechnique, now: TechniqueCoverage, changes: Iterable[CellChange], pairs: Pairs
) -> tuple[Cause, ...]:
    """Return what brought a verdict, each cause once; empty where only the release of ATT&CK explains it.

    Args:
        before: the technique as it was.
        now: as it is.
        changes: the cells that gained, or the change as a whole where no cell did.
        pairs: the rules and tests.
    """
    return tuple(
        dict.fromkeys(cause for change in changes for cause in _of_change(before, now, change, pairs))
    )


def _of_change(
    before: OldTechnique, now: TechniqueCoverage, change: CellChange, pairs: Pairs
) -> Iterator[Cause]:
    if change.is_new:
        yield Cause(CauseKind.PLATFORM_ADDED, now.path, "", change.platform, "platforms")
        return
    was, is_now = change.before, change.after
    found: list[Cause] = []
    if is_now.rank > was.rank:
        # On a platform that rules covered already, only a proof can come with a further one.
        if was is Verdict.GAP or is_now is Verdict.PROVEN or not change.platform:
            found += _new_rules(before, now, change.platform, pairs)
        if was.rank < Verdict.TESTABLE.rank <= is_now.rank:
            found += _new_tests(before, now, change.platform, pairs)
        if is_now is Verdict.PROVEN and (not found or _is_shown_since(now, pairs)):
            found.append(Cause(CauseKind.EVIDENCE_ADDED))
    if change.sees_again:
        found += _new_rules(before, now, change.platform, pairs, only_collected=True)
    yield from found or platforms_stated(before, now, change, pairs)


def _new_rules(
    before: OldTechnique, now: TechniqueCoverage, platform: str, pairs: Pairs, *, only_collected: bool = False
) -> Iterator[Cause]:
    tied = _tied_now(before.ties.rules, pairs, Rule)
    for tie in now.rules:
        rule = pairs.now.rules[tie.path]
        if rule.inactive is not None or (platform and not rule.covers(platform)):
            continue
        if only_collected and not rule.is_collected_on(platform):
            continue
        old = pairs.rule_before(rule.path)
        if old is None:
            yield Cause(CauseKind.RULE_ADDED, rule.path, rule.title)
        elif rule.path not in tied:
            yield from _newly_tied(now.id, tie, rule, old.tags, pairs)
        else:
            yield from _changed(old, rule, platform, only_collected=only_collected)


def _changed(old: OldRule, rule: Rule, platform: str, *, only_collected: bool) -> Iterator[Cause]:
    """Yield what makes a rule that was tied already count on a platform."""
    if old.inactive is not None:
        yield Cause(CauseKind.RULE_ACTIVE, rule.path, rule.title)
    elif platform and old.platforms and canonical(platform) not in old.platforms:
        yield Cause(CauseKind.RULE_FOR_PLATFORM, rule.path, rule.title, platform)
    elif only_collected and not old.collected:
        yield Cause(CauseKind.LOG_SOURCE_COLLECTED, rule.path, rule.title, str(rule.log_source))


def _new_tests(before: OldTechnique, now: TechniqueCoverage, platform: str, pairs: Pairs) -> Iterator[Cause]:
    tied = _tied_now(before.ties.tests, pairs, Test)
    for tie in now.tests:
        test = pairs.now.tests[tie.path]
        if platform and not test.runs_on(platform):
            continue
        old = pairs.test_before(test.path)
        if old is None:
            yield Cause(CauseKind.TEST_ADDED, test.path, test.title)
        elif test.path not in tied:
            yield from _newly_tied(now.id, tie, test, old.tags, pairs)
        elif not old.runs_on(canonical(platform)):
            yield Cause(CauseKind.TEST_FOR_PLATFORM, test.path, test.title, platform)


def _newly_tied(
    identifier: str, tie: Tie, subject: Rule | Test, tags: tuple[str, ...] | None, pairs: Pairs
) -> Iterator[Cause]:
    """Yield why a rule or test that was there is newly tied."""
    names = set(tie.via or (identifier,))
    was, is_now = names & techniques_of(tags or ()), names & techniques_of(subject.tags)
    if tags is None or is_now - was:
        yield Cause(_TAGGED[type(subject)], subject.path, subject.title)
    elif not is_now:
        yield Cause(_RETURNED[type(subject)], subject.path, subject.title)
    elif pairs.same_release:
        known = {item.id for item in pairs.before.techniques}
        for technique in (pairs.now.by_id.get(name) for name in sorted(is_now - known)):
            if technique is not None:
                yield Cause(CauseKind.TECHNIQUE_ADDED, technique.path, technique.name, technique.id)


def _tied_now(ties: Iterable[OldTie], pairs: Pairs, kind: type[Rule] | type[Test]) -> set[str]:
    """Return the paths that the rules or tests have now to which a technique was tied."""
    find = pairs.rule_now if kind is Rule else pairs.test_now
    return {found.path for tie in ties if (found := find(tie.path)) is not None}


def _is_shown_since(now: TechniqueCoverage, pairs: Pairs) -> bool:
    """Tell whether a rule of the technique was shown to fire on the day of the earlier report or later."""
    proofs = (proof for tie in now.rules for proof in pairs.now.proofs.by_rule.get(tie.path, ()))
    return any(proof.fresh and proof.day >= pairs.before.date for proof in proofs)
