"""The tags every page uses."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context, Template

from chantiers.frise import Echelle
from config.templatetags import presentation

PARIS = ZoneInfo("Europe/Paris")
DEUX_ANS = Echelle(date(2026, 1, 1), date(2027, 12, 31), date(2026, 11, 23))


def rendre(source, **contexte):
    return Template(source).render(Context(contexte))


# Signs ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", presentation.ETATS)
def test_every_state_has_an_icon_and_a_word(code):
    rendu = rendre("{% etat code %}", code=code.replace("-", "_"))
    assert rendu.count("<path") == 1
    assert rendu.endswith(f"{presentation.ETATS[code][2]}</span>")


def test_a_state_can_be_said_in_other_words_and_they_are_escaped():
    assert rendre('{% etat "fait" mot %}', mot="<b>").endswith("&lt;b&gt;</span>")


def test_a_chantier_is_never_a_mere_number():
    assert rendre("{% pastille 2 %}") == (
        '<span class="pastille" data-c="2"><span class="hors-ecran">Chantier </span>2</span>'
    )
    assert "Interchantier" in rendre("{% pastille 0 %}")


def test_a_chantier_is_named_and_its_name_escaped():
    assert rendre("{% nom_chantier 2 nom %}", nom="Outils & <fonds>") == (
        '<span class="chantier" data-c="2"><span class="pastille">2</span>Outils &amp; &lt;fonds&gt;</span>'
    )


@pytest.mark.parametrize(
    ("nom", "attendu"), [("Mathilde Ferrand", "MF"), ("Anne de La Tour", "AT"), ("Zoé", "Z"), ("", "")]
)
def test_initials_are_the_first_and_the_last(nom, attendu):
    assert presentation.initiales(nom) == attendu


# Amounts and dates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("centimes", "attendu"),
    [
        (1234567, "12\u202f345,67\u00a0€"),
        (39200000, "392\u202f000\u00a0€"),
        (5, "0,05\u00a0€"),
        (-150, "−1,50\u00a0€"),
        (0, "0\u00a0€"),
        (None, "—"),
    ],
)
def test_cents_are_shown_in_euros(centimes, attendu):
    assert presentation.euros(centimes) == attendu


def test_dates_are_french_and_an_absent_one_is_nothing():
    assert rendre("{{ d|date_courte }} · {{ d|date_longue }} · {{ n|date_courte }}", d=date(2027, 2, 12), n=None) == (
        "12 févr. 2027 · 12 février 2027 · "
    )


def test_a_date_is_a_time_element():
    assert rendre("{% quand d %}", d=date(2027, 2, 12)) == '<time datetime="2027-02-12">12 févr. 2027</time>'


@pytest.mark.parametrize(
    ("instant", "attendu"),
    [
        (datetime(2026, 11, 24, 14, 31, 40, tzinfo=PARIS), "à l’instant"),
        (datetime(2026, 11, 24, 14, 30, tzinfo=PARIS), "il y a 2 minutes"),
        (datetime(2026, 11, 24, 13, 10, tzinfo=PARIS), "il y a 1 heure"),
        (datetime(2026, 11, 23, 23, 59, tzinfo=PARIS), "23 nov. 2026"),
        (datetime(2026, 11, 24, 18, 0, tzinfo=PARIS), "24 nov. 2026"),
    ],
)
@time_machine.travel(datetime(2026, 11, 24, 14, 32, tzinfo=PARIS), tick=False)
def test_an_instant_of_today_is_said_as_people_say_it(instant, attendu):
    assert f">{attendu}</time>" in presentation.quand(instant)


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        (date(2026, 3, 2), date(2026, 7, 10), "2 mars – 10 juil. 2026"),
        (date(2026, 9, 15), date(2027, 2, 12), "15 sept. 2026 – 12 févr. 2027"),
        (date(2026, 3, 2), None, "à partir du 2 mars 2026"),
        (None, date(2026, 3, 2), "jusqu’au 2 mars 2026"),
        (None, None, "dates à fixer"),
    ],
)
def test_a_period_says_its_year_once_and_what_is_missing(debut, fin, attendu):
    sans_balises = rendre("{% periode d f as p %}{{ p|striptags }}", d=debut, f=fin)
    assert sans_balises == attendu


# Drawings -------------------------------------------------------------------------------------------------------------


def test_a_late_step_shows_plan_progress_delay_and_today():
    rendu = presentation.barre(date(2026, 9, 1), date(2026, 11, 15), 80, "en_retard", DEUX_ANS)
    assert [rendu.count(f'class="{genre}"') for genre in ("p", "f", "r", "auj")] == [1, 1, 1, 1]


def test_a_step_without_dates_draws_nothing_but_today():
    assert presentation.barre(None, None, 0, "a_venir", DEUX_ANS).count("<rect") == 1


def test_the_axis_has_a_line_per_quarter():
    assert presentation.axe(DEUX_ANS).count("<rect") == 8


def test_a_bar_for_the_pdf_is_painted_by_its_attributes():
    rendu = presentation.barre(date(2026, 9, 1), date(2026, 11, 15), 80, "en_retard", DEUX_ANS, 2)
    assert rendu.count("<rect") == rendu.count(' fill="#')
    assert 'fill="#875f02" fill-opacity="1"' in rendu


def test_drawings_hold_no_inline_style():
    dessins = presentation.axe(DEUX_ANS) + presentation.briques(2, 2, 1, 4)
    assert "style" not in dessins


def test_bricks_fill_the_width_and_their_sentence_agrees():
    assert presentation.briques(2, 2, 1, 4).count("<rect") == 9
    assert presentation.briques_texte(2, 2, 1, 4) == "<strong>2 étapes faites</strong> sur 9, 2 en cours, 1 en retard"
    assert presentation.briques_texte(1, 0, 0, 0) == "<strong>1 étape faite</strong> sur 1"
    assert presentation.briques_texte(0, 0, 0, 3) == "<strong>Aucune étape faite</strong> sur 3"
    assert (presentation.briques(0, 0, 0, 0), presentation.briques_texte(0, 0, 0, 0)) == ("", "Aucune étape")


# Browsers -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "attendu"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36", "Chrome sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge sur Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari sur iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_called_by_its_name_and_system(agent, attendu):
    assert presentation.navigateur(agent) == attendu
