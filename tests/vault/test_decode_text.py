"""How bytes become text, and how the encoding of a vault's odd files is found."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.vault.decode_text import Decoded, decide_encoding, decode, is_unicode

GERMAN = "Die Größe der Datei überschreitet die zulässige Länge; süße Äpfel."
FRENCH = "L’accès a été refusé, où l’été s’achève déjà. Forêt, garçon. À propos."
SPANISH = "¿Qué pasó con la contraseña del año? ¡Atención! Allí está la detección."
SWEDISH = "Säkerhet på nätet är viktigt för små företag. Åtgärder följer."
ENGLISH = "It’s the attacker’s “payload” – don’t run it… the user’s host."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("größer".encode(), "utf-8"),
        (codecs.BOM_UTF8 + "größer".encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + "größer".encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + "größer".encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + "größer".encode("utf-32-le"), "utf-32-le"),
        (codecs.BOM_UTF32_BE + "größer".encode("utf-32-be"), "utf-32-be"),
    ],
)
def test_unicode_is_recognised_and_loses_its_mark(data: bytes, encoding: str) -> None:
    assert decode(data, "cp437") == Decoded("größer", encoding)
    assert is_unicode(data)


def test_other_bytes_are_read_with_the_fallback() -> None:
    assert decode(b"D\x94ner\xff", "cp437") == Decoded("Döner\xa0", "cp437")
    assert not is_unicode(b"D\x94ner")


def test_a_broken_utf16_file_is_no_unicode() -> None:
    assert decode(codecs.BOM_UTF16_LE + b"a\x00b", "cp1252").encoding == "cp1252"


def test_lost_characters_are_counted() -> None:
    assert decode(b"a\x81\x8db", "cp1252") == Decoded("a\ufffd\ufffdb", "cp1252", 2)
    assert decode(b"caf\xe9", "ascii") == Decoded("caf\ufffd", "ascii", 1)


def test_a_codec_without_replacement_does_not_raise() -> None:
    assert decode(b"caf\xe9", "idna").lost == 1


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_line_ends_become_line_feeds(encoding: str) -> None:
    data = "a\r\nb\rc\n\r\r\nd ’".encode(encoding)
    assert decode(data, "cp1252").text == "a\nb\nc\n\n\nd ’"


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp1252", "iso8859-1", "mac-roman"])
@pytest.mark.parametrize("text", [GERMAN, FRENCH, SPANISH, SWEDISH, ENGLISH, "Prüfung", "Café au lait"])
def test_western_text_is_read_as_it_was_written(text: str, encoding: str) -> None:
    data = text.encode(encoding, "ignore")
    assert data.decode(decide_encoding([data])) == data.decode(encoding)


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp1252", "iso8859-1"])
def test_signs_are_read_as_they_were_written(encoding: str) -> None:
    data = "at 5 °C, 2 µm".encode(encoding)
    assert data.decode(decide_encoding([data])) == "at 5 °C, 2 µm"


def test_few_bytes_in_several_files_are_decided_together() -> None:
    samples = [
        b"First sentence.\xffSecond one.\n",
        b"A word with an umlaut: Sch\x84del.\n",
        b"The end.\xff\n",
    ]
    assert decide_encoding(samples) == "cp437"
    assert decide_encoding(samples[::-1]) == "cp437"


def test_a_beginning_of_very_much_text_is_enough() -> None:
    assert decide_encoding([("Größe und Länge\n" * 10_000).encode("cp1252")] * 3) == "cp1252"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Злоумышленник запускает вредоносную команду через командную строку системы."),
        ("koi8-r", "Злоумышленник запускает вредоносную команду через командную строку системы."),
        ("cp932", "攻撃者はコマンドラインを使って悪意のあるコマンドを実行します。ログで検出できます。"),
        ("gb18030", "攻击者使用命令行来执行恶意命令。检测基于事件日志，管理员应当监控进程的创建和网络连接。"),
        ("cp1253", "Ο επιτιθέμενος χρησιμοποιεί τη γραμμή εντολών για να εκτελέσει κακόβουλες εντολές."),
        ("cp1250", "Atakujący używa wiersza poleceń. Żółć, gęś, łódź, źdźbło, święto, książka, część, więc."),
    ],
)
def test_plenty_of_other_text_is_left_to_a_general_detector(encoding: str, text: str) -> None:
    data = "\n".join([text] * 4).encode(encoding)
    assert data.decode(decide_encoding([data])) == data.decode(encoding)


def test_little_of_other_text_is_not() -> None:
    assert decide_encoding(["日本".encode("cp932")]) in {"cp437", "cp850", "cp1252", "iso8859-1", "mac-roman"}


@given(data=st.binary(max_size=200), fallback=st.sampled_from(["cp437", "cp1252", "utf-8", "shift_jis"]))
def test_no_bytes_raise_and_nothing_is_lost_in_silence(data: bytes, fallback: str) -> None:
    decoded = decode(data, fallback)
    assert "\r" not in decoded.text
    if not is_unicode(data):
        assert decoded.lost == decoded.text.count("\ufffd")


@given(data=st.lists(st.binary(max_size=60), max_size=4))
def test_a_decision_is_always_made(data: list[bytes]) -> None:
    encoding = decide_encoding(data)
    assert decode(b"\xff", encoding).encoding == encoding
