"""What a query looks at: the searchable side of files, as frozen values.

``knowledge`` makes these from notes and attachments; the query stage knows notes only through them.
"""

from dataclasses import dataclass

from kbgen.markup.tag import Tag
from kbgen.markup.units import Lines, Section, Task
from kbgen.vault.yaml_node import YamlNode


@dataclass(frozen=True, slots=True)
class Searchable:
    """One file as queries see it. Attachments have a path and nothing else."""

    path: str
    """Vault-relative path with ``/`` separators and extension."""
    is_note: bool
    content: str = ""
    """The whole text, front matter included, lines separated by ``\\n``."""
    tags: tuple[Tag, ...] = ()
    properties: tuple[tuple[str, YamlNode], ...] = ()
    """Front-matter names as written, and their values."""
    blocks: tuple[Lines, ...] = ()
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()

    @property
    def file_name(self) -> str:
        """Return the last part of the path, with extension."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def base_name(self) -> str:
        """Return the file name without its extension: the title that Obsidian shows."""
        stem, dot, _ = self.file_name.rpartition(".")
        return stem if dot and stem else self.file_name
