"""The page where anyone verifies: what it says is proven, what it says is not, and that it loses and keeps nothing."""

import json
import re
from base64 import b64encode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from historique import points, prises, verifier
from historique.actes import Agent, consigner
from historique.forms import VerificationForm
from historique.models import Acte, Visibilite
from historique.note import CleSecrete, Point
from historique.prises import Nomme

pytestmark = pytest.mark.django_db
PAGE = "/journal/verifier/"


@pytest.fixture(autouse=True)
def inscriptions(db):
    inscrire(5)


def inscrire(nombre, verbe="raconter", **faits):
    for _ in range(nombre):
        with consigner(verbe, par=Agent.SYSTEME, visibilite=Visibilite.PUBLIQUE) as acte:
            for nom, valeur in faits.items():
                acte.faits[nom] = valeur


def texte(reponse):
    """What is read, without tags and with plain spaces."""
    lu = re.sub(r"<[^>]+>", "", reponse.content.decode())
    return " ".join(lu.replace("\u00a0", " ").replace("\u202f", " ").split())


def deposer(octets, nom):
    return Client().post(PAGE, {"fichier": SimpleUploadedFile(nom, octets)})


def coller(saisi):
    return Client().post(PAGE, {"texte": saisi})


def pdf(note):
    return b"%PDF-1.7\n<</Keywords (point-de-controle:" + b64encode(note.encode()) + b")>>\n%%EOF"


def journal_telecharge():
    return b"".join(Client().get("/journal/export.ndjson").streaming_content)


def test_a_point_of_before_is_continued():
    avant = points.point_a()
    inscrire(3)
    for reponse in (coller(f"Point de contrôle {avant.court}"), Client().get(PAGE, {"point": avant.long})):
        assert reponse.status_code == 200
        assert f"Prouvé Le journal (8 inscriptions) prolonge bien celui du point {avant.court}" in texte(reponse)


def test_a_short_point_says_what_its_length_does_not_prove():
    point = points.point_a()
    assert "La forme courte d’un point" in texte(coller(point.court))
    assert "La forme courte d’un point" not in texte(coller(point.long))


def test_what_is_never_proven_is_said_with_every_answer():
    lu = texte(coller(points.point_a().court))
    assert "Que ce qui est inscrit est vrai : une preuve dit que le journal n’a pas changé" in lu
    assert "Que cette page dit vrai : c’est la plateforme elle-même qui répond." in lu


def test_a_point_that_is_not_of_this_journal_is_false():
    reponse = coller("3-0123456789abcdef")
    assert reponse.status_code == 200
    assert "Faux Le point 3-0123456789abcdef n’est pas de ce journal" in texte(reponse)
    assert "montrez-le à d’autres membres" in texte(reponse)


def test_a_point_that_the_journal_signed_and_lost_is_a_rewriting():
    points.signer()
    cle = CleSecrete.lire(points._chemin("cle").read_text())
    assert "de ce journal et n’y est plus" in texte(coller(cle.signer(Point(3, "ab" * 32))))
    assert "de ce journal et n’y est plus" not in texte(coller(f"3-{'ab' * 32}"))
    assert "de ce journal et n’y est plus" not in texte(coller(points.signer(3)))


def test_a_point_beyond_the_journal_says_that_its_end_is_missing():
    lu = texte(coller("40-0123456789abcdef"))
    assert "Faux Le journal n’a que 5 inscriptions, et ce point en compte 40" in lu


def test_a_signed_note_is_checked_with_the_keys_of_the_journal():
    note = points.signer()
    assert "le point 5 est bien signé par ce journal" in texte(coller(note))
    autre = CleSecrete.tirer(points.cles()[0].nom).signer(points.point_a())
    assert "Faux Ce texte : le point de contrôle est signé par une autre clé" in texte(coller(autre))


