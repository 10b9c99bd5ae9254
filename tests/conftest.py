"""Fixtures for all tests: worlds made from strings, and the real corpora where they are."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

# A run of the continuous integration tries the same examples each time, on machines of any speed; a person's run tries
# others each time.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("person", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "person")

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
"""The folder beside the checkout that holds the real data, on machines that have it."""


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests from what an earlier run left in the user's cache, and leave nothing there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KBGEN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Return the folder of the unpacked corpora; skip the test where there are none."""
    script = CORPORA / "unpack.sh"
    if not script.is_file():
        pytest.skip("the corpora are not beside the checkout (../shared/corpora)")
    if shutil.which("tar") is None:
        pytest.skip("unpacking the corpora needs tar")
    done = subprocess.run(["sh", str(script)], check=True, capture_output=True, text=True)
    return Path(done.stdout.strip())


@pytest.fixture(scope="session")
def seed_vault(corpora: Path) -> Path:
    """Return the unpacked seed vault of 3,731 notes."""
    return corpora / "use-case-catalogue"


@pytest.fixture
def make_vault(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Return a function that writes files, by vault-relative path, and returns the vault's folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        vault = tmp_path / "vault"
        vault.mkdir(exist_ok=True)
        for path, content in files.items():
            target = vault / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return vault

    return write
