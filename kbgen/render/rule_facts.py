"""The facts cards of detection rules, correlations and filters."""

from collections.abc import Iterable

from kbgen.knowledge.base import referred_techniques
from kbgen.knowledge.joined_rules import JoinedRule, joined_rules
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.notes.rule_filter import RuleFilter
from kbgen.notes.sigma_rule import Correlation, SigmaFault, SigmaRule
from kbgen.render.fact import (
    Labelled,
    Value,
    code,
    level_value,
    plain,
    status_value,
    tactics,
    technique_value,
    techniques,
)
from kbgen.render.rule_links import RuleLinks
from kbgen.render.world import World

NOT_STATED = Value("not stated")
"""What readers see where a rule names no author or no licence."""
MOUNTED_LICENSE = Value("DRL 1.1", "https://github.com/SigmaHQ/Detection-Rule-License")
"""The licence of mounted rules that state none: that of SigmaHQ, as the attributions of a site say."""
_SYMBOLS = {"gt": ">", "gte": "≥", "lt": "<", "lte": "≤", "eq": "=", "neq": "≠"}
_WEB = ("https://", "http://")


def rule_facts(note: Note, subject: DetectionRule, world: World, page_url: str) -> Labelled:
    """Return the facts of a rule or correlation."""
    sigma = subject.sigma if isinstance(subject.sigma, SigmaRule) else None
    show = RuleLinks(world, page_url)
    joined = joined_rules(note, world.knowledge)
    names = world.knowledge.sigma
    return [
        ("Techniques", techniques(subject.techniques, world, page_url)),
        ("Inherited techniques", _inherited(note, joined, world, page_url)),
        ("Tactics", tactics(subject.tactics, world, page_url)),
        ("Level", [level_value(subject.level)]),
        ("Status", [status_value(subject.status)]),
        *(_correlation(sigma, sigma.correlation, show) if sigma and sigma.correlation else ()),
        ("Log source", _log_sources(subject, joined)),
        ("Author", _author(subject.author, subject.sigma)),
        ("Created", plain(subject.created.shown)),
        ("Last modified", plain(subject.modified.shown)),
        ("Rule ID", code([sigma.id if sigma else ""])),
        ("Joined by", show.notes(names.joined_by.get(note.path, ()))),
        ("Filtered by", show.notes(names.filtered_by.get(note.path, ()))),
        ("Related rules", list(show.related(sigma)) if sigma else []),
        ("Simulations", list(show.simulations(sigma)) if sigma else []),
        ("References", _references(sigma)),
        ("License", _license(note, subject.license, subject.sigma)),
    ]


def filter_facts(note: Note, subject: RuleFilter, world: World, page_url: str) -> Labelled:
    """Return the facts of a filter."""
    sigma = subject.sigma if isinstance(subject.sigma, SigmaRule) else None
    if sigma is None:
        return [("License", _license(note, "", subject.sigma))]
    show = RuleLinks(world, page_url)
    return [
        ("Filters", list(show.named(sigma))),
        ("Log source", code([str(sigma.log_source)])),
        ("Author", _author(sigma.author, sigma)),
        ("Created", plain(sigma.date)),
        ("Last modified", plain(sigma.modified)),
        ("Filter ID", code([sigma.id])),
        ("Related rules", list(show.related(sigma))),
        ("References", _references(sigma)),
        ("License", _license(note, sigma.license, sigma)),
    ]


def _correlation(sigma: SigmaRule, correlation: Correlation, show: RuleLinks) -> Labelled:
    return [
        ("Correlation", code([correlation.type])),
        ("Joins", list(show.named(sigma))),
        ("Time span", plain(correlation.timespan)),
        ("Group by", code(correlation.group_by)),
        ("Condition", plain(_condition(correlation))),
        (
            "Joined rules alert",
            plain("on their own as well" if correlation.generate else "only through this one"),
        ),
    ]


def _condition(correlation: Correlation) -> str:
    """Return a condition for people: ``≥ 10 of User``."""
    field = next((value for name, value in correlation.condition if name == "field"), "")
    compared = [
        f"{_SYMBOLS.get(name, name)} {value}".strip()
        for name, value in correlation.condition
        if name != "field"
    ]
    text = " and ".join(compared)
    return f"{text} of {field}".strip() if field else text


def _inherited(note: Note, joined: Iterable[JoinedRule], world: World, page_url: str) -> list[Value]:
    """Return the techniques of the rules that a correlation joins, those that it names itself left out."""
    own = referred_techniques(note)
    found = dict.fromkeys(name for rule in joined for name in rule.techniques)
    return [technique_value(name, world, page_url) for name in found if name not in own]


def _log_sources(subject: DetectionRule, joined: Iterable[JoinedRule]) -> list[Value]:
    """Return the log source that a rule states, else those of the rules that it joins."""
    stated = str(subject.log_source)
    return code([stated] if stated else dict.fromkeys(str(rule.log_source) for rule in joined))


def _author(author: str, sigma: SigmaRule | SigmaFault | None) -> list[Value]:
    return plain(author) or ([] if sigma is None else [NOT_STATED])


def _license(note: Note, stated: str, sigma: SigmaRule | SigmaFault | None) -> list[Value]:
    if not stated and note.document.source:
        return [MOUNTED_LICENSE]
    return plain(stated) or ([] if sigma is None else [NOT_STATED])


def _references(sigma: SigmaRule | None) -> list[Value]:
    texts = sigma.references if sigma else ()
    return [Value(text, text if text.startswith(_WEB) else "") for text in texts]
