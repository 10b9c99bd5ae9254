"""What a preview says of its builds."""

import logging

import pytest

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.mkdocs_plugin.listener import PreviewListener
from kbgen.source import Location


def test_a_preview_says_once_what_is_wrong_and_always_how_much(caplog: pytest.LogCaptureFixture) -> None:
    old = Diagnostic("KB201", Severity.WARNING, "old", Location("a.md", 1, 1))
    new = Diagnostic("KB201", Severity.WARNING, "new", Location("b.md", 1, 1))
    lines: list[str] = []
    listener = PreviewListener(lines.append)
    heard = []
    for found in ((old,), (old, new), (new,), (old, new)):
        caplog.clear()
        with caplog.at_level(logging.INFO, logger="mkdocs"):
            listener.began()
            listener.started(7)
            listener.finished(found)
        heard.append([name for name in ("old", "new") if name in caplog.text])
    assert heard == [["old"], ["new"], [], ["old"]]
    assert [line.partition(" s, ")[2] for line in lines] == [
        "0 errors, 1 warning, 0 infos",
        "0 errors, 2 warnings, 0 infos",
        "0 errors, 1 warning, 0 infos",
        "0 errors, 2 warnings, 0 infos",
    ]
    assert all(line.startswith("7 pages in ") for line in lines)
