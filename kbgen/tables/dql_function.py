"""What a function of Dataview's query language is, and how lists become calls for each element."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from kbgen.tables.dql_values import type_name
from kbgen.tables.dql_world import World
from kbgen.tables.faults import RowError
from kbgen.tables.values import Value, weight

Arguments: TypeAlias = tuple[Value, ...]
"""The evaluated arguments of a call."""

Rule: TypeAlias = Callable[[Arguments, World], Value]
"""Computes a call; raises ``RowError`` where there is no rule for the types of the arguments."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the table."""

    name: str
    rule: Rule
    spread: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """By number of arguments: the places where a list stands for a call for each of its elements."""

    def call(self, arguments: Arguments, world: World) -> Value:
        """Return the result of a call.

        Raises:
            RowError: there is no rule for these arguments.
            UncertainError: kbgen is not certain of the result.
        """
        world.meter.spend(weight(arguments))
        places = self.spread.get(len(arguments), ())
        lists = {place: items for place in places if isinstance(items := arguments[place], tuple)}
        if not lists:
            return self.rule(arguments, world)
        shortest = min(len(items) for items in lists.values())
        results: list[Value] = []
        for index in range(shortest):
            single = [
                lists[place][index] if place in lists else argument
                for place, argument in enumerate(arguments)
            ]
            results.append(self.call(tuple(single), world))
        return tuple(results)


def no_rule(name: str, arguments: Arguments) -> RowError:
    """Return the error for arguments of types that a function does not take."""
    types = ", ".join(map(type_name, arguments)) or "nothing"
    return RowError(f"{name}() does not take {types}")
