"""Sessions that another change has ended: the next page asks to sign in, on either database."""

import pytest
from django.test import Client

from membres.models import Compte
from tests.membres import gens


@pytest.mark.parametrize("adresse", ["/profil/", "/"])
def test_changing_one_s_password_ends_the_other_sessions(base_reelle, adresse):
    personne = gens.membre()
    client = Client()
    gens.par_mot_de_passe(client)
    compte = Compte.objects.get(pk=personne.compte_id)
    compte.set_password("une autre phrase de passe")
    compte.save()
    reponse = client.get(adresse, follow=True)
    assert (reponse.status_code, "Se connecter" in reponse.content.decode()) == (200, True)
    assert client.get("/profil/")["Location"] == "/compte/login/?next=/profil/"


def test_what_is_read_signed_in_is_kept_by_no_relay(distribution):
    pages = [figure.client.get("/chantiers/") for figure in (distribution.membre1, distribution.visiteur)]
    assert [page.get("Cache-Control") for page in pages] == ["private, no-cache", None]
