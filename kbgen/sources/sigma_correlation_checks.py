"""Reports what is wrong with Sigma correlations and filters. Specification: Sigma 2.1, correlations and filters."""

import re

from kbgen.sources.sigma_atomics_fields import is_empty, names_of, text_of, texts_of
from kbgen.sources.sigma_checks import check_common, check_condition, shown
from kbgen.sources.sigma_condition import NO_SELECTIONS
from kbgen.sources.sigma_faults import SigmaFault, SigmaReporter
from kbgen.vault.yaml_node import YamlMap

OF_FIELD = frozenset({"value_count", "value_sum", "value_avg", "value_percentile", "value_median"})
"""Types that count or compute over a field, which their condition names."""
COUNTING = frozenset({"event_count", *OF_FIELD})
"""Types that need a condition."""
TYPES = COUNTING | {"temporal", "temporal_ordered", "temporal_extended", "temporal_ordered_extended"}
"""The types of the specification, and those that pySigma knows besides."""
OPERATORS = frozenset({"gt", "gte", "lt", "lte", "eq", "neq"})
"""What a condition may compare with."""
_TIMESPAN = re.compile(r"[0-9]+[smhdwMy]")
_NO_SELECTIONS = NO_SELECTIONS | {"rules"}


def check_correlation(root: YamlMap, to: SigmaReporter) -> None:
    """Report what is wrong with a correlation; its rules are looked up later."""
    check_common(root, to)
    stated = root.get("correlation")
    if not isinstance(stated, YamlMap):
        to.report_at(SigmaFault.CORRELATION, "the correlation is no map", stated or root)
        return
    kind = stated.get("type")
    if kind is None:
        to.report_at(SigmaFault.CORRELATION, "the correlation has no type", stated)
    elif text_of(kind) not in TYPES:
        message = f"the type of the correlation is {shown(kind)}, which Sigma does not know"
        to.report_at(SigmaFault.CORRELATION, message, kind, f"use one of {', '.join(sorted(TYPES))}")
    for name in ("rules", "group-by"):
        if not texts_of(stated.get(name)):
            to.report_at(SigmaFault.CORRELATION, f"the correlation has no {name}", stated.get(name) or stated)
    _timespan(stated, to)
    _condition(stated, text_of(kind), to)


def check_filter(root: YamlMap, to: SigmaReporter) -> None:
    """Report what is wrong with a filter; its rules are looked up later."""
    check_common(root, to)
    if not names_of(root.get("logsource")):
        to.report_at(SigmaFault.FILTER, "the filter has no logsource", root.get("logsource") or root)
    stated = root.get("filter")
    if not isinstance(stated, YamlMap):
        to.report_at(SigmaFault.FILTER, "the filter is no map", stated or root)
        return
    for name in ("rules", "condition"):
        if not texts_of(stated.get(name)):
            to.report_at(SigmaFault.FILTER, f"the filter has no {name}", stated.get(name) or stated)
    if _NO_SELECTIONS.issuperset(names_of(stated)):
        to.report_at(SigmaFault.FILTER, "the filter has no selection", stated)
    check_condition(stated, to, _NO_SELECTIONS)


def _timespan(stated: YamlMap, to: SigmaReporter) -> None:
    node = stated.get("timespan")
    if node is None:
        to.report_at(SigmaFault.CORRELATION, "the correlation has no timespan", stated)
    elif not _TIMESPAN.fullmatch(text_of(node)):
        message = f"the timespan is {shown(node)}, which is no number with s, m, h or d"
        to.report_at(SigmaFault.CORRELATION, message, node, "write a timespan such as 10m")


def _condition(stated: YamlMap, kind: str, to: SigmaReporter) -> None:
    node = stated.get("condition")
    if node is None or is_empty(node):
        if kind in COUNTING:
            message = f"a correlation of the type {kind} needs a condition"
            to.report_at(SigmaFault.CORRELATION, message, stated)
        return
    names = names_of(node)
    if names and OPERATORS.isdisjoint(names):
        message = "the condition of the correlation compares with nothing"
        to.report_at(SigmaFault.CORRELATION, message, node, f"use one of {', '.join(sorted(OPERATORS))}")
    if kind in OF_FIELD and not text_of(names.get("field")):
        message = f"the condition of a correlation of the type {kind} needs a field"
        to.report_at(SigmaFault.CORRELATION, message, node)
