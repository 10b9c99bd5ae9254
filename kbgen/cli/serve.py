"""``kbgen serve``: a preview that follows what you write."""

from pathlib import Path

import click

from kbgen.cli.target import vault_argument
from kbgen.mkdocs_plugin.site_builder import serve_site


@click.command()
@vault_argument
@click.option("-a", "--address", metavar="HOST:PORT", help="Where to serve; 127.0.0.1:8000 when left out.")
@click.option("--open", "open_browser", is_flag=True, help="Open the preview in a browser.")
@click.option(
    "--poll", is_flag=True, help="Look for changes twice a second, for network drives and containers."
)
def command(
    vault: Path | None, config_file: Path | None, address: str | None, open_browser: bool, poll: bool
) -> None:
    """Preview the site: an edit rebuilds what it touches and reloads the browser."""
    serve_site(
        vault or Path(),
        say=lambda line: click.echo(line, err=True),
        config_file=config_file,
        address=address,
        open_browser=open_browser,
        poll=poll,
    )
