"""The plugin's block of ``mkdocs.yml``, handed to kbgen's own settings reader."""

from pathlib import Path
from typing import Any

from mkdocs.config.base import Config, ConfigErrors, ConfigWarnings, ValidationError
from mkdocs.config.defaults import MkDocsConfig

from kbgen.errors import SettingsError
from kbgen.settings import Settings, read_settings


class PluginConfig(Config):  # type: ignore[no-untyped-call]
    """What the ``kbgen`` block states.

    MkDocs wants a `Config` with a schema of its own; this one has none, since `read_settings` knows every
    setting, its type and its default.
    """

    settings: Settings = Settings()
    """The settings as used, once `validate` ran."""

    def validate(self) -> tuple[ConfigErrors, ConfigWarnings]:
        """Read the settings and return what is wrong with them, in the shape that MkDocs prints."""
        raw: dict[str, Any] = {str(key): value for key, value in self.data.items()}
        try:
            self.settings = read_settings(raw)
        except SettingsError as error:
            name, _, problem = str(error).partition(": ")
            return [(name, ValidationError(problem or str(error)))], []
        return [], []


def base_of(config: MkDocsConfig) -> Path | None:
    """Return the folder to which paths in the settings are relative: that of ``mkdocs.yml``."""
    return Path(config.config_file_path).parent if config.config_file_path else None
