"""The border between kbgen's exceptions and MkDocs'."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from jinja2 import TemplateError, TemplateSyntaxError
from mkdocs.exceptions import MkDocsException, PluginError

from kbgen.errors import KbgenError


@contextmanager
def as_plugin_error() -> Iterator[None]:
    """Turn kbgen's exceptions into the one that MkDocs prints without a traceback."""
    try:
        yield
    except KbgenError as error:
        raise PluginError(f"kbgen: {error}") from error


@contextmanager
def as_kbgen_error(logged: Sequence[str]) -> Iterator[None]:
    """Turn what MkDocs, its templates or the file system raise into one kbgen error.

    MkDocs often logs what is wrong and then raises a mere "aborted": ``logged`` holds these messages,
    and may grow while the block runs.
    """
    try:
        yield
    except MkDocsException as error:
        message = "\n".join(logged) or error.format_message()
        raise KbgenError(message.removeprefix("kbgen: ")) from error
    except TemplateError as error:
        raise KbgenError(_template_message(error)) from error
    except OSError as error:
        raise KbgenError(f"{error.filename or 'the site'}: {error.strerror or error}") from error


def _template_message(error: TemplateError) -> str:
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}:{error.lineno}: {error.message}"
    return f"a template of the theme cannot be rendered: {error.message or type(error).__name__}"
