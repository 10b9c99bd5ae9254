"""Placeholders and what is filled in for them."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.sources.atomics_model import InputArgument
from kbgen.sources.atomics_placeholders import LONGEST, Piece, filled_in, placeholders


def text_of(command: str, arguments: Iterable[InputArgument]) -> str:
    pieces = filled_in(command, arguments)
    assert pieces is not None
    return "".join(piece.text for piece in pieces)


def argument(name: str, default: str) -> InputArgument:
    return InputArgument(name, "", "string", default, 1)


ARGUMENTS = (argument("host", "127.0.0.1"), argument("out file", r"C:\1\g<0>"), argument("none", ""))


@pytest.mark.parametrize(
    ("command", "filled"),
    [
        ("ping #{host}", "ping 127.0.0.1"),
        ("#{host}#{host}", "127.0.0.1127.0.0.1"),
        ("echo > #{out file}", r"echo > C:\1\g<0>"),
        ("x #{none} y", "x  y"),
        ("x #{unknown} y", "x #{unknown} y"),
        ("ping #{Host} #{ host}", "ping #{Host} #{ host}"),
        ("${#host} # {host} #{}", "${#host} # {host} #{}"),
        ("#{ho\nst}", "#{ho\nst}"),
        ("", ""),
    ],
)
def test_defaults_are_filled_in(command: str, filled: str) -> None:
    assert text_of(command, ARGUMENTS) == filled


def test_a_placeholder_inside_of_a_default_is_filled_in_once() -> None:
    arguments = (argument("file", "#{folder}/a"), argument("folder", "/var/x"), argument("loop", "<#{loop}>"))
    assert text_of("#{file} #{folder}", arguments) == "/var/x/a /var/x"
    assert text_of("#{loop}", arguments) == "<<#{loop}>>"


def test_pieces_say_what_they_are() -> None:
    assert filled_in("ping #{host}#{none} #{Port}", ARGUMENTS) == (
        Piece("ping "),
        Piece("127.0.0.1", "host"),
        Piece(" "),
        Piece("#{Port}", "Port", is_known=False),
    )


def test_a_command_that_would_be_huge_is_none() -> None:
    long = (argument("a", "x" * 1000), argument("b", "#{a}" * 1000))
    assert text_of("#{a}" * (LONGEST // 1000), long) == "x" * LONGEST
    assert filled_in("#{a}" * (LONGEST // 1000) + "x", long) is None
    assert text_of("#{b}", long) == "#{a}" * 1000


def test_names_of_placeholders() -> None:
    assert placeholders("#{b} #{a} #{b} #{a.b-c}") == ("b", "a", "a.b-c")


@given(st.text(max_size=50))
def test_without_arguments_a_command_is_what_it_was(command: str) -> None:
    assert text_of(command, ()) == command
