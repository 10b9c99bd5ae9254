"""A note that holds a Sigma filter: it tunes detection rules, detects nothing itself, and never counts as a rule."""

from dataclasses import dataclass

from kbgen.notes.sigma_rule import SigmaFault, SigmaRule
from kbgen.notes.technique import EMPTY
from kbgen.sources.sigma_documents import SigmaKind
from kbgen.vault.document import FrontMatter


@dataclass(frozen=True, slots=True)
class RuleFilter:
    """What the note says of its filter."""

    title: str
    sigma: SigmaRule | SigmaFault | None
    """The filter, or why it cannot be read; None where the note is only tagged as one."""


def is_filter(sigma: SigmaRule | SigmaFault | None) -> bool:
    """Tell whether what a note embeds is a filter."""
    return sigma is not None and sigma.kind is SigmaKind.FILTER


def rule_filter(
    name: str, front_matter: FrontMatter | None, sigma: SigmaRule | SigmaFault | None
) -> RuleFilter:
    """Return the filter of a note.

    Args:
        name: the note's title where neither front matter nor filter has one.
        front_matter: its properties.
        sigma: the filter that its body embeds.
    """
    stated = sigma.title if isinstance(sigma, SigmaRule) else ""
    return RuleFilter((front_matter or EMPTY).text("title") or stated or name, sigma)
