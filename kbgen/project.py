"""The map of kbgen: one cached property a stage, in order. Start reading here.

::

    files ─vault, sources→ documents ─markup→ bodies ─notes→ notes ─knowledge→ knowledge ─query, tables→ answers
          ─graph→ graph ─coverage→ coverage ─checks→ diagnostics ─render, pages→ site
"""

import datetime as dt
from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from pathlib import Path

from kbgen import clock
from kbgen.cache import NO_CACHE, Cache
from kbgen.checks.run import run_checks
from kbgen.conversion.build import Conversions, convert_all
from kbgen.conversion.languages import installed_targets
from kbgen.coverage.analytics import Analytics, assess_analytics
from kbgen.coverage.build import Circumstances, assess
from kbgen.coverage.compare import Comparison
from kbgen.coverage.findings import CoverageFindings
from kbgen.coverage.gaps import Gap, ranked_gaps
from kbgen.coverage.model import Coverage
from kbgen.coverage.recorded import Recorded, gather_evidence
from kbgen.coverage.since import changes_since
from kbgen.coverage.telemetry import Telemetry, find_telemetry
from kbgen.coverage.threats import Threats, find_threats
from kbgen.diagnostics import Diagnostic
from kbgen.executors import Backend
from kbgen.graph.cross_references import CrossReferences
from kbgen.knowledge.base import KnowledgeBase
from kbgen.knowledge.build import build_knowledge
from kbgen.notes.note import Note
from kbgen.notes.precedence import Precedence, give_precedence
from kbgen.notes.read_notes import read_notes
from kbgen.pages.build import build_site
from kbgen.pages.page import Site
from kbgen.pages.publication import Publication
from kbgen.query.answers import Answers, answer_all
from kbgen.query.index import Index
from kbgen.render.addresses import Addresses, allocate
from kbgen.render.redirects import Redirects, find_redirects
from kbgen.render.world import World
from kbgen.settings import Settings
from kbgen.sources.dettect import Dettect, read_dettect
from kbgen.sources.evidence import Evidence
from kbgen.sources.evidence_file import read_evidence_files
from kbgen.sources.mount import Mounted, mount
from kbgen.stage_times import stage
from kbgen.tables.answers import TableAnswers, answer_tables
from kbgen.vault.history import Change, read_history
from kbgen.vault.read import RawNote, VaultFiles, read_files