def test_a_point_lost_with_a_backup_is_named_as_lost():
    perdu = Point(8, "ab" * 32)
    inscrire(1, points.REPRENDRE, perdues_de=6, perdues_a=8, point_perdu=perdu.long)
    inscrire(4)
    lu = texte(coller(perdu.long))
    assert f"Non prouvé Le point {perdu.court} est perdu, l’inscription 6 le dit (6 à 8, sauvegarde remise)." in lu
    assert "Faux" not in lu


def test_the_point_of_a_pdf_is_checked_and_its_text_is_not():
    note = points.signer()
    inscrire(2)
    lu = texte(deposer(pdf(note), "rapport.pdf"))
    assert "Prouvé rapport.pdf : le point 5 est bien signé par ce journal." in lu
    assert "Prouvé Le journal (7 inscriptions) prolonge bien celui du point 5-" in lu
    assert "Non prouvé Ce PDF n’est pas, à l’octet près, un rapport de la plateforme que vous puissiez lire" in lu


def test_a_known_file_is_named_to_the_byte(monkeypatch):
    note, demandes = points.signer(), []

    def connaitre(sha256, acces):
        demandes.append((sha256, acces.personne_id))
        return Nomme("le rapport « Feuille de route globale »", "/rapports/1/")

    monkeypatch.setattr(prises, "fichiers_connus", [lambda sha256, acces: None, connaitre])
    reponse = deposer(pdf(note), "rapport.pdf")
    assert "Prouvé Ce fichier est, à l’octet près, le rapport « Feuille de route globale »" in texte(reponse)
    assert '<a href="/rapports/1/">' in reponse.content.decode()
    assert "Ce PDF n’est pas" not in texte(reponse)
    ((sha256, personne),) = demandes
    assert (len(sha256), personne) == (64, None)


def test_a_downloaded_journal_is_checked_entry_by_entry():
    octets = journal_telecharge()
    inscrire(2)
    lu = texte(deposer(octets, "journal.ndjson"))
    assert "Prouvé journal.ndjson : 5 inscriptions se suivent, la fin est signée par une clé connue." in lu
    assert "Prouvé Le journal (7 inscriptions) prolonge bien celui du point 5-" in lu


def test_a_false_entry_of_a_downloaded_journal_is_named():
    octets = journal_telecharge()
    lu = texte(deposer(octets.replace(b'"raconter"', b'"adopter"', 1), "journal.ndjson"))
    assert "Faux journal.ndjson : Inscription 1 : son contenu n’est pas celui dont elle porte l’empreinte." in lu
    assert "Prouvé" not in lu.replace("Non prouvé", "")


def test_twenty_faults_are_shown_and_the_others_counted():
    inscrire(30)
    octets = journal_telecharge().replace(b'"raconter"', b'"adopter"')
    reponse = deposer(octets, "journal.ndjson")
    assert reponse.content.decode().count("son contenu n’est pas celui") == 20
    assert "Et 15 autres fautes" in texte(reponse)


@pytest.mark.parametrize("saisi", ["bonjour", "4812-abab", "Inscription 3 du journal", "<script>alert(1)</script>"])
def test_a_text_without_anything_to_check_is_shown_again(saisi):
    reponse = coller(saisi)
    assert reponse.status_code == 422
    assert VerificationForm.RIEN in texte(reponse)
    assert "<script>alert" not in reponse.content.decode()


def test_what_was_pasted_is_never_lost():
    reponse = coller("  Pied de page mal recopié : 4812 a1b0f3f2  ")
    assert reponse.status_code == 422
    assert "Pied de page mal recopié : 4812 a1b0f3f2  </textarea>" in reponse.content.decode()
    reponse = coller(f"Pied : {points.point_a().court}")
    assert f"Pied : {points.point_a().court}</textarea>" in reponse.content.decode()


def test_nothing_given_is_said_so():
    reponse = coller("")
    assert (reponse.status_code, "Collez un texte, ou choisissez un fichier." in texte(reponse)) == (422, True)


