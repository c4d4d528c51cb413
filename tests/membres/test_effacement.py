"""Erasing a person: who may, what must come first, what goes, what stays."""

import pytest

from chantiers.models import Adhesion
from historique.horloge import aujourd_hui
from historique.models import Acte, Ouverture
from historique.verification import verifier
from membres import actions
from membres.models import Compte, Personne
from tests import fabriques

pytestmark = pytest.mark.django_db


def effacer(personne, par, fondement="consentement_retire"):
    return actions.effacer(personne, fondement=fondement, par=par)


def test_her_name_and_account_go_and_what_she_signed_stays(distribution):
    figure = distribution.membre1
    effacer(figure.personne, distribution.coordination.acces)
    personne = Personne.objects.get(pk=figure.personne.pk)
    assert str(personne) == "Membre retiré·e n° 1"
    assert (personne.courriel, personne.compte_id, personne.nom_public) == ("", None, False)
    assert not Compte.objects.filter(pk=figure.compte.pk).exists()
    assert Ouverture.objects.filter(valeur="Membre1").count() == 0
    assert Adhesion.objects.get(personne=personne).au == aujourd_hui()
    assert list(map(str, verifier())) == []
