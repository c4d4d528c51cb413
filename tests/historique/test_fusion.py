"""Two people edit the same item: every acknowledged edit is kept."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chantiers.models import Objectif
from historique.actes import Agent, consigner
from historique.edition import Conflit, VersionInconnue, appliquer, fusionner
from historique.models import Acte
from tests import fabriques

pytestmark = pytest.mark.django_db
CHAMPS = ("titre", "description")

# One step: who acts, whether she opens the form or sends it, which fields she changes.
PAS = st.tuples(
    st.sampled_from(["une", "autre"]),
    st.sampled_from(["ouvrir", "envoyer"]),
    st.sets(st.sampled_from(CHAMPS), min_size=1),
)


@dataclass
class Formulaire:
    """What one editor has before her eyes."""

    version: int = 0
    valeurs: dict[str, str] = field(default_factory=dict)


@dataclass
class Partie:
    """Two editors of one objectif; `fusion` off is the negative control: the last writer wins."""

    objectif: Objectif
    fusion: bool
    formulaires: dict[str, Formulaire] = field(default_factory=dict)
    reconnues: list[tuple[str, str]] = field(default_factory=list)
    remplacees: set[str] = field(default_factory=set)

    def ouvrir(self, qui):
        ligne = Objectif.objects.get(pk=self.objectif.pk)
        self.formulaires[qui] = Formulaire(ligne.version, {champ: getattr(ligne, champ) for champ in CHAMPS})

    def envoyer(self, qui, champs, numero):
        """Send the form; a refusal is not an acknowledgement: what was typed stays before her eyes."""
        formulaire = self.formulaires.get(qui)
        if formulaire is None:
            return
        saisi = formulaire.valeurs | {champ: f"{champ} n° {numero}" for champ in champs}
        try:
            with consigner("modifier", par=Agent.SYSTEME):
                ligne = Objectif.objects.select_for_update().get(pk=self.objectif.pk)
                if self.fusion:
                    appliquer(ligne, version=formulaire.version, saisi=saisi)
                else:
                    for champ, valeur in saisi.items():
                        setattr(ligne, champ, valeur)
                ligne.save()
        except Conflit:
            return
        # She saw what her form showed: replacing that is her choice. What she did not see must survive.
        self.remplacees |= {formulaire.valeurs[champ] for champ in champs}
        self.reconnues += [(champ, saisi[champ]) for champ in champs]
        self.ouvrir(qui)

    @property
    def perdues(self):
        """Acknowledged edits that are gone although nobody who saw them replaced them."""
        ligne = Objectif.objects.get(pk=self.objectif.pk)
        return [v for champ, v in self.reconnues if v != getattr(ligne, champ) and v not in self.remplacees]


def jouer(pas, *, fusion):
    """Play an interleaving on a new objectif; returns what was lost."""
    partie = Partie(fabriques.objectif(fabriques.feuille(fabriques.chantier(1)), "Au départ"), fusion)
    for numero, (qui, quoi, champs) in enumerate(pas):
        if quoi == "ouvrir":
            partie.ouvrir(qui)
        else:
            partie.envoyer(qui, champs, numero)
    return partie.perdues


@settings(max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(pas=st.lists(PAS, min_size=2, max_size=8))
def test_no_acknowledged_edit_is_lost_in_a_thousand_interleavings(pas):
    assert jouer(pas, fusion=True) == []


def test_without_the_merge_the_last_writer_loses_the_edit_of_the_other():
    """The negative control: the same interleavings, merge off, lose some."""
    perdues = []

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(pas=st.lists(PAS, min_size=4, max_size=8))
    def jouer_sans_fusion(pas):
        perdues.extend(jouer(pas, fusion=False))

    jouer_sans_fusion()
    assert perdues != []


def test_different_fields_are_both_kept_and_it_is_said():
    fusion = fusionner(
        base={"titre": "A", "description": "B"},
        actuel={"titre": "A2", "description": "B"},
        saisi={"titre": "A", "description": "B2"},
    )
    assert (fusion.valeurs, fusion.repris, fusion.desaccords) == ({"titre": "A2", "description": "B2"}, ("titre",), ())


def test_the_same_field_is_a_conflict_with_both_sides():
    fusion = fusionner(base={"titre": "A"}, actuel={"titre": "B"}, saisi={"titre": "C"})
    assert [(d.champ, d.base, d.autre, d.moi) for d in fusion.desaccords] == [("titre", "A", "B", "C")]


def test_the_same_edit_twice_is_no_conflict():
    assert fusionner(base={"titre": "A"}, actuel={"titre": "B"}, saisi={"titre": "B"}).desaccords == ()


def test_a_conflict_says_who_changed_it_last():
    objectif = fabriques.objectif(fabriques.feuille(fabriques.chantier(1)), "Avant")
    with consigner("modifier", par=Agent.SYSTEME, motif="Parce que") as acte:
        ligne = Objectif.objects.get(pk=objectif.pk)
        ligne.titre = "Autre"
        ligne.save()
    with pytest.raises(Conflit) as conflit:
        appliquer(Objectif.objects.get(pk=objectif.pk), version=1, saisi={"titre": "Mien"})
    assert conflit.value.inscription() == Acte.objects.get(sequence=acte.sequence)


def test_a_version_that_never_was_is_refused():
    objectif = fabriques.objectif(fabriques.feuille(fabriques.chantier(1)))
    with pytest.raises(VersionInconnue):
        appliquer(objectif, version=7, saisi={"titre": "Mien"})
