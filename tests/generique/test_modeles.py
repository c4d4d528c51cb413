"""Every model is tracked, or says why it is not; every text is removable, or says why it is not."""

from django.apps import apps
from django.db import models
from django.db.models.deletion import PROTECT

from historique.registre import TEXTES, declarations, raisons_de_ne_pas_suivre, tables_historiques

# Texts that enter the journal in clear, and why nobody will ever have to take them out.
EN_CLAIR = {
    "chantiers.chantier": {
        "titre": "official title, from the charter",
        "nom_court": "short name, from the charter",
        "slug": "address",
    },
    "budget.bareme": {
        "code": "short name of a scale",
        "libelle": "name of a public scale",
        "unite": "what the scale counts",
        "source": "public text the rate comes from",
    },
    "budget.contribution": {"unite": "copied from the scale"},
    "pilotage.college": {"cle": "code", "nom": "name of a category of the charter"},
    "pilotage.decision": {"numero": "public number"},
    "pilotage.version": {
        "instantane": "canonical snapshot, which holds commitments in place of texts",
        "empreinte": "fingerprint",
    },
}
SUIVIS = [declaration.modele for declaration in declarations.values()]


def test_every_model_is_tracked_or_says_why_it_is_not():
    oublies = [
        modele._meta.label
        for modele in apps.get_models()
        if modele._meta.label_lower not in declarations
        and modele._meta.db_table not in tables_historiques
        and not {modele._meta.label_lower, f"{modele._meta.app_label}.*"} & set(raisons_de_ne_pas_suivre)
    ]
    assert oublies == [], "declare it with suivre(), or non_suivi() with a reason"


def test_every_reason_not_to_track_is_about_a_model_that_exists():
    existants = {m._meta.label_lower for m in apps.get_models()} | {f"{a.label}.*" for a in apps.get_app_configs()}
    assert set(raisons_de_ne_pas_suivre) <= existants
    assert not set(raisons_de_ne_pas_suivre) & set(declarations)
    assert all(raisons_de_ne_pas_suivre.values())


def test_every_text_is_a_commitment_in_the_journal_unless_listed_with_its_reason():
    en_clair = {}
    for cle, declaration in declarations.items():
        textes = {c.name for c in declaration.modele._meta.concrete_fields if isinstance(c, TEXTES) and not c.choices}
        if clairs := textes - declaration.engages:
            en_clair[cle] = clairs
    assert en_clair == {cle: set(raisons) for cle, raisons in EN_CLAIR.items()}


def test_no_tracked_row_disappears_or_changes_with_another():
    """Foreign keys from tracked models, and to them, protect."""
    fautes = [
        f"{modele._meta.label}.{champ.name}"
        for modele in apps.get_models()
        if modele._meta.db_table not in tables_historiques
        for champ in modele._meta.concrete_fields
        if champ.is_relation
        and (modele in SUIVIS or champ.related_model in SUIVIS)
        and champ.remote_field.on_delete is not PROTECT
    ]
    assert fautes == []


def test_many_to_many_of_tracked_models_go_through_a_tracked_model():
    fautes = [
        f"{modele._meta.label}.{champ.name}"
        for modele in SUIVIS
        for champ in modele._meta.many_to_many
        if champ.remote_field.through not in SUIVIS
    ]
    assert fautes == []


def test_tracked_rows_have_a_uuid_made_before_they_are_saved():
    assert [m._meta.label for m in SUIVIS if not isinstance(m._meta.pk, models.UUIDField)] == []


def test_no_amount_is_a_float():
    assert [
        f"{modele._meta.label}.{champ.name}"
        for modele in SUIVIS
        for champ in modele._meta.concrete_fields
        if isinstance(champ, models.FloatField)
    ] == []
