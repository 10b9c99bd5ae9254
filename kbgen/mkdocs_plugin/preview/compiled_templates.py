"""Compiled templates of a preview: MkDocs makes a new environment for each build, which would compile all of them again."""

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Keeps the code of templates in memory; Jinja asks for it again only as long as their source stays."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with the code that is kept for it, if any."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code in a bucket."""
        self._code[bucket.key] = bucket.bytecode_to_string()
