"""What members write in Markdown, as HTML that cannot harm a page."""

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

# Prose sits under an h3 of the page: its own titles begin at h4.
TITRES = {"h1": "h4", "h2": "h5", "h3": "h6", "h4": "h6", "h5": "h6"}
ALIGNEMENTS = {"text-align:right": "nombre", "text-align:center": "centre"}
ELEMENTS = set("p br hr h4 h5 h6 strong em s code pre blockquote ul ol li a table thead tbody tr th td".split())
ATTRIBUTS = {"a": {"href", "title"}, "ol": {"start"}}
CLASSES = {"th": set(ALIGNEMENTS.values()), "td": set(ALIGNEMENTS.values())}

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
_MARKDOWN.enable(["table", "strikethrough", "linkify"]).disable("image")


def _adapter(jetons: list[Token]) -> list[Token]:
    """Shift titles and turn the alignment of cells into classes (the CSP forbids inline style)."""
    for jeton in jetons:
        jeton.tag = TITRES.get(jeton.tag, jeton.tag)
        if style := jeton.attrs.pop("style", None):
            jeton.attrs["class"] = ALIGNEMENTS.get(str(style), "")
    return jetons


def en_html(texte: str) -> str:
    """Safe HTML for `texte` (Markdown): no image, no raw HTML, links to the web and to mailboxes only."""
    jetons = _adapter(_MARKDOWN.parse(texte))
    html = nh3.clean(
        _MARKDOWN.renderer.render(jetons, _MARKDOWN.options, {}),
        tags=ELEMENTS,
        attributes=ATTRIBUTS,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )
    # A wide table scrolls in its own frame, which the keyboard reaches.
    cadre = '<div class="defile" role="group" tabindex="0" aria-label="Tableau"><table>'
    return html.replace("<table>", cadre).replace("</table>", "</table></div>")
