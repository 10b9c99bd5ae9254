"""KB706: verdicts that were lost since an earlier report, each at the line that lost it where that can be told."""

from collections.abc import Iterator, Mapping

from kbgen.coverage.cause import Cause, CauseKind
from kbgen.coverage.compare import Comparison, Movement
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.identifiers import is_nearly_technique, technique_id
from kbgen.notes.note import Note
from kbgen.notes.places import place_in_source, place_of
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.source import Location

_PROPERTIES = {
    "status": ("status",),
    "level": ("level",),
    "logsource": ("logsrc_product", "logsrc_service"),
    "platforms": ("platforms", "platform"),
}
"""What the front matter of a note calls what changed."""


def check_regressions(knowledge: KnowledgeBase, comparison: Comparison) -> Iterator[Diagnostic]:
    """Yield each lost verdict at the rule or test that caused it, where it is still there, else at the technique."""
    for movement in comparison.regressions:
        for place, causes in _by_place(knowledge, movement).items():
            told = "; ".join(dict.fromkeys(map(str, causes))) or "no rule or test explains it"
            message = f"{movement.id} {movement.name} lost its verdict ({_what_was_lost(movement)}): {told}"
            yield Diagnostic("KB706", Severity.ERROR, message, place, "restore it, or record a new baseline")


def _by_place(knowledge: KnowledgeBase, movement: Movement) -> Mapping[Location, list[Cause]]:
    found: dict[Location, list[Cause]] = {}
    for cause in movement.causes or (None,):
        note = knowledge.notes.get(cause.path) if cause is not None else None
        if cause is not None and note is not None:
            found.setdefault(_place(note, cause), []).append(cause)
        else:
            place = _technique_place(knowledge, movement)
            found.setdefault(place, []).extend([cause] if cause is not None else [])
    return found


def _technique_place(knowledge: KnowledgeBase, movement: Movement) -> Location:
    """Return the technique's note; where it was removed, the path that it had."""
    note = knowledge.techniques.get(movement.id)
    if note is not None:
        return place_in_source(note)
    removed = (cause.path for cause in movement.causes if cause.kind is CauseKind.TECHNIQUE_REMOVED)
    return Location(next(removed, ""))


def _place(note: Note, cause: Cause) -> Location:
    sigma = note.subject.sigma if isinstance(note.subject, DetectionRule) else None
    sigma = sigma if isinstance(sigma, SigmaRule) else None
    if note.document.source:
        if sigma is None or not cause.stated_by:
            return place_in_source(note)
        line = sigma.line_of(cause.stated_by)
        if cause.stated_by == "tags":
            line = _line_of_tag(note, line, cause.new_tags) or line
        return place_in_source(note, line, sigma.line)
    if cause.stated_by == "tags":
        return _place_of_tag(note, cause.new_tags)
    names = _PROPERTIES.get(cause.stated_by, ())
    return place_of(note, *names, line=sigma.line_of(cause.stated_by) if sigma and names else 1)


def _place_of_tag(note: Note, new: tuple[str, ...]) -> Location:
    """Return the place of the tag that took another's place, one that names a technique first, else of all tags."""
    found = [tag for tag in note.tags if tag.name in new]
    for tag in sorted(found, key=lambda tag: _likeness(tag.name)):
        return Location(note.path, tag.line, tag.column)
    return place_of(note, "tags", "tag")


def _likeness(tag: str) -> int:
    """Return how much a tag is like an identifier of a technique: 0 for one, larger numbers for less."""
    return 0 if technique_id(tag) else 1 if is_nearly_technique(tag) else 2


def _line_of_tag(note: Note, first: int, new: tuple[str, ...]) -> int | None:
    """Return the line of a mounted rule's list of tags on which one of some techniques stands."""
    wanted = {technique_id(tag) for tag in new} - {None}
    for number, text in enumerate(note.document.text.split("\n")[first - 1 :], start=first):
        item = text.strip().removeprefix("-").strip(" \"'")
        if not text.lstrip().startswith("-"):
            return None
        if technique_id(item.casefold().removeprefix("attack.")) in wanted:
            return number
    return None


def _what_was_lost(movement: Movement) -> str:
    if movement.before is not movement.after:
        return f"{movement.before.value} → {movement.after.value}"
    parts = [f"{name} {was.value} → {now.value}" for name, was, now in movement.platforms]
    if movement.became_blind:
        parts.append(" on ".join(filter(None, ("became blind", ", ".join(movement.blind_on)))))
    return ", ".join(parts)
