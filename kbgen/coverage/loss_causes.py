"""What took a verdict away from a technique."""

from collections.abc import Iterable, Iterator

from kbgen.coverage.baseline import OldRule, OldTechnique, OldTie
from kbgen.coverage.cause import Cause, CauseKind
from kbgen.coverage.cell_change import CellChange
from kbgen.coverage.model import TechniqueCoverage
from kbgen.coverage.pairs import Pairs
from kbgen.coverage.platforms import canonical
from kbgen.coverage.platforms_stated import platforms_stated
from kbgen.coverage.subject import Rule, Test
from kbgen.coverage.tagged import techniques_of
from kbgen.coverage.verdict import Inactivity, Reason, Verdict

_NO_LONGER_TAGGED = {Rule: CauseKind.RULE_RETAGGED, Test: CauseKind.TEST_RETAGGED}
_NO_LONGER_RETURNED = {Rule: CauseKind.RULE_NOT_RETURNED, Test: CauseKind.TEST_NOT_RETURNED}


def causes_of_loss(
    before: OldTechnique, now: TechniqueCoverage, changes: Iterable[CellChange], pairs: Pairs
) -> tuple[Cause, ...]:
    """Return what took a verdict away, each cause once; empty where only the release of ATT&CK explains it.

    Args:
        before: the technique as it was.
        now: as it is.
        changes: the cells that lost, or the change as a whole where no cell did.
        pairs: the rules and tests.
    """
    return tuple(
        dict.fromkeys(cause for change in changes for cause in _of_change(before, now, change, pairs))
    )


def _of_change(
    before: OldTechnique, now: TechniqueCoverage, change: CellChange, pairs: Pairs
) -> Iterator[Cause]:
    if change.is_gone:
        yield Cause(CauseKind.PLATFORM_REMOVED, now.path, "", change.platform, "platforms")
        return
    was, is_now = change.before, change.after
    found: list[Cause] = []
    if is_now.rank < was.rank:
        # On a platform that rules still cover, only a proof can be lost with one of them.
        if is_now is Verdict.GAP or was is Verdict.PROVEN or not change.platform:
            found += _lost_rules(before, now, change.platform, pairs)
        if is_now is Verdict.UNTESTED or (was is Verdict.PROVEN and is_now is Verdict.TESTABLE):
            found += _lost_tests(before, now, change.platform, pairs)
        if was is Verdict.PROVEN and is_now is not Verdict.GAP:
            cell = now.by_platform.get(change.platform, now.total)
            if Reason.STALE_EVIDENCE in cell.reasons or not found:
                found.append(Cause(CauseKind.EVIDENCE_LOST))
    if change.became_blind:
        found += _lost_rules(before, now, change.platform, pairs, only_collected=True)
    yield from found or platforms_stated(before, now, change, pairs)


def _lost_rules(
    before: OldTechnique, now: TechniqueCoverage, platform: str, pairs: Pairs, *, only_collected: bool = False
) -> Iterator[Cause]:
    tied = {tie.path for tie in now.rules}
    for tie in before.ties.rules:
        old = pairs.before.rules.get(tie.path)
        if old is None or old.inactive is not None or not _covered(old, platform) or _is_retired(tie, pairs):
            continue
        if only_collected and not old.collected:
            continue
        rule = pairs.rule_now(tie.path)
        if rule is None:
            yield Cause(CauseKind.RULE_REMOVED, tie.path, old.title)
        elif rule.path not in tied:
            yield from _untied(before.id, tie, rule, old.tags, pairs)
        else:
            yield from _changed(old, rule, platform, only_collected=only_collected)


def _changed(old: OldRule, rule: Rule, platform: str, *, only_collected: bool) -> Iterator[Cause]:
    """Yield what keeps a rule that is still tied from counting on a platform."""
    if rule.inactive is not None:
        stated_by = "level" if rule.inactive is Inactivity.MINIMUM_LEVEL else "status"
        detail = _change_of_word(stated_by, getattr(old, stated_by), getattr(rule, stated_by))
        yield Cause(CauseKind.RULE_INACTIVE, rule.path, rule.title, detail, stated_by)
    elif not rule.covers(platform) if platform else rule.platforms != frozenset(old.platforms):
        was, is_now = old.log_source, str(rule.log_source)
        detail = f"log source {was} became {is_now}" if was != is_now else f"{is_now} is for another platform"
        yield Cause(CauseKind.RULE_PLATFORM, rule.path, rule.title, detail, "logsource")
    elif only_collected and not rule.is_collected_on(platform):
        yield Cause(CauseKind.LOG_SOURCE_LOST, rule.path, rule.title, str(rule.log_source), "logsource")


def _lost_tests(before: OldTechnique, now: TechniqueCoverage, platform: str, pairs: Pairs) -> Iterator[Cause]:
    tied = {tie.path for tie in now.tests}
    name = canonical(platform)
    for tie in before.ties.tests:
        old = pairs.before.tests.get(tie.path)
        if old is None or not old.runs_on(name) or _is_retired(tie, pairs):
            continue
        test = pairs.test_now(tie.path)
        if test is None:
            yield Cause(CauseKind.TEST_REMOVED, tie.path, old.title)
        elif test.path not in tied:
            yield from _untied(before.id, tie, test, old.tags, pairs)
        elif not test.runs_on(platform) if platform else not test.cases:
            yield Cause(CauseKind.TEST_PLATFORM, test.path, test.title, platform)


def _untied(
    identifier: str, tie: OldTie, subject: Rule | Test, tags: tuple[str, ...] | None, pairs: Pairs
) -> Iterator[Cause]:
    """Yield why a rule or test that is still there is no longer tied.

    Args:
        identifier: the technique.
        tie: the tie that it had.
        subject: the rule or test.
        tags: the tags that its note had; None where the earlier report does not tell.
        pairs: the rules and tests.
    """
    names = set(tie.via or (identifier,))
    was, is_now = names & techniques_of(tags or ()), names & techniques_of(subject.tags)
    if tags is None or was - is_now:
        new = tuple(tag for tag in subject.tags if tag not in tags) if tags is not None else ()
        named = ", ".join(sorted(techniques_of(new)))
        detail = f"now with {named}" if named else ""
        kind = _NO_LONGER_TAGGED[type(subject)]
        yield Cause(kind, subject.path, subject.title, detail, "tags", new)
    elif not was:
        yield Cause(_NO_LONGER_RETURNED[type(subject)], subject.path, subject.title, "", "tags")
    elif pairs.same_release:
        names_before = {item.id: item for item in pairs.before.techniques}
        for name in sorted(was - set(pairs.now.by_id)):
            old = names_before.get(name)
            yield Cause(CauseKind.TECHNIQUE_REMOVED, old.path if old else "", old.name if old else name, name)


def _is_retired(tie: OldTie, pairs: Pairs) -> bool:
    """Tell whether a tie led through sub-techniques only that another release of ATT&CK no longer has."""
    return bool(tie.via) and not pairs.same_release and pairs.now.by_id.keys().isdisjoint(tie.via)


def _covered(old: OldRule, platform: str) -> bool:
    return not old.platforms or not platform or canonical(platform) in old.platforms


def _change_of_word(name: str, was: str, is_now: str) -> str:
    return f"{name} {was} became {is_now}" if was != is_now else f"{name} {is_now} is below the minimum"
