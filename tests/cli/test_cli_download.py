"""The bar of a download: on standard error, and only where that is a terminal."""

import pytest

from kbgen.cli.download import shown_download


def download() -> None:
    with shown_download() as told:
        for received in range(0, 3_000_001, 500_000):
            told("attack.json", received, 3_000_000)
        told("other.json", 500_000, None)


def test_a_terminal_sees_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    download()
    out, err = capsys.readouterr()
    assert out == ""
    assert "Downloading attack.json" in err
    assert "3.0/3.0 MB" in err


@pytest.mark.parametrize("variable", ["NO_COLOR", "TERM"])
def test_anything_else_sees_nothing(
    variable: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv(variable, "dumb")
    download()
    assert capsys.readouterr() == ("", "")
