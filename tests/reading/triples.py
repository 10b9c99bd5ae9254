"""Reads fixtures that are data: titles, inputs and expectations, each ended by a line that holds only a full stop."""

import re
from pathlib import Path

_END = re.compile(r"^\.$", re.MULTILINE)


def read_triples(file: Path) -> list[tuple[str, str, str]]:
    """Return title, input and expectation of each case; an input ends with its line break."""
    parts = _END.split(file.read_text("utf-8"))
    assert len(parts) % 3 == 1, file
    assert not parts[-1].strip(), file
    return [
        (title.strip(), text[1:], expected.strip("\n"))
        for title, text, expected in zip(parts[:-1:3], parts[1::3], parts[2::3], strict=True)
    ]