class Project:
    """A vault with its settings; each stage runs when its result is first asked for, and once.

    Args:
        folder: the vault.
        settings: its settings, the defaults when not given.
        base: the folder to which paths in the settings are relative, the vault when not given.
        name: the site's name, the folder's when not given.
        site_url: address at which the site is published, with a slash at its end; empty where none is stated.
        jobs: processes to use, one for each core when not given.
        backend: who reads notes and converts rules; these processes when not given.
        today: the day of the run, by which evidence and accepted risks age; the clock's when not given.
        cache: keeps results between runs.
        known: the notes of the last project in this process, by their digests; holds those of this one afterwards.
    """

    def __init__(  # noqa: PLR0913 (all but the folder have a default)
        self,
        folder: Path,
        settings: Settings | None = None,
        *,
        base: Path | None = None,
        name: str = "",
        site_url: str = "",
        jobs: int | None = None,
        backend: Backend | None = None,
        today: dt.date | None = None,
        cache: Cache = NO_CACHE,
        known: MutableMapping[str, Note] | None = None,
    ) -> None:
        self.folder = folder
        self.base = base or folder
        self.settings = settings or Settings()
        self.name = name or folder.resolve().name
        self.site_url = site_url
        self.jobs = jobs
        self.backend = backend
        self.today = today or clock.today()
        self.cache = cache
        self._known = known

    @stage
    def vault(self) -> VaultFiles:
        """Return the files of the vault.

        Raises:
            VaultError: the folder does not exist or cannot be listed.
        """
        return read_files(self.folder, self.settings)

    @stage
    def history(self) -> Mapping[str, Change]:
        """Return the last change of each note of the vault in git, as far as git knows it and settings want it."""
        known = read_history(self.folder, self.settings.history, self.cache)
        return {note.path: known[note.path] for note in self.vault.notes if note.path in known}

    @stage
    def mounted(self) -> Mounted:
        """Return what the mounted sources yield.

        Raises:
            KbgenError: a source does not exist or cannot be read.
        """
        return mount(self.settings.sources, self.base, self.settings.limits, cache=self.cache, jobs=self.jobs)

    @stage
    def all_notes(self) -> Precedence:
        """Return all typed notes: decoded, parsed and typed one by one, on all cores; the vault's come first."""
        own = {note.path for note in self.vault.notes}
        mounted = (
            RawNote(note.path, note.text.encode(), "utf-8", note.origin)
            for note in self.mounted.notes
            if note.path not in own
        )
        raw = sorted((*self.vault.notes, *mounted), key=lambda note: note.path)
        who = self.backend or self.jobs
        return give_precedence(read_notes(raw, self.settings.kinds, self.cache, who, self._known))

    @stage
    def notes(self) -> tuple[Note, ...]:
        """Return the notes that count, in path order."""
        return self.all_notes.notes

    @stage
    def knowledge(self) -> KnowledgeBase:
        """Return everything that can be looked up about the notes."""
        return build_knowledge(self.notes, self.vault.attachments)

    @stage
    def conversions(self) -> Conversions:
        """Return the rules in the query languages that are wanted and installed."""
        targets = installed_targets(self.settings.conversions)
        return convert_all(self.knowledge, targets, self.cache, self.backend or self.jobs)

    @stage
    def index(self) -> Index:
        """Return the index over which queries are answered."""
        return Index.build(self.knowledge.searchables)

    @stage
    def answers(self) -> Answers:
        """Return the answers of all query blocks."""
        return answer_all(self.knowledge, self.index)

    @stage
    def tables(self) -> TableAnswers:
        """Return the answers of all Dataview and base blocks."""
        return answer_tables(self.knowledge, dict(self.vault.bases))

    @stage
    def graph(self) -> CrossReferences:
        """Return the cross-reference graph."""
        return CrossReferences(self.knowledge, self.answers, self.tables, self.mounted)

    @stage
    def dettect(self) -> Dettect:
        """Return what files of DeTT&CT say.

        Raises:
            SettingsError: a file does not exist.
        """
        return read_dettect(self.settings.coverage.dettect, self.base, self.settings.limits)

    @stage
    def telemetry(self) -> Telemetry:
        """Return what is collected.

        Raises:
            SettingsError: a file of DeTT&CT does not exist.
        """
        return find_telemetry(self.settings.coverage, self.dettect, self.knowledge)

    @stage
    def recorded(self) -> Recorded:
        """Return the evidence of files and of the front matter of notes, with what is wrong with it.

        Raises:
            KbgenError: a file of evidence cannot be read or is damaged; the message names file and line.
        """
        names = self.settings.coverage.evidence
        filed = read_evidence_files(names, self.folder, self.settings.limits)
        return gather_evidence(filed, self.knowledge)

    @stage
    def evidence(self) -> tuple[Evidence, ...]:
        """Return what was run, and what fired."""
        return self.recorded.records

    @stage
    def coverage(self) -> Coverage:
        """Return which techniques are covered on which platform, and why others are not."""
        return assess(
            self.knowledge,
            self.graph,
            self.mounted,
            self.settings.coverage,
            Circumstances(self.telemetry, self.evidence, self.today),
        )

    @stage
    def analytics(self) -> Analytics:
        """Return which analytics of ATT&CK have a rule on their log source."""
        return assess_analytics(self.coverage, self.knowledge, self.graph, self.mounted)

    @stage
    def threats(self) -> Threats:
        """Return who uses which technique."""
        return find_threats(self.knowledge, self.graph)

    @stage
    def gaps(self) -> tuple[Gap, ...]:
        """Return the gaps, the most pressing first; names in the profile that mean no threat have no effect."""
        profile = self.threats.known(self.settings.coverage.profile)
        return ranked_gaps(self.coverage, self.threats, profile, self.analytics.collectable)

    @stage
    def findings(self) -> CoverageFindings:
        """Return coverage with what is drawn from it."""
        return CoverageFindings(self.coverage, self.analytics, self.threats, self.gaps, self.evidence)

    @stage
    def comparison(self) -> Comparison | None:
        """Return what changed since the earlier report that the settings name; None where they name none.

        Raises:
            BaselineError: the report cannot be read, or not be compared with.
        """
        name = self.settings.coverage.baseline
        return changes_since(name, self.base, self.coverage, self.mounted.retired)

    @stage
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return everything that was found, in order."""
        found = (*self.vault.diagnostics, *self.mounted.diagnostics, *self.all_notes.diagnostics)
        found = (*found, *self.dettect.diagnostics, *self.recorded.diagnostics, *self.redirects.diagnostics)
        return run_checks(
            self.knowledge,
            self.answers,
            self.tables,
            self.coverage,
            self.settings,
            found,
            mounted=self.mounted,
            excluded=self.vault.excluded,
        )

    @stage
    def addresses(self) -> Addresses:
        """Return where everything is published."""
        return allocate(self.knowledge)

    @stage
    def redirects(self) -> Redirects:
        """Return which former addresses lead to which note."""
        return find_redirects(self.knowledge, lambda: self.addresses, self.mounted.redirects)

    @stage
    def world(self) -> World:
        """Return all results together, as pages see them."""
        return World(
            self.knowledge,
            self.answers,
            self.tables,
            self.graph,
            self.addresses,
            self.findings,
            self.comparison,
            self.mounted,
            self.conversions,
            self.history,
            self.redirects.targets,
        )

    @stage
    def site(self) -> Site:
        """Return the finished pages."""
        publication = Publication(self.name, self.site_url, self.settings.navigator, self.settings.search)
        site = build_site(self.world, self.diagnostics, self.folder, publication)
        baseline = [self.base / name for name in [self.settings.coverage.baseline] if name]
        return replace(site, watched=(*site.watched, *self.dettect.watched, *baseline))