def test_an_empty_file_is_said_so():
    reponse = deposer(b"", "rapport.pdf")
    assert (reponse.status_code, "Ce fichier est vide : choisissez-en un autre." in texte(reponse)) == (422, True)


def test_a_file_that_is_too_big_is_sent_to_the_script():
    reponse = deposer(b"x" * (VerificationForm.PLAFOND * 1_000_000 + 1), "journal.ndjson")
    assert reponse.status_code == 422
    assert "Ce fichier dépasse 10 Mo : vérifiez-le sur votre machine, avec verifier.py." in texte(reponse)


def test_a_text_that_is_too_long_is_to_be_dropped_as_a_file():
    reponse = coller("x" * 20_001)
    assert reponse.status_code == 422
    assert "Ce texte est trop long : enregistrez-le dans un fichier" in texte(reponse)


def test_nothing_of_a_hostile_file_becomes_markup():
    lignes = journal_telecharge().splitlines(keepends=True)
    ouverture = {"engagement": "ab" * 32, "sel": "cd" * 32, "valeur": "<x-xss>"}
    lignes[1] = (verifier.canonique({**json.loads(lignes[1]), "ouvertures": [ouverture]}) + "\n").encode()
    reponse = deposer(b"".join(lignes), "<x-xss>.ndjson")
    assert "ce texte n’est pas celui qu’elle a scellé" in texte(reponse)
    assert "<x-xss>" not in reponse.content.decode()


def test_verifying_writes_nothing():
    avant = Acte.objects.count()
    note = points.signer()
    coller(note)
    deposer(pdf(note), "rapport.pdf")
    assert Acte.objects.count() == avant


def test_a_pdf_full_of_points_is_not_checked_for_ever(compter_requetes):
    """A hundred notes, of which twenty are checked: each takes twenty milliseconds."""
    note = points.signer()
    coller(note)
    faux = b"\n".join(pdf(note.replace("\n5\n", f"\n{1_000 + rang}\n")) for rang in range(100))
    une, cent = (compter_requetes(lambda octets=octets: deposer(octets, "a.pdf")) for octets in (pdf(note), faux))
    assert cent <= une + 20


def test_with_the_public_side_closed_anyone_still_verifies(settings):
    settings.COTE_PUBLIC_OUVERT = False
    court = points.point_a().court
    assert "prolonge bien celui du point" in texte(Client().get(PAGE, {"point": court}))
    assert "prolonge bien celui du point" in texte(coller(court))
    statuts = {
        chemin: Client().get(f"/journal/{chemin}").status_code
        for chemin in ("verifier.py", "point-de-controle", "cle", "export.ndjson", "export.csv", "")
    }
    assert statuts == {
        "verifier.py": 200,
        "point-de-controle": 200,
        "cle": 200,
        "export.ndjson": 302,
        "export.csv": 302,
        "": 302,
    }


def test_the_point_and_the_keys_are_plain_texts_that_agree():
    point, cles = Client().get("/journal/point-de-controle"), Client().get("/journal/cle")
    assert {point["Content-Type"], cles["Content-Type"]} == {"text/plain; charset=utf-8"}
    lu = verifier.lire_note(point.text, cles.text.split())
    assert lu == (points.point_a().taille, points.point_a().chaine)


def test_the_keys_are_there_before_anything_was_signed():
    assert points.cles() == ()
    assert verifier.CLE.fullmatch(Client().get("/journal/cle").text.strip())


def test_the_script_is_the_one_of_the_platform_with_its_fingerprint_on_the_page():
    reponse = Client().get("/journal/verifier.py")
    octets = b"".join(reponse.streaming_content)
    assert reponse["Content-Disposition"] == 'attachment; filename="verifier.py"'
    assert verifier.hashlib.sha256(octets).hexdigest() in texte(Client().get(PAGE))
