"""The placeholders of commands: ``#{name}``. Commands are text; they are never run.

Grammar::

    placeholder = "#{" name "}"            ; the name of an input argument, without "}" and line breaks
"""

import re
from collections.abc import Iterable

from kbgen.sources.atomics_model import InputArgument

_PLACEHOLDER = re.compile(r"#\{([^}\n]+)\}")


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names of a text's placeholders, each once, in their order."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def substituted(command: str, arguments: Iterable[InputArgument]) -> str:
    """Return a command with the defaults of its arguments filled in.

    A placeholder without an argument stays, and so does one inside of a default.
    """
    defaults = {argument.name: argument.default for argument in arguments}
    return _PLACEHOLDER.sub(lambda match: defaults.get(match[1], match[0]), command)
