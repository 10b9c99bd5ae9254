"""Placeholders and what is filled in for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.sources.atomics_model import InputArgument
from kbgen.sources.atomics_placeholders import placeholders, substituted


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
        ("${#host} # {host} #{}", "${#host} # {host} #{}"),
        ("#{ho\nst}", "#{ho\nst}"),
        ("", ""),
    ],
)
def test_defaults_are_filled_in(command: str, filled: str) -> None:
    assert substituted(command, ARGUMENTS) == filled


def test_a_placeholder_inside_of_a_default_stays() -> None:
    arguments = (argument("a", "#{b}#{b}"), argument("b", "#{a}"))
    assert substituted("#{a}", arguments) == "#{b}#{b}"


def test_names_of_placeholders() -> None:
    assert placeholders("#{b} #{a} #{b} #{a.b-c}") == ("b", "a", "a.b-c")


@given(st.text(max_size=50))
def test_without_arguments_a_command_is_what_it_was(command: str) -> None:
    assert substituted(command, ()) == command
