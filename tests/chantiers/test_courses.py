"""Two people at the same instant, on real connections: what each was told was done is done."""

import uuid
from datetime import date

from chantiers import actions
from chantiers.models import Etape, FeuilleDeRoute
from historique.edition import Conflit
from tests import fabriques
from tests.bases import en_parallele

ESSAIS = 5


def test_the_same_form_sent_twice_at_once_makes_one_row(base_reelle, distribution):
    objectif = fabriques.objectif(fabriques.feuille(fabriques.chantier(1)))
    par = distribution.membre1.acces
    for essai in range(1, ESSAIS + 1):
        cle = uuid.uuid4()

        def envoyer(cle=cle):
            return actions.ajouter(Etape(pk=cle, objectif=objectif, titre="Une"), par=par).pk

        assert en_parallele(envoyer, envoyer) == [cle, cle]
        assert Etape.objects.count() == essai


def test_two_edits_of_different_fields_at_once_are_both_kept(base_reelle, distribution):
    etape = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))))
    une, autre = distribution.membre1.acces, distribution.referente1.acces
    for essai in range(ESSAIS):
        version = Etape.objects.get(pk=etape.pk).version
        titre, jour = f"Titre {essai}", date(2027, 3, 1 + essai)
        en_parallele(
            lambda v=version, t=titre: actions.modifier(etape, version=v, saisi={"titre": t}, par=une),
            lambda v=version, j=jour: actions.modifier(etape, version=v, saisi={"echeance": j}, par=autre),
        )
        relue = Etape.objects.get(pk=etape.pk)
        assert (relue.titre, relue.echeance) == (titre, jour)


def test_two_edits_of_one_field_at_once_are_never_both_acknowledged(base_reelle, distribution):
    etape = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))))
    for essai in range(ESSAIS):
        version = Etape.objects.get(pk=etape.pk).version
        resultats = en_parallele(
            *(
                lambda v=version, t=f"{nom} {essai}", p=par: actions.modifier(
                    etape, version=v, saisi={"titre": t}, par=p
                )
                for nom, par in (("Un", distribution.membre1.acces), ("Deux", distribution.referente1.acces))
            )
        )
        assert sum(isinstance(resultat, Conflit) for resultat in resultats) == 1


def test_closing_and_editing_at_once_lose_nothing(base_reelle, distribution):
    """Either the edit was in time and is in the closed roadmap, or its author is told."""
    chantier = fabriques.chantier(1)
    for essai in range(ESSAIS):
        feuille = FeuilleDeRoute.objects.filter(chantier=chantier, etat="en_cours").first() or fabriques.feuille(
            chantier
        )
        etape = fabriques.etape(fabriques.objectif(feuille))
        dit, _ = en_parallele(
            lambda e=etape: actions.modifier(e, version=1, saisi={"titre": "À temps"}, par=distribution.membre1.acces),
            lambda f=feuille: actions.clore_la_feuille(f, par=distribution.referente1.acces),
        )
        assert (Etape.objects.get(pk=etape.pk).titre == "À temps") != isinstance(dit, actions.Perime), essai
