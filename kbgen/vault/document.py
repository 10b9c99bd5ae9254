"""A file of the vault as text: front matter with positions, body, digest, encoding."""

from dataclasses import dataclass

from kbgen.diagnostics import Diagnostic
from kbgen.vault.yaml_node import YamlNode, YamlScalar


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A valid front-matter block: a mapping, whose names compare case-insensitively."""

    entries: tuple[tuple[YamlScalar, YamlNode], ...]
    """Names and values with their places in the file, in the order of the text."""

    def get(self, name: str) -> YamlNode | None:
        """Return the property with this name in any case, or None."""
        wanted = name.casefold()
        for key, value in self.entries:
            if key.text.casefold() == wanted:
                return value
        return None

    def text(self, name: str) -> str:
        """Return a scalar property as the author wrote it; empty where absent, null, a list or a map."""
        node = self.get(name)
        if isinstance(node, YamlScalar) and node.value is not None:
            return node.text.strip()
        return ""


@dataclass(frozen=True, slots=True)
class Document:
    """One note as text. The line numbers of ``text`` are those of the file."""

    path: str
    """Vault-relative path with ``/`` separators and extension, as on disk."""
    text: str
    """The whole content, front matter included: decoded, without byte order mark, line ends as ``\\n``."""
    body_line: int
    """Line of the file, counted from 1, on which the body begins; 1 without front matter."""
    front_matter: FrontMatter | None
    """The properties; None where there is no block or an invalid one."""
    invalid_front_matter: str
    """The raw text of a block that is not valid YAML, without its fences; empty otherwise."""
    encoding: str
    """Name of the encoding of the file, such as ``utf-8`` or ``cp437``."""
    digest: str
    """SHA-256 of the file's bytes and of the encoding, as hexadecimal digits."""
    source: str = ""
    """Where a mounted document comes from, for people; empty for a note of the vault."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What was found while reading and decoding."""

    @property
    def body(self) -> str:
        """Return the text after the front matter."""
        if self.body_line == 1:
            return self.text
        return self.text.split("\n", self.body_line - 1)[-1] if self.body_line <= self.line_count else ""

    @property
    def line_count(self) -> int:
        """Return the number of lines of the text; an empty text has one."""
        return self.text.count("\n") + 1

    @property
    def name(self) -> str:
        """Return the base name: the file name without the extension ``.md``, in any case."""
        name = self.path.rsplit("/", 1)[-1]
        return name[:-3] if name.casefold().endswith(".md") else name
