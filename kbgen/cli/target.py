"""Which vault a command works on, and with which settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from kbgen.downloads import download_sources
from kbgen.errors import SettingsError, VaultError
from kbgen.mkdocs_plugin.cache_folder import open_cache
from kbgen.pages.publication import site_address
from kbgen.project import Project
from kbgen.settings import Settings, read_settings
from kbgen.vault.yaml12 import load_yaml
from kbgen.vault.yaml_fault import YamlFault
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar

F = TypeVar("F", bound=Callable[..., object])
CONFIG = "mkdocs.yml"


@dataclass(frozen=True, slots=True)
class Target:
    """A vault, and the ``mkdocs.yml`` that describes its site where there is one."""

    vault: Path
    settings: Settings
    name: str
    """The site's name; empty where nothing states one."""
    config_file: Path | None
    site_url: str = ""
    """Address of the published site with a slash at its end; empty where nothing states one."""

    def project(self) -> Project:
        """Return the project: sources that are addresses are downloaded, and nothing is read yet.

        Raises:
            DownloadError: a source cannot be downloaded.
        """
        base = self.config_file.parent if self.config_file is not None else None
        settings = self.settings
        if any(source.is_url for source in settings.sources):
            # What shows a download is loaded where there is one.
            from kbgen.cli.download import shown_download  # noqa: PLC0415

            with shown_download() as told:
                settings = download_sources(settings, told)
        return Project(
            self.vault, settings, base=base, name=self.name, site_url=self.site_url, cache=open_cache()
        )


def vault_argument(command: F) -> F:
    """Add ``VAULT`` and ``-f`` to a command; it receives ``vault`` and ``config_file``."""
    option = click.option(
        "-f",
        "--config-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Use this mkdocs.yml instead of the one in VAULT.",
    )
    argument = click.argument("vault", required=False, type=click.Path(path_type=Path))
    return argument(option(command))


def find_target(vault: Path | None, config_file: Path | None) -> Target:
    """Return what the arguments name.

    Raises:
        VaultError: the folder does not exist.
        SettingsError: the file cannot be read, or a setting in it is wrong.
    """
    folder = vault or Path()
    if not folder.is_dir():
        raise VaultError(f"{folder}: no such folder; give the folder that holds the notes")
    config = config_file or (folder / CONFIG if (folder / CONFIG).is_file() else None)
    if config is None:
        return Target(folder, Settings(), "", None)
    values = _read_config(config)
    docs = config.parent / str(values.get("docs_dir") or "docs")
    if config_file is not None and vault is not None:
        docs = folder
    block = _plugin_block(values, config)
    try:
        settings = read_settings(block)
    except SettingsError as error:
        raise SettingsError(f"{config}: plugins.kbgen.{error}") from None
    address = site_address(str(values.get("site_url") or ""))
    return Target(docs, settings, str(values.get("site_name") or ""), config, address)


def _read_config(config: Path, depth: int = 0) -> Mapping[str, Any]:
    try:
        text = config.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{config}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{config}: is not UTF-8") from None
    loaded = load_yaml(text)
    if isinstance(loaded, YamlFault):
        raise SettingsError(f"{config}:{loaded.line}:{loaded.column}: {loaded.message}")
    values = _plain(loaded.root)
    if not isinstance(values, Mapping):
        raise SettingsError(f"{config}: holds no settings")
    parent = values.get("INHERIT")
    if isinstance(parent, str) and depth < 10:
        return {**_read_config(config.parent / parent, depth + 1), **values}
    return values


def _plugin_block(values: Mapping[str, Any], config: Path) -> Mapping[str, Any]:
    plugins = values.get("plugins") or []
    entries = [{name: options} for name, options in plugins.items()] if isinstance(plugins, dict) else plugins
    for entry in entries:
        if isinstance(entry, dict) and "kbgen" in entry:
            options = entry["kbgen"]
            if options is not None and not isinstance(options, dict):
                raise SettingsError(f"{config}: plugins.kbgen: expected settings with their values")
            return options or {}
    return {}


def _plain(node: YamlNode | None) -> Any:  # noqa: ANN401 (what a mkdocs.yml may hold)
    match node:
        case YamlScalar(value=value):
            return value
        case YamlList(items=items):
            return [_plain(item) for item in items]
        case YamlMap(entries=entries):
            return {key.text: _plain(value) for key, value in entries}
        case None:
            return None
