"""Reports what is wrong with a Sigma document, each check in a function of its own. Specification: Sigma 2.1."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from kbgen.sources.sigma_atomics_fields import (
    is_empty,
    is_uuid,
    items_of,
    names_of,
    text_of,
    texts_of,
)
from kbgen.sources.sigma_condition import NO_SELECTIONS, unknown_names
from kbgen.sources.sigma_faults import SigmaFault, SigmaReporter
from kbgen.sources.sigma_model import LEVELS, STATUSES
from kbgen.sources.sigma_tags import sigma_tag
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar, scalars

RELATED_TYPES = frozenset({"derived", "obsolete", "merged", "renamed", "similar"})
"""How a rule may be tied to another one."""
MAX_TITLE = 256
"""Characters that a title may have."""
_MAX_LISTED = 5
_DATE = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")

Check = Callable[[YamlMap, SigmaReporter], None]


def check_common(root: YamlMap, to: SigmaReporter) -> None:
    """Report what is wrong with the fields that rules, correlations and filters share."""
    for check in COMMON_CHECKS:
        check(root, to)


def check_rule(root: YamlMap, to: SigmaReporter) -> None:
    """Report what is wrong with a rule."""
    for check in (*COMMON_CHECKS, *RULE_CHECKS):
        check(root, to)


def check_condition(
    stated: YamlMap, to: SigmaReporter, no_selections: frozenset[str] = NO_SELECTIONS
) -> None:
    """Report the names in each condition that are no selection beside it, at the first of them."""
    selections = [name for name in names_of(stated) if name not in no_selections]
    for condition in scalars(stated.get("condition")):
        unknown = list(unknown_names(text_of(condition), selections))
        if not unknown:
            continue
        column = condition.column + max(0, condition.text.partition("\n")[0].find(unknown[0]))
        verb = "which is no selection" if len(unknown) == 1 else "which are no selections"
        message = f"the condition names {_listed(f'`{name}`' for name in unknown)}, {verb}"
        hint = f"the selections are {_listed(selections)}" if selections else "there is no selection"
        to.report(SigmaFault.SELECTION, message, condition.line, column, hint)


def _title(root: YamlMap, to: SigmaReporter) -> None:
    node = root.get("title")
    if node is None or not text_of(node):
        to.report_at(SigmaFault.TITLE, "there is no title", node or root)
    elif len(text_of(node)) > MAX_TITLE:
        message = f"the title has {len(text_of(node))} characters, more than {MAX_TITLE}"
        to.report_at(SigmaFault.TITLE, message, node)


def _id(root: YamlMap, to: SigmaReporter) -> None:
    node = root.get("id")
    if node is not None and not is_uuid(text_of(node)):
        to.report_at(SigmaFault.ID, f"the id is {shown(node)}, which is no UUID", node)


def _status(root: YamlMap, to: SigmaReporter) -> None:
    node = root.get("status")
    if node is not None and text_of(node).casefold() not in STATUSES:
        to.report_at(SigmaFault.STATUS, f"the status is {shown(node)}, which Sigma does not know", node)


def _level(root: YamlMap, to: SigmaReporter) -> None:
    node = root.get("level")
    if node is not None and text_of(node).casefold() not in LEVELS:
        to.report_at(SigmaFault.LEVEL, f"the level is {shown(node)}, which Sigma does not know", node)


def _dates(root: YamlMap, to: SigmaReporter) -> None:
    for name in ("date", "modified"):
        node = root.get(name)
        if node is not None and not _is_date(text_of(node)):
            to.report_at(SigmaFault.DATE, f"{name} is {shown(node)}, which is no date", node)


def _tags(root: YamlMap, to: SigmaReporter) -> None:
    node = root.get("tags")
    items = items_of(node) or (() if node is None or is_empty(node) else (node,))
    for item in items:
        tag = sigma_tag(text_of(item), item.line, item.column)
        if tag.is_nearly_technique:
            message = f"a tag is {shown(item)}, which is nearly a technique and names none"
            to.report_at(
                SigmaFault.TAG, message, item, "write it in the form attack.t1059 or attack.t1059.001"
            )
        elif not tag.is_well_formed:
            reads = f"; it is read as {tag.namespace}.{tag.name}" if tag.namespace and tag.name else ""
            message = f"a tag is {shown(item)}, which has not the form of one{reads}"
            to.report_at(SigmaFault.TAG, message, item)


def _related(root: YamlMap, to: SigmaReporter) -> None:
    for entry in items_of(root.get("related")):
        fields = names_of(entry)
        kind, identifier = fields.get("type"), fields.get("id")
        if kind is None:
            to.report_at(SigmaFault.RELATED, "a related rule has no type", entry)
        elif text_of(kind).casefold() not in RELATED_TYPES:
            message = f"the type of a related rule is {shown(kind)}, which Sigma does not know"
            to.report_at(SigmaFault.RELATED, message, kind)
        if identifier is None:
            to.report_at(SigmaFault.RELATED, "a related rule has no id", entry)
        elif not is_uuid(text_of(identifier)):
            message = f"the id of a related rule is {shown(identifier)}, which is no UUID"
            to.report_at(SigmaFault.RELATED, message, identifier)


def _log_source(root: YamlMap, to: SigmaReporter) -> None:
    node = root.get("logsource")
    stated = names_of(node)
    if not any(text_of(stated.get(name)) for name in ("category", "product", "service")):
        what = (
            "there is no logsource" if node is None else "the logsource has no category, product or service"
        )
        to.report_at(SigmaFault.LOG_SOURCE, what, node or root)


def _detection(root: YamlMap, to: SigmaReporter) -> None:
    node = root.get("detection")
    if not isinstance(node, YamlMap):
        what = "there is no detection" if node is None else "the detection is no map of selections"
        to.report_at(SigmaFault.DETECTION, what, node or root)
        return
    if all(name in NO_SELECTIONS for name in names_of(node)):
        to.report_at(SigmaFault.DETECTION, "the detection has no selection", node)
    condition = node.get("condition")
    if not texts_of(condition):
        to.report_at(SigmaFault.CONDITION, "the detection has no condition", condition or node)
    check_condition(node, to)


def _simulations(root: YamlMap, to: SigmaReporter) -> None:
    for entry in items_of(root.get("simulation")):
        guid = names_of(entry).get("atomic_guid")
        if guid is None:
            to.report_at(SigmaFault.SIMULATION, "a simulation has no atomic_guid", entry)
        elif not is_uuid(text_of(guid)):
            message = f"the atomic_guid of a simulation is {shown(guid)}, which is no UUID"
            to.report_at(SigmaFault.SIMULATION, message, guid)


COMMON_CHECKS: tuple[Check, ...] = (_title, _id, _status, _level, _dates, _tags, _related)
"""What every document is checked for, in this order."""
RULE_CHECKS: tuple[Check, ...] = (_log_source, _detection, _simulations)
"""What a rule is checked for as well."""


def shown(node: YamlNode) -> str:
    """Return a value for a message."""
    match node:
        case YamlScalar():
            return f"`{text_of(node)[:80]}`" if text_of(node) else "empty"
        case YamlList():
            return "a list"
        case YamlMap():
            return "a map"


def _listed(names: Iterable[str]) -> str:
    first = list(names)
    return ", ".join(first[:_MAX_LISTED]) + (", …" if len(first) > _MAX_LISTED else "")


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return False
    return True
