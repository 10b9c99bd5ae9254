"""Lengths and parts of texts as JavaScript counts them: in UTF-16 units."""


def units(text: str) -> int:
    """Return how many units a text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def part(text: str, start: int, end: int) -> str:
    """Return the units from one offset up to another; a character that is cut in half becomes U+FFFD."""
    if text.isascii():
        return text[start:end]
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * start : 2 * end].decode("utf-16-le", "replace")


def index(number: float, length: int, *, from_end: bool) -> int:
    """Return an offset that JavaScript accepts in any form: clamped, fractions cut, counted from the end or not."""
    if number != number:  # noqa: PLR0124 - the test for NaN
        return 0
    whole = int(max(-1e9, min(number, 1e9)))
    if whole < 0:
        return max(0, length + whole) if from_end else 0
    return min(whole, length)
