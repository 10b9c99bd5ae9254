"""How long an edit in a preview takes until a browser that shows the note has it, as medians.

    python tests/benchmarks/preview.py VAULT [--runs 5] [--work DIR]

VAULT is only read: a copy in DIR is edited. The time runs from the end of the save to the end of the answer that holds the
edit; a browser is told, as each page of a preview asks to be, and then loads the page again. What it takes to paint
the page is not in it, and the search index is complete before. A text edit adds a line to a rule; a tag edit gives it the tag of another technique, so that two
techniques, two lists, the matrix, coverage and the graph change.
"""

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median

from scenarios import TAG

_EPOCH = re.compile(r"^livereload\((\d+),", re.MULTILINE)
_REST = 3.0
"""Seconds between two edits, within which the rebuild that follows the first one ends."""
_PATIENCE = 180
"""Seconds after which edits are measured in any case, as where the search is switched off."""
_TECHNIQUES = ("t1046", "t1027")


def edited(text: str, number: int, *, tag: bool) -> str:
    """Return a rule's text with another tag, or with another line at its end."""
    if tag:
        return TAG.sub(rf"\g<1>{_TECHNIQUES[number % 2]}", text, count=1)
    return f"{text}\nRevision {number}.\n"


@contextmanager
def preview(vault: Path, cache: Path) -> Iterator[str]:
    """Give the address of a preview; it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "kbgen", "serve", str(vault), "-a", f"127.0.0.1:{port}"]
    environment = {**os.environ, "KBGEN_CACHE": str(cache)}
    server = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def read(address: str) -> str:
    """Return what stands at an address, as soon as somebody answers there."""
    while True:
        try:
            with urllib.request.urlopen(address, timeout=120) as answer:  # noqa: S310 - loopback
                return str(answer.read().decode())
        except ConnectionError:
            time.sleep(0.02)
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:
            time.sleep(0.02)


def shown_rules(vault: Path, listing: str) -> Iterator[tuple[Path, str]]:
    """Yield rules with a tag to change that a list of rules names after their files, with their links."""
    for path in sorted(vault.rglob("*.md")):
        link = re.search(rf'href="([^"]+)"[^>]*>{re.escape(path.stem)}<', listing)
        tag = TAG.search(path.read_text(encoding="utf-8"))
        if link is not None and tag is not None and not tag[0].endswith(_TECHNIQUES):
            yield path, link[1]


def wait_for_index(site: str) -> None:
    """Wait until the build beside the preview, which makes the search index once, takes no processor time any more."""
    for _ in range(_PATIENCE):
        with suppress(urllib.error.HTTPError):
            read(f"{site}assets/search/pagefind-entry.json")
            return
        time.sleep(1)


def seconds(site: str, page: str, save: Callable[[], str]) -> float:
    """Return how long an edit takes.

    Args:
        site: address of the preview.
        page: address of the note's page.
        save: edits the note and returns what its page then holds.
    """
    found = _EPOCH.search(read(page))
    if found is None:
        raise RuntimeError(f"{page} does not follow the preview")
    epoch = found[1]
    wanted = save()
    began = time.perf_counter()
    while True:
        epoch = read(f"{site}livereload/{epoch}/1")
        if wanted in read(page):
            return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("vault", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=Path, help="Folder to work in, such as a disk in memory.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kbgen-preview-", dir=arguments.work) as folder:
        vault = Path(shutil.copytree(arguments.vault, Path(folder, "vault")))
        with preview(vault, Path(folder, "cache")) as site:
            began = time.perf_counter()
            rules = read(f"{site}rules/")
            print(f"first page: {time.perf_counter() - began:.2f} s")
            rule, link = next(shown_rules(vault, rules))
            page = f"{site}rules/{link}"
            wait_for_index(site)
            original = rule.read_text(encoding="utf-8")
            for name, tag in (("text", False), ("tag", True)):
                found = []
                for number in range(arguments.runs):
                    time.sleep(_REST)

                    def save(number: int = number, tag: bool = tag) -> str:
                        rule.write_text(edited(original, number, tag=tag), encoding="utf-8")
                        return _TECHNIQUES[number % 2] if tag else f"Revision {number}."

                    found.append(seconds(site, page, save))
                print(
                    f"{name} edit: median {median(found):.2f} s of {sorted(round(each, 2) for each in found)}"
                )


if __name__ == "__main__":
    main()
