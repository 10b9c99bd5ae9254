"""A note that holds a detection rule and refers to the techniques that it detects."""

from dataclasses import dataclass

from kbgen.markup.body import Body
from kbgen.markup.tag import Tag
from kbgen.notes.fields import StatedDate, Word, stated_date, word
from kbgen.notes.identifiers import technique_id
from kbgen.notes.sigma_rule import (
    LogSource,
    SigmaFault,
    SigmaRule,
    find_sigma,
    looks_like_sigma,
    read_sigma,
)
from kbgen.notes.tactics import ENTERPRISE, Tactic, tactic
from kbgen.notes.technique import EMPTY
from kbgen.vault.document import FrontMatter
from kbgen.vocabulary import Level, Status

_YAML = {"yml", "yaml"}


@dataclass(frozen=True, slots=True)
class TechniqueTag:
    """A tag that names a technique, with its place in the file."""

    id: str
    """Canonical identifier."""
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class DetectionRule:
    """What the note says of its rule. The front matter speaks first, the Sigma rule fills in."""

    title: str
    techniques: tuple[TechniqueTag, ...]
    """From the tags, in their order, each technique once."""
    tactics: tuple[Tactic, ...]
    """From the tags that name a tactic of Enterprise."""
    status: Word[Status]
    level: Word[Level]
    log_source: LogSource
    created: StatedDate
    modified: StatedDate
    author: str
    """May be empty."""
    license: str
    """May be empty."""
    sigma: SigmaRule | SigmaFault | None
    """The rule or correlation in the note's first YAML block that is one; None where there is no such block."""


def technique_tags(tags: tuple[Tag, ...]) -> tuple[TechniqueTag, ...]:
    """Return the techniques that tags name, in their order, each once."""
    found: dict[str, TechniqueTag] = {}
    for tag in tags:
        identifier = technique_id(tag.name)
        if identifier is not None:
            found.setdefault(identifier, TechniqueTag(identifier, tag.line, tag.column))
    return tuple(found.values())


def sigma_of(body: Body, *, expected: bool = False) -> SigmaRule | SigmaFault | None:
    """Return the Sigma rule, correlation or filter that a body embeds, if it does.

    Args:
        body: the body of a note.
        expected: whether the note says that it holds one; then a block that lacks some of the keys is one as well,
            where no other block has them all.
    """
    blocks = [block for block in body.code_blocks if block.language in _YAML]
    for block in blocks:
        if looks_like_sigma(block.text):
            return read_sigma(block.text, block.line)
    found = (find_sigma(block.text, block.line) for block in blocks if expected)
    return next((item for item in found if item is not None), None)


def detection_rule(
    name: str,
    tags: tuple[Tag, ...],
    front_matter: FrontMatter | None,
    sigma: SigmaRule | SigmaFault | None,
) -> DetectionRule:
    """Return the rule of a note.

    Args:
        name: the note's base name, its title where neither front matter nor rule has one.
        tags: the note's tags.
        front_matter: its properties.
        sigma: the Sigma rule that its body embeds.
    """
    fields = front_matter or EMPTY
    stated = sigma if isinstance(sigma, SigmaRule) else None
    source = stated.log_source if stated else LogSource()
    known = {item.shortname for item in ENTERPRISE}
    tactics = (tactic(tag.name) for tag in tags)
    return DetectionRule(
        title=fields.text("title") or (stated.title if stated else "") or name,
        techniques=technique_tags(tags),
        tactics=tuple(dict.fromkeys(item for item in tactics if item.shortname in known)),
        status=word(fields.text("status") or (stated.status if stated else ""), Status),
        level=word(fields.text("level") or (stated.level if stated else ""), Level),
        log_source=LogSource(
            fields.text("logsrc_product") or source.product,
            source.category,
            fields.text("logsrc_service") or source.service,
        ),
        created=stated_date(fields.text("created") or (stated.date if stated else "")),
        modified=stated_date(fields.text("last_modified") or (stated.modified if stated else "")),
        author=fields.text("author") or (stated.author if stated else ""),
        license=fields.text("license") or (stated.license if stated else ""),
        sigma=sigma,
    )
