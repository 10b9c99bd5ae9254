"""What caused a technique to move: which rule or test came, went, or changed."""

from dataclasses import dataclass
from enum import Enum


class CauseKind(Enum):
    """What happened, as the words in which it is told."""

    RULE_REMOVED = "rule removed"
    """A rule that covered it is gone."""
    RULE_RETAGGED = "rule no longer tagged with it"
    """A rule that covered it is there, and its tags no longer name it."""
    RULE_NOT_RETURNED = "rule no longer returned by its query block"
    """A rule that covered it is there, and the query block that returned it does so no longer."""
    RULE_INACTIVE = "rule no longer active"
    """A rule that covered it was deprecated, or fell below the minimum."""
    RULE_PLATFORM = "rule for other platforms"
    """A rule that covered it now reads the log source of another platform."""
    LOG_SOURCE_LOST = "log source no longer collected"
    """The log source of a rule that covers it is no longer collected."""
    TEST_REMOVED = "test removed"
    """A test that exercised it is gone."""
    TEST_RETAGGED = "test no longer tagged with it"
    """A test that exercised it is there, and its tags no longer name it."""
    TEST_NOT_RETURNED = "test no longer returned by its query block"
    """A test that exercised it is there, and the query block that returned it does so no longer."""
    TEST_PLATFORM = "test no longer for the platform"
    """A test that exercised it is there, and no longer runs on the platform."""
    EVIDENCE_LOST = "evidence gone or too old"
    """Nothing fresh shows any more that a rule fired."""
    TECHNIQUE_REMOVED = "note of the technique removed"
    """The technique, or a sub-technique that counted for it, was covered and has no note any more."""
    PLATFORM_REMOVED = "platform no longer assessed"
    """It was covered on a platform that its note no longer states, or that is no longer in scope."""
    PLATFORMS_STATED = "platforms of its note changed"
    """Its note states platforms where it stated none, or none where it stated some."""
    RULE_ADDED = "rule added"
    """A rule that covers it is new."""
    RULE_TAGGED = "rule newly tagged with it"
    """The tags of a rule that was there now name it."""
    RULE_RETURNED = "rule newly returned by its query block"
    """A rule that was there is now returned by its query block."""
    RULE_ACTIVE = "rule newly active"
    """A rule that was tied to it has become active."""
    RULE_FOR_PLATFORM = "rule newly for the platform"
    """A rule that was tied to it now reads a log source of the platform."""
    LOG_SOURCE_COLLECTED = "log source newly collected"
    """The log source of a rule that covers it is now collected."""
    TEST_ADDED = "test added"
    """A test that exercises it is new."""
    TEST_TAGGED = "test newly tagged with it"
    """The tags of a test that was there now name it."""
    TEST_RETURNED = "test newly returned by its query block"
    """A test that was there is now returned by its query block."""
    TEST_FOR_PLATFORM = "test newly for the platform"
    """A test that was tied to it now runs on the platform."""
    EVIDENCE_ADDED = "new evidence"
    """A result or a regression log now shows that a rule fired."""
    TECHNIQUE_ADDED = "note of the technique added"
    """A sub-technique that counts for it has a note now."""
    PLATFORM_ADDED = "platform newly assessed"
    """It is covered on a platform that its note states now, or that is in scope now."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that happened to a rule, a test, a technique or the evidence."""

    kind: CauseKind
    path: str = ""
    """Vault path of the rule, test or technique, where it is or was; empty for evidence."""
    title: str = ""
    """Title of the rule or test, or name of the technique."""
    detail: str = ""
    """What more there is to say, such as the new status."""
    stated_by: str = ""
    """What changed: ``tags``, ``status``, ``level``, ``logsource`` or ``platforms``; empty where the whole note did."""
    new_tags: tuple[str, ...] = ()
    """The tags that the note has now and did not have, as written, where its tags changed."""

    def __str__(self) -> str:
        named = f"{self.kind.value}: {self.title}" if self.title else self.kind.value
        return f"{named} ({self.detail})" if self.detail else named
