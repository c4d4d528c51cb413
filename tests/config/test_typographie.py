"""French typography: what it changes, what it leaves, and that twice is once."""

from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from config.typographie import Typographie, typographier, typographier_html

FINE, INSECABLE = "\u202f", "\u00a0"
SIGNES = "aé19 \u00a0\u202f;:!?%€«»'’.hH<>&\"janv.mars1er chantier2027ᵉʳ\n\x00"


@pytest.mark.parametrize(
    ("tape", "attendu"),
    [
        ("Oui ; non ! Si ?", f"Oui{FINE}; non{FINE}! Si{FINE}?"),
        ("À faire : tout", f"À faire{INSECABLE}: tout"),
        ("60 % de 392 000 €", f"60{FINE}% de 392{FINE}000{INSECABLE}€"),
        ("« l'étape »", f"«{INSECABLE}l’étape{INSECABLE}»"),
        ("le 1er mars 2027", f"le 1ᵉʳ{INSECABLE}mars{INSECABLE}2027"),
        ("à 9 h 30", f"à 9{INSECABLE}h{INSECABLE}30"),
        ("le chantier 2", f"le chantier{INSECABLE}2"),
        ("Membre retiré·e n° 3", f"Membre retiré·e n°{INSECABLE}3"),
    ],
)
def test_the_spaces_of_french_are_put_where_a_space_was_typed(tape, attendu):
    assert typographier(tape) == attendu


@pytest.mark.parametrize("tape", ["https://exemple.fr/?a=b;c", "12:30", "a:b", "01 23 45 67 89", "en 2026 300", "A/B"])
def test_nothing_is_inserted_where_no_space_was_typed(tape):
    assert typographier(tape) == tape


@given(st.text(alphabet=SIGNES, max_size=60))
def test_applied_twice_to_text_it_changes_nothing_more(texte):
    assert typographier(typographier(texte)) == typographier(texte)


@given(st.text(alphabet=SIGNES, max_size=60))
def test_applied_twice_to_html_it_changes_nothing_more(texte):
    html = f'<p title="{escape(texte)}">{escape(texte)}</p>'
    assert typographier_html(typographier_html(html)) == typographier_html(html)


class Squelette(HTMLParser):
    """The elements and attributes of a page, without its text nor what is read aloud."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.balises = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag != "sup":
            self.balises.append((tag, [(nom, valeur) for nom, valeur in attrs if nom != "title"]))

    def handle_endtag(self, tag):
        if tag != "sup":
            self.balises.append(f"/{tag}")


@given(st.text(alphabet=SIGNES, max_size=60), st.text(alphabet=SIGNES, max_size=30))
def test_text_typed_by_people_never_becomes_an_element_or_an_attribute(texte, valeur):
    html = f'<ul><li title="{escape(texte)}" data-x="{escape(valeur)}">{escape(texte)}</li></ul>'
    assert Squelette(typographier_html(html)).balises == Squelette(html).balises


@pytest.mark.parametrize(
    "html",
    [
        "<textarea>a : b</textarea>",
        "<textarea>&lt;p title=&quot;x ?&quot;&gt;</textarea>",
        '<input value="a : b">',
        "<pre>a : b</pre>",
        "<p><code>a : b</code></p>",
        '<script type="application/json">{"a" : "b ?"}</script>',
        "<style>a : b</style>",
        "<select><option>a : b</option></select>",
        "<!-- a : b -->",
        '<a href="/?q=a : b">x</a>',
    ],
)
def test_what_is_not_read_keeps_its_bytes(html):
    assert typographier_html(html) == html


def test_labels_that_are_read_aloud_are_done_too():
    rendu = typographier_html('<a aria-label="Voir : l&#x27;étape"><option value="a : b">Oui ?</option></a>')
    assert rendu == f'<a aria-label="Voir{INSECABLE}: l’étape"><option value="a : b">Oui{FINE}?</option></a>'


def test_ordinals_use_an_element_in_text_and_signs_elsewhere():
    rendu = typographier_html('<title>1er</title><p title="1er">1er</p>')
    assert rendu == '<title>1ᵉʳ</title><p title="1ᵉʳ">1<sup>er</sup></p>'


def test_the_filter_leaves_escaping_to_the_template():
    rendu = Template("{{ texte|typo }}").render(Context({"texte": "<b> ; l'eau"}))
    assert rendu == f"&lt;b&gt;{FINE}; l’eau"


def test_pages_leave_with_their_spaces_and_files_as_they_are(rf):
    page = Typographie(lambda _: HttpResponse("<p>Oui ?</p>"))(rf.get("/"))
    fichier = Typographie(lambda _: HttpResponse("Oui ?", content_type="text/csv"))(rf.get("/"))
    assert (page.content.decode(), fichier.content.decode()) == (f"<p>Oui{FINE}?</p>", "Oui ?")
