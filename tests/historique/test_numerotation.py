"""Numbers follow each other without a gap, whatever happens at the same instant."""

import pytest
from django.db import IntegrityError, connection

from chantiers import actions
from chantiers.models import Etape
from historique.actes import Agent, consigner
from historique.models import Acte
from membres.models import Organisation
from tests import fabriques
from tests.bases import en_parallele
from tests.charge.constat import Suite

FILS, TOURS = 8, 6
ECRIVAINS, CHACUN = 8, 10


def test_numbers_have_no_gap_when_many_write_at_once_and_some_fail(base_reelle):
    def ecrire(rang):
        def tourner():
            numeros = []
            for tour in range(TOURS):
                try:
                    with consigner("ajouter", par=Agent.SYSTEME) as acte:
                        Organisation(nom=f"{rang}.{tour}").save()
                        if tour % 3 == 2:
                            raise ZeroDivisionError
                except ZeroDivisionError:
                    continue
                numeros.append(acte.sequence)
            return numeros

        return tourner

    resultats = en_parallele(*(ecrire(rang) for rang in range(FILS)))
    numeros = sorted(numero for siens in resultats for numero in siens)
    assert numeros == list(range(1, FILS * TOURS * 2 // 3 + 1))
    assert list(Acte.objects.order_by("sequence").values_list("sequence", flat=True)) == numeros


def test_eight_writers_at_once_lose_nothing_and_make_one_chain(base_reelle, distribution):
    """Each edits an étape of her own, adds others, moves them and archives them, in two roadmaps: no deadlock."""
    feuilles = [fabriques.feuille(fabriques.chantier(numero)) for numero in (1, 2)]
    objectifs = [fabriques.objectif(feuille) for feuille in feuilles for _ in range(2)]
    gens = [distribution.membre1.acces, distribution.membre2.acces]
    siennes = [fabriques.etape(objectifs[2 * (rang % 2)]) for rang in range(ECRIVAINS)]
    debut = Acte.objects.count()

    def ecrire(rang):
        par, sienne, ici, la = gens[rang % 2], siennes[rang], *objectifs[2 * (rang % 2) : 2 * (rang % 2) + 2]

        def tourner():
            for tour in range(CHACUN):
                actions.modifier(sienne, version=1 + tour, saisi={"titre": f"{rang}.{tour}"}, par=par)
                nouvelle = actions.ajouter(Etape(objectif=ici, titre=f"Nouvelle {rang}.{tour}"), par=par)
                actions.deplacer(nouvelle, vers=la, par=par)
                actions.archiver(nouvelle, par=par)

        return tourner

    assert en_parallele(*(ecrire(rang) for rang in range(ECRIVAINS))) == [None] * ECRIVAINS
    assert list(Suite().avancer()) == []
    assert Acte.objects.count() == debut + ECRIVAINS * CHACUN * 4
    relues = Etape.objects.filter(pk__in=[etape.pk for etape in siennes]).values_list("titre", flat=True)
    assert sorted(relues) == [f"{rang}.{CHACUN - 1}" for rang in range(ECRIVAINS)]
    assert Etape.objects.archives().filter(titre__startswith="Nouvelle").count() == ECRIVAINS * CHACUN


def test_two_edits_of_a_row_at_once_wait_for_each_other(base_reelle):
    organisation = fabriques.organisation("Avant")

    def ajouter_une_lettre():
        with consigner("modifier", par=Agent.SYSTEME):
            courante = Organisation.objects.select_for_update().get(pk=organisation.pk)
            courante.nom += "x"
            courante.save()

    assert en_parallele(*[ajouter_une_lettre] * 6) == [None] * 6
    courante = Organisation.objects.get(pk=organisation.pk)
    assert (courante.nom, courante.version) == ("Avantxxxxxx", 7)


@pytest.mark.postgresql_seul
def test_an_edit_that_forgot_to_lock_is_refused_rather_than_lost(base_reelle):
    """The negative control of the lock: without it, the second save is told that its row is stale."""
    organisation = fabriques.organisation("Avant")

    def ajouter_une_lettre():
        with consigner("modifier", par=Agent.SYSTEME):
            courante = Organisation.objects.get(pk=organisation.pk)
            courante.nom += "x"
            courante.save()

    resultats = en_parallele(*[ajouter_une_lettre] * 6)
    reussis = resultats.count(None)
    assert {type(r).__name__ for r in resultats if r is not None} <= {"EtatPerime"}
    assert Organisation.objects.get(pk=organisation.pk).nom == "Avant" + "x" * reussis


@pytest.mark.postgresql_seul
def test_without_the_lock_of_the_head_some_are_refused_and_the_chain_stays_one(base_reelle, monkeypatch):
    """The negative control of the head's lock: two acts take the same number, and the guard refuses the second."""
    monkeypatch.setattr(type(connection.features), "has_select_for_update", False)

    def ecrire():
        for tour in range(TOURS):
            with consigner("ajouter", par=Agent.SYSTEME):
                Organisation(nom=f"Organisation {tour}").save()

    resultats = en_parallele(*[ecrire] * FILS)
    assert {type(resultat) for resultat in resultats} == {type(None), IntegrityError}
    assert list(Suite().avancer()) == []
