"""What the tests of fundings share: how one acts, what is refused, what a page says."""

import pytest
from django.urls import reverse

from budget.actions.statuts import changer_le_statut
from historique.actes import Agent, consigner
from historique.refus import ActionRefusee


def refuse(agir, *args, **options):
    """The sentence of a refusal."""
    with pytest.raises(ActionRefusee) as refus:
        agir(*args, **options)
    return str(refus.value).replace("\u202f", " ").replace("\xa0", " ")


def sans_verifier(objet):
    """Write it as the code could by mistake: the database has the last word."""
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        acte.objet = objet
        objet.save()


def statut(financement, vers, par, **options):
    financement.refresh_from_db()
    return changer_le_statut(financement, depuis=financement.statut, vers=vers, par=par, **options)


def lire(client, nom, *args, **donnees):
    return client.get(reverse(f"budget:{nom}", args=args), donnees)


def texte(reponse):
    return reponse.text.replace("\u202f", " ").replace("\xa0", " ").replace("&#x27;", "'")
