"""What `run.py` measures: the rows of the table in the README, in order.

A scenario has a place, a folder with the configuration, the cache and the site; scenarios that share one follow on each
other. A cold scenario begins with an empty place, any other one with what those before it left.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generated_vault import write_vault
from site_commands import hugo, kbgen, kbgen_build, kbgen_project, material, zensical

from kbgen.settings import Source, SourceKind

ROOT = Path(__file__).resolve().parents[2]
SIGMA = ("rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance")
TAG = re.compile(r"^(tags: \[.*?)\bt\d{4}(?:_\d{3})?\b", re.MULTILINE)
GIVEN = ("t1046", "t1027")
"""Tags of techniques that a rule is given instead of its own."""
GROWTH = (5_000, 50_000)
RATIOS = (
    ("vault-2026 cold / Material", "vault-2026 cold", "Material"),
    ("vault-2026 cold / Zensical", "vault-2026 cold", "Zensical"),
    ("vault-2026 cold / Hugo", "vault-2026 cold", "Hugo"),
)
"""Name, numerator and denominator of what is compared by wall time."""

Prepare = Callable[[Path], list[str] | None]
"""Gets the place of a scenario, returns the command; None where its program is not installed."""


@dataclass(frozen=True)
class Scenario:
    """One command to measure."""

    name: str
    place: str
    prepare: Prepare
    after: str = ""
    """Name of the cold scenario whose place this one goes on with; empty for a cold one."""
    is_primed: bool = False
    """Whether the same command runs once, unmeasured, before."""
    notes: int = 0
    """Notes of the vault where figures for each note are wanted."""


class EditedVault:
    """A copy of a vault in which one note's text and another one's tag can be changed.

    Args:
        origin: the vault, which is only read.
        folder: the copy, made when it is first wanted.
    """

    def __init__(self, origin: Path, folder: Path) -> None:
        self.folder = folder
        self._origin = origin
        self._edits = 0

    def restore(self) -> Path:
        """Return the copy, which is again as its origin is."""
        if not self.folder.exists():
            shutil.copytree(self._origin, self.folder)
        for path in self._notes():
            shutil.copyfile(self._origin / path, self.folder / path)
        return self.folder

    def change_text(self) -> None:
        """Add a line that was never there to a rule; tags and ties stay."""
        path, _ = self._notes()
        self._edits += 1
        text = (self._origin / path).read_text(encoding="utf-8")
        (self.folder / path).write_text(f"{text}\nRevision {self._edits}.\n", encoding="utf-8")

    def change_tag(self) -> None:
        """Give another rule the tag of another technique instead of its own."""
        _, path = self._notes()
        text = (self.folder / path).read_text(encoding="utf-8")
        first, second = GIVEN
        had = TAG.search(text)
        tag = second if had is not None and had[0].endswith(first) else first
        (self.folder / path).write_text(TAG.sub(rf"\g<1>{tag}", text, count=1), encoding="utf-8")

    def _notes(self) -> tuple[Path, Path]:
        """Return the paths of both notes: the first two rules with a technique other than those given."""
        found: list[Path] = []
        for file in sorted(self._origin.glob("Detection Rules/*.md")):
            text = file.read_text(encoding="utf-8")
            tag = TAG.search(text)
            if tag is not None and not tag[0].endswith(GIVEN):
                found.append(file.relative_to(self._origin))
            if len(found) == 2:
                break
        first, second = found
        return first, second


def scenarios(corpora: Path | None, work: Path, *, growth: bool) -> list[Scenario]:
    """Return what can be measured, in order.

    Args:
        corpora: the folder of the unpacked corpora, None where there are none.
        work: where copies and generated vaults are put.
        growth: whether large generated vaults are wanted.
    """
    return [
        *(of_corpus(EditedVault(corpora / "vault-2026", work / "vault-2026")) if corpora else ()),
        Scenario("kbgen --help", "help", lambda _: kbgen("--help"), is_primed=True),
        Scenario("content cold", "content", content),
        *(of_sources(corpora, work) if corpora else ()),
        *(grown(notes, work) for notes in GROWTH if growth),
    ]


def of_corpus(vault: EditedVault) -> list[Scenario]:
    """Return builds of the corpus by kbgen and its peers, and other commands on it."""
    cold = "vault-2026 cold"

    def built(place: Path) -> list[str]:
        kbgen_project(place, vault.restore())
        return kbgen_build(place)

    def after(change: Callable[[], None]) -> Prepare:
        def edited(place: Path) -> list[str]:
            change()
            return kbgen_build(place)

        return edited

    def peer(build: Callable[[Path, Path], list[str] | None]) -> Prepare:
        return lambda place: build(place, vault.restore())

    def asked(name: str, *words: str) -> Scenario:
        def prepare(place: Path) -> list[str]:
            return kbgen(*words, str(place))

        return Scenario(name, "vault-2026", prepare, after=cold, is_primed=True)

    return [
        Scenario(cold, "vault-2026", built),
        Scenario("vault-2026 warm, unchanged", "vault-2026", kbgen_build, after=cold),
        Scenario("vault-2026 warm, a text changed", "vault-2026", after(vault.change_text), after=cold),
        Scenario("vault-2026 warm, a tag changed", "vault-2026", after(vault.change_tag), after=cold),
        asked("check warm", "check", "--fail-on", "never"),
        asked("coverage warm", "coverage"),
        asked("query warm", "query", "tag: detection_rule"),
        Scenario("Material", "material", peer(material)),
        Scenario("Zensical", "zensical", peer(zensical)),
        Scenario("Hugo", "hugo", peer(hugo)),
    ]


def content(place: Path) -> list[str]:
    """Return the build of the demo vault of the repository."""
    kbgen_project(place, ROOT / "content")
    return kbgen_build(place)


def of_sources(corpora: Path, work: Path) -> list[Scenario]:
    """Return builds of nothing but Enterprise, SigmaHQ's rules and Atomic Red Team, mounted."""
    sources = (
        Source(SourceKind.ATTACK, str(corpora / "attack-enterprise-18.1.json"), "18.1"),
        *(Source(SourceKind.SIGMA, str(corpora / "sigma-rules" / folder)) for folder in SIGMA),
        Source(SourceKind.ATOMICS, str(corpora / "atomics")),
    )

    def built(place: Path) -> list[str]:
        empty = work / "empty"
        empty.mkdir(exist_ok=True)
        kbgen_project(place, empty, sources)
        return kbgen_build(place)

    return [
        Scenario("mounted cold", "mounted", built),
        Scenario("mounted warm, unchanged", "mounted", kbgen_build, after="mounted cold"),
    ]


def grown(notes: int, work: Path) -> Scenario:
    """Return the build of a generated vault of so many notes."""

    def built(place: Path) -> list[str]:
        vault = work / f"generated-{notes}"
        if not vault.exists():
            write_vault(notes, vault)
        kbgen_project(place, vault)
        return kbgen_build(place)

    return Scenario(f"{notes:,} notes cold", f"grown-{notes}", built, notes=notes)
