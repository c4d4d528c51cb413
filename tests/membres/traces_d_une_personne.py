"""Thirty marked strings about one person, wherever the platform may hold one; and where they are found."""

import hashlib
import io
import re
import subprocess
from pathlib import Path
from uuid import uuid4

import pypdf
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django_ox.models import OxTask
from django_ox.testing import run_tasks

from chantiers.models import Adhesion, Etape
from documentation import actions as rapports
from documentation.models import Rapport
from historique import retrait
from historique.actes import consigner
from historique.horloge import maintenant
from historique.models import Acte
from membres import inscription
from membres.actions import modifier_le_profil, se_rattacher
from membres.models import Courriel, Invitation, Personne, Rattachement
from pilotage.actions import reagir
from tests import fabriques
from tests.consultation import NATURES, RESERVE, Consultation
from tests.distribution import Distribution, Figure

NOMBRE = 30
MARQUE = re.compile(rb"zmk(\d\d)q", re.IGNORECASE)


def m(numero: int) -> str:
    """The mark of this number: one word, that no other text holds."""
    return f"Zmk{numero:02d}q"


def adresse(numero: int) -> str:
    return f"{m(numero).lower()}@essai.example"


class Marquee:
    """Someone of whom each trace bears a mark, what she did, and what others wrote of her."""

    def __init__(self, distribution: Distribution, dossier: Path) -> None:
        self.distribution = distribution
        self.dossier = dossier
        self.coordination = distribution.coordination.acces
        self._entrer()
        self._changer()
        self._agir()
        self._se_connecter()
        self._envoyer()
        self._etre_citee()

    def _entrer(self) -> None:
        """Invited at an address, which she changes afterwards: names 1 and 2, addresses 3 and 4."""
        chantier = fabriques.chantier(1)
        with consigner("inscrire", par=self.coordination) as acte:
            acte.objet = personne = inscription.inscrire_personne(m(1), m(2), adresse(3), self.coordination)
        fabriques.adhesion(personne, chantier, Adhesion.Role.REFERENT)
        with consigner("accepter_l_invitation", par=self.coordination) as acte:
            acte.objet = invitation = Invitation.objects.get(personne=personne)
            personne = Personne.objects.get(pk=personne.pk)
            self.compte = inscription.ouvrir_un_compte(personne, adresse(3), "une phrase de passe")
            invitation.utilisee_le = maintenant()
            invitation.save()
        with consigner("changer_d_adresse", par=self.coordination) as acte:
            acte.objet = personne = Personne.objects.get(pk=personne.pk)
            personne.courriel = adresse(4)
            personne.save()
        self.compte.email = adresse(4)
        self.compte.save()
        EmailAddress.objects.create(user=self.compte, email=adresse(5), verified=False, primary=False)
        self.figure = Figure(personne, self.compte)

    @property
    def personne(self) -> Personne:
        return Personne.objects.get(pk=self.figure.personne.pk)

    def _changer(self) -> None:
        """Another name (6 and 7), for a reason (8) that she asks to take out; two functions (9 and 10)."""
        self.figure.personne = self.personne
        saisi = {"prenom": m(6), "nom": m(7), "nom_public": True}
        motif, par = f"Je me marie, {m(8)}", self.figure.acces
        modifier_le_profil(self.personne, version=self.personne.version, saisi=saisi, motif=motif, par=par)
        for numero in (9, 10):
            lien = {"organisation": fabriques.organisation(f"Association {numero}"), "du": maintenant().date()}
            se_rattacher(uuid4(), personne=self.personne, fonction=m(numero), par=par, **lien)
        with consigner("finir_un_rattachement", par=self.figure.acces) as acte:
            acte.objet = lien = Rattachement.objects.get(fonction=m(9))
            lien.au = lien.du
            lien.save()

    def _agir(self) -> None:
        """She reacts (11), gives the position of her chantier (12, 13) and is in charge of an étape, in the reports."""
        fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), responsable=self.personne)
        consultation = Consultation(self.distribution, nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE)
        consultation.ouvrir()
        consultation.avancer()
        reagir(consultation.proposition, id=uuid4(), texte=f"Moi, {m(11)}", par=self.figure.acces)
        consultation.avancer()
        consultation.position(
            1, RESERVE, f"Selon {m(12)}", par=self.figure.acces, decidee_avec=f"Chez {m(13)}, un soir"
        )
        consultation.consentir(1)
        consultation.adopter()
        self.version = consultation.version
        for audience in ("membres", "publique"):
            rapports.exporter(uuid4(), chantier=None, version=self.version, audience=audience, par=self.coordination)

    def _se_connecter(self) -> None:
        """Passkey (14), secret (15), browser (16), a session in which she was writing (17), her tries (18)."""
        Authenticator.objects.create(user=self.compte, type="webauthn", data={"name": m(14), "credential": {}})
        Authenticator.objects.create(user=self.compte, type="totp", data={"secret": m(15)})
        client = Client(headers={"user-agent": f"Navigateur {m(16)}"})
        client.force_login(self.compte, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session["reprise"] = {"adresse": "/profil/", "champs": [["motif", m(17)]]}
        session.save()
        UserSession.objects.create(
            user=self.compte, ip="198.51.100.7", user_agent=f"Navigateur {m(16)}", session_key=session.session_key
        )
        self.client = client
        # Typed by someone who is not signed in: the library keeps it until the code comes back.
        anonyme = SessionStore()
        anonyme["account_login"] = {"email": adresse(3), "marque": m(18), "state": {"email": adresse(4)}}
        anonyme.save()
        for compteur in (self._compteur(adresse(4)), f"allauth:rl:mfa.account:user:{self.compte.pk}"):
            cache.set(compteur, [1.0], 600)

    @staticmethod
    def _compteur(courriel: str) -> str:
        return f"allauth:rl:account:login_failed:5/300.0/key:{hashlib.sha256(courriel.encode()).hexdigest()}"

    def _envoyer(self) -> None:
        """An e-mail that failed (19), and what the job noted (20); one in a file (21); her letter (22, 23)."""
        Courriel.objects.filter(destinataire=self.personne).update(erreur=f"refusé : {m(19)} <{adresse(4)}>")
        autre = Courriel.objects.exclude(destinataire=self.personne).first()
        Courriel.objects.filter(pk=autre.pk).update(erreur=f"en copie : {adresse(4)}")
        trace = [{"exception_class_path": "smtplib.SMTPRecipientsRefused", "traceback": f"{adresse(4)} {m(20)}"}]
        OxTask.objects.filter(task_path="membres.taches.envoyer_un_courriel").update(status="FAILED", errors=trace)
        texte = f"Bonjour {m(6)} {m(7)}, à propos d’{m(21)} à l’été."
        EmailMessage(subject=f"Été {m(21)}", body=texte, to=[adresse(4)]).send()
        page, la_sienne = f"/propositions/{m(22)}/", adresse(3).upper()
        rapports.signaler(uuid4(), adresse=page, motif=f"Ici {m(23)}.", courriel=la_sienne)
        rapports.signaler(uuid4(), adresse="/journal/", motif=f"On y lit {m(6)} {m(7)}.", courriel="a@essai.example")

    def _etre_citee(self) -> None:
        """What others wrote of her: an étape (24, 25), an objectif (26), a reason (27), a proposition (28, 29, 30)."""
        par = self.distribution.membre1.acces
        feuille = fabriques.feuille(fabriques.chantier(1))
        objectif = fabriques.objectif(feuille, description=f"Voir {m(6)} {m(7)} {m(26)}")
        self.etape = fabriques.etape(objectif, titre=f"Appeler {m(24)}", description=f"C’est {m(7)}, {m(25)}")
        self.objectif = objectif
        with consigner("modifier", par=par, motif=f"Avec {m(1)} {m(2)}, {m(27)}") as acte:
            acte.objet = etape = Etape.objects.get(pk=self.etape.pk)
            etape.avancement = 10
            etape.save()
        textes = {"pourquoi": f"Pour {m(7)}, {m(29)}", "texte": f"Bravo {m(6)} {m(30)}."}
        self.consultation = Consultation(self.distribution, titre=f"Remercier {m(28)}", **textes)
        self.consultation.ouvrir()
        rapports.exporter(uuid4(), chantier=fabriques.chantier(1), version=None, audience="membres", par=par)
        run_tasks()

    # What she asks to take out, text by text, before she goes ---------------------------------------------------------

    def retirer_la_prose(self) -> None:
        """As the coordination does from the pages: each text that bears a mark, of any object, and the reasons."""
        for modele, champ, marques in (
            ("pilotage.intervention", "texte", (11,)),
            ("pilotage.position", "argument", (12,)),
            ("pilotage.position", "decidee_avec", (13,)),
            ("chantiers.etape", "titre", (24,)),
            ("chantiers.etape", "description", (25,)),
            ("chantiers.objectif", "description", (26,)),
            ("pilotage.proposition", "titre", (28,)),
            ("pilotage.proposition", "pourquoi", (29,)),
            ("pilotage.proposition", "texte", (30,)),
        ):
            self._retirer(modele, champ, {m(numero) for numero in marques})
        for acte in list(Acte.objects.exclude(motif="")):
            with consigner("retirer_un_motif", par=self.coordination) as en_cours:
                retrait.motiver(en_cours, "effacement")
                retrait.retirer_un_motif(en_cours, acte)

    def _retirer(self, cle: str, champ: str, marques: set[str]) -> None:
        declaration = retrait.registre.declarations[cle]
        for pk in declaration.modele._base_manager.values_list("pk", flat=True):
            tenus = retrait.textes_tenus(declaration, pk, [champ])[champ]
            vises = {texte for texte in tenus if any(marque in texte for marque in marques)}
            if vises:
                with consigner("retirer_un_passage", par=self.coordination) as acte:
                    retrait.motiver(acte, "effacement")
                    acte.objet = retrait.retirer_les_textes(acte, declaration.modele, pk, {champ: vises})


# Where the marks are --------------------------------------------------------------------------------------------------


def dans(octets: bytes) -> set[int]:
    return {int(numero) for numero in MARQUE.findall(octets)}


def dans_la_base(nom: str) -> set[int]:
    """In the bytes of the files of SQLite, its journals included; in what `pg_dump` writes."""
    if connection.vendor == "sqlite":
        fichier = Path(nom)
        return set().union(*(dans(un.read_bytes()) for un in fichier.parent.glob(f"{fichier.name}*")))
    r = connection.settings_dict
    commande = ["pg_dump", "--no-owner", f"--host={r['HOST']}", f"--port={r['PORT']}", f"--username={r['USER']}", nom]
    return dans(subprocess.run(commande, check=True, capture_output=True).stdout)


def dans_les_lignes(nom: str) -> set[int]:
    """In what the rows hold, unpacked: sessions are signed, compressed texts."""
    lues = [str(session.get_decoded()) for session in SessionStore.get_model_class().objects.all()]
    return dans("\n".join(lues).encode())


def dans_les_fichiers(dossier: Path) -> set[int]:
    """In the bytes of every file kept, and in the text of the PDFs and of what is attached to them."""
    trouvees = set()
    for fichier in (un for un in dossier.rglob("*") if un.is_file()):
        octets = fichier.read_bytes()
        trouvees |= dans(octets) | dans(str(fichier).encode())
        if octets.startswith(b"%PDF-"):
            lu = pypdf.PdfReader(io.BytesIO(octets))
            trouvees |= dans("\n".join(page.extract_text() for page in lu.pages).encode())
            trouvees |= set().union(*(dans(piece) for pieces in lu.attachments.values() for piece in pieces))
    return trouvees


def tous_les_rapports_sont_prets() -> bool:
    return not Rapport.objects.exclude(etat=Rapport.Etat.PRET).exists()
