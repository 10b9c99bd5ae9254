"""The closed table of functions of Dataview's query language that kbgen has."""

from collections.abc import Mapping
from types import MappingProxyType

from kbgen.tables.dql_function import Function
from kbgen.tables.dql_list_functions import LIST_FUNCTIONS
from kbgen.tables.dql_text_functions import TEXT_FUNCTIONS
from kbgen.tables.dql_value_functions import VALUE_FUNCTIONS

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {function.name: function for function in (*VALUE_FUNCTIONS, *LIST_FUNCTIONS, *TEXT_FUNCTIONS)}
)
"""Every function, by name; names are written in lower case."""
