"""The style sheet and the scripts, read as text."""

import re
from pathlib import Path

import pytest

from kbgen.resources import templates_folder

ASSETS = templates_folder() / "assets"
STYLE = (ASSETS / "kbgen.css").read_text("utf-8")
DEMO = (Path(__file__).with_name("technique.html"), Path(__file__).with_name("home.html"))
HOOKS = {"kb-home", "kb-backlinks", "kb-level", "kb-notice--info", "kb-status--test"}
"""Classes that are there for programs, or look as their neighbours do."""


@pytest.mark.parametrize("page", DEMO, ids=lambda path: path.stem)
def test_every_class_of_the_demonstration_is_styled(page: Path) -> None:
    used = set(
        re.findall(r"\bkb-[a-z_-]+", " ".join(re.findall(r'class="([^"]*)"', page.read_text("utf-8"))))
    )
    styled = set(re.findall(r"\.(kb-[a-z_-]+)", STYLE))
    assert used - HOOKS <= styled


def test_braces_are_balanced_and_no_address_is_loaded() -> None:
    assert STYLE.count("{") == STYLE.count("}")
    assert "url(" not in STYLE
    assert "@import" not in STYLE


@pytest.mark.parametrize("script", sorted(ASSETS.glob("*.js")), ids=lambda path: path.name)
def test_scripts_may_run_under_a_strict_policy(script: Path) -> None:
    text = script.read_text("utf-8")
    assert not re.search(
        r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write|https?://(?!www\.w3\.org/2000/svg\b)",
        text,
    )


def luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


LIGHT, DARK = "#ffffff", "#1e2129"
"""What text stands on: Material's backgrounds of the two schemes."""
TONES = re.findall(r"--kb-(red|orange|amber|green|teal|blue|grey): (#[0-9a-f]{6});", STYLE)


@pytest.mark.parametrize(
    ("name", "light", "dark"), [(n, c, TONES[i + 7][1]) for i, (n, c) in enumerate(TONES[:7])]
)
def test_words_in_colour_can_be_read(name: str, light: str, dark: str) -> None:
    assert name
    assert contrast(light, LIGHT) >= 5.5, "on its own tint it is still above 4.5"
    assert contrast(dark, DARK) >= 5.5
