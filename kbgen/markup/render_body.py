"""Tokens as HTML with marks: what kbgen makes itself carries a mark that no note can forge."""

from collections.abc import Sequence
from html import escape

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from kbgen.markup.html_names import published
from kbgen.markup.slots import OWN, mark, without_marks

Tokens = Sequence[Token]


class BodyRenderer(RendererHTML):
    """Renders a body; each method is named for the token type that it renders."""

    def heading_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Leave level and anchor of the heading to the page."""
        del options, env
        return self.block_anchor(tokens[idx]) + mark(tokens[idx].meta["slot"])

    heading_close = wikilink = hashtag = citation = heading_open
    code_block = fence_slot = heading_open

    def fence(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Leave a place for the code or for the answer of the query."""
        return self.fence_slot(tokens, idx, options, env) + "\n"

    def image(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Leave a place for the picture."""
        return mark(tokens[idx].meta["slot"])

    def link_open(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Open a link whose target the page fills in."""
        return f'<a href="{mark(tokens[idx].meta["slot"])}">'

    def html_inline(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Keep a tag of HTML, show what only looks like one; nothing else in angle brackets is shown."""
        del options, env
        content = tokens[idx].content
        return "" if content.startswith(("<!", "<?")) else without_marks(published(content))

    def html_block(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Keep what is HTML, show what only looks like it."""
        return self.block_anchor(tokens[idx]) + without_marks(published(tokens[idx].content))

    def footnote_undefined(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Show a reference to no footnote as it is written."""
        return escape(tokens[idx].content, quote=False)

    def s_open(self, _tokens: Tokens, _idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Open struck text."""
        return "<del>"

    def s_close(self, _tokens: Tokens, _idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Close struck text."""
        return "</del>"

    def comment(self, _tokens: Tokens, _idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Show nothing of a comment, nor of a footnote that nothing refers to."""
        return ""

    footnote_unused = comment

    def paragraph_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Open a paragraph, with its block identifier as anchor."""
        return self.block_anchor(tokens[idx]) + self.renderToken(tokens, idx, options, env)

    def list_item_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Open a list item, with its check box."""
        token = tokens[idx]
        if "mark" not in token.meta:
            return self.renderToken(tokens, idx, options, env) + self.block_anchor(token)
        state = escape(token.meta["mark"])
        return (
            f'<li class="{OWN}task-list-item" data-task="{OWN}{state}">'
            f"{self.block_anchor(token)}{mark(token.meta['slot'])}"
        )

    def table_open(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Open a table in a container that scrolls sideways."""
        return f'{self.block_anchor(tokens[idx])}<div class="{OWN}kb-scroll"><table class="{OWN}kb-table">\n'

    def td_open(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Open a cell, aligned as the table's second line says."""
        token = tokens[idx]
        style = str(token.attrs.get("style", ""))
        return f'<{token.tag} align="{style.removeprefix("text-align:")}">' if style else f"<{token.tag}>"

    th_open = td_open

    def table_close(self, _tokens: Tokens, _idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Close a table and its container."""
        return "</table></div>\n"

    def bullet_list_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Open a list, with its block identifier as anchor."""
        return self.block_anchor(tokens[idx]) + self.renderToken(tokens, idx, options, env)

    ordered_list_open = blockquote_open = bullet_list_open

    def block_anchor(self, token: Token) -> str:
        """Return the anchor of a block identifier, or nothing."""
        name = token.meta.get("block_id")
        return f'<span id="{OWN}^{name}"></span>' if name else ""

    def callout_open(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Open a callout: a foldable one is a disclosure."""
        token = tokens[idx]
        kind = f'class="{OWN}{"" if token.meta["fold"] else "admonition "}{token.meta["look"]}"'
        if not token.meta["fold"]:
            return f"{self.block_anchor(token)}<div {kind}>\n"
        return f"{self.block_anchor(token)}<details {kind}{' open' if token.meta['fold'] == '+' else ''}>\n"

    def callout_close(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Close a callout."""
        return "</details>\n" if tokens[idx].meta["fold"] else "</div>\n"

    def callout_title_open(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Open the title of a callout."""
        return "<summary>" if tokens[idx].meta["fold"] else f'<p class="{OWN}admonition-title">'

    def callout_title_close(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Close the title of a callout."""
        return "</summary>\n" if tokens[idx].meta["fold"] else "</p>\n"

    def footnote_ref(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Refer to a footnote by its number."""
        number = tokens[idx].meta["id"] + 1
        return (
            f'<sup id="{OWN}{_reference_id(tokens[idx])}"><a class="{OWN}footnote-ref" '
            f'href="#fn:{number}">{number}</a></sup>'
        )

    def footnote_block_open(self, _tokens: Tokens, _idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Open the list of footnotes."""
        return f'<div class="{OWN}footnote"><hr><ol>\n'

    def footnote_block_close(self, _tokens: Tokens, _idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Close the list of footnotes."""
        return "</ol></div>\n"

    def footnote_open(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Open a footnote."""
        return f'<li id="{OWN}fn:{tokens[idx].meta["id"] + 1}">'

    def footnote_close(self, _tokens: Tokens, _idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Close a footnote."""
        return "</li>\n"

    def footnote_anchor(self, tokens: Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Lead back from a footnote to its mark."""
        label = f'aria-label="{OWN}Back to the text"'
        return f' <a class="{OWN}footnote-backref" href="#{_reference_id(tokens[idx])}" {label}>↩</a>'


def _reference_id(token: Token) -> str:
    """Return the id of a footnote reference; the colon keeps it apart from the anchors of headings."""
    again = token.meta.get("subId", 0)
    return f"fnref:{token.meta['id'] + 1}" + (f"-{again + 1}" if again else "")


_RENDERER = BodyRenderer()
_OPTIONS = OptionsDict(
    {
        "maxNesting": 60,
        "html": True,
        "linkify": False,
        "typographer": False,
        "quotes": "",
        "xhtmlOut": False,
        "breaks": False,
        "langPrefix": "",
        "highlight": None,
    }
)


def render_body(tokens: Tokens) -> str:
    """Return the HTML of a body, not yet sanitised, with its marks."""
    return _RENDERER.render(tokens, _OPTIONS, {})
