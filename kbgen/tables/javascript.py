"""Numbers and texts as JavaScript computes, rounds, counts and cuts them; it counts texts in UTF-16 units."""

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext

_MOST_DIGITS = 100


def divided(left: float, right: float) -> float:
    """Return a quotient as JavaScript computes it: a division by nought is infinite or no number."""
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def remainder(left: float, right: float) -> float:
    """Return the rest of a division as JavaScript computes it, with the sign of the dividend."""
    return math.nan if right == 0 or math.isinf(left) else math.fmod(left, right)


def rounded(value: float) -> float:
    """Return the nearest whole number; halves go up."""
    if not math.isfinite(value) or abs(value) >= 2**52:
        return value
    return float(math.floor(value + 0.5)) if value != 0.49999999999999994 else 0.0


def fixed(value: float, digits: float) -> str | None:
    """Return a number with so many decimals, halves away from nought; None where JavaScript refuses."""
    if math.isnan(digits) or not 0 <= int(max(-1, min(digits, _MOST_DIGITS + 1))) <= _MOST_DIGITS:
        return None
    if not math.isfinite(value) or abs(value) >= 1e21:
        return None
    with localcontext(prec=1200):
        shown = Decimal(value).quantize(Decimal(1).scaleb(-int(digits)), rounding=ROUND_HALF_UP)
    text = f"{shown:f}"
    return text.removeprefix("-") if value == 0 else text


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
