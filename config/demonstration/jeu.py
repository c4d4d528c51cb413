"""Plays the story through the very actions of the platform, each at its own instant, signed by whoever does it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chantiers import actions as chantiers
from chantiers.models import Adhesion, Chantier, Etape, FeuilleDeRoute, Livrable, Moyen, Objectif
from config.demonstration.contenu import Recit
from config.demonstration.jeu_du_budget import JeuDuBudget
from documentation.actions import exporter
from documentation.models import Rapport
from historique.actes import Agent, consigner
from historique.actions import retirer_un_passage
from historique.horloge import a_l_instant
from historique.lecture.retrait import lire_les_textes
from historique.models import Suivi
from membres.acces import Acces, acces_de
from membres.actions import effacer
from membres.inscription import ouvrir_un_compte
from membres.models import Organisation, Personne, Rattachement
from pilotage import actions as pilotage
from pilotage.lecture.tableau import derniere_version
from pilotage.models import College, Intervention, Proposition, Siege

MOT_DE_PASSE = "demonstration"


class Jeu:
    """One loading. Items are known by the keys of the files: « 2.1.1 », « lea », « globale2 »."""

    def __init__(self, recit: Recit) -> None:
        self.recit = recit
        self.organisations: dict[str, Organisation] = {}
        self.personnes: dict[str, Personne] = {}
        self.items: dict[str, Any] = {}
        self.propositions: dict[str, Proposition] = {}
        self.questions: dict[str, Intervention] = {}
        self.budget = JeuDuBudget(self.personnes, self.organisations, self.items)

    def jouer(self) -> None:
        """Everything, in order. The clock is moved for each act."""
        with a_l_instant(self.recit.fondation):
            chantiers.fonder_les_chantiers(Agent.SYSTEME)
            pilotage.installer_les_colleges()
        with a_l_instant(self.recit.arrivees):
            self._accueillir()
        for feuille in self.recit.feuilles:
            with a_l_instant(feuille["le"]):
                self._ecrire_la_feuille(feuille)
        for evenement in self.recit.evenements:
            with a_l_instant(evenement["le"]):
                self._evenement(evenement)
                dernier: datetime = evenement["le"]
        with a_l_instant(dernier), consigner("raconter", par=Agent.SYSTEME):
            pass

    def acces(self, cle: str) -> Acces:
        """The rights of a character on the day of the story."""
        return acces_de(self.personnes[cle], second_facteur=True)

    def _chantier(self, numero: int) -> Chantier:
        return Chantier.objects.get(numero=numero)

    # People ---------------------------------------------------------------------------------------------------------

    def _accueillir(self) -> None:
        with consigner("ajouter", par=Agent.SYSTEME) as acte:
            for cle, champs in self.recit.organisations.items():
                acte.objet = self.organisations[cle] = Organisation(**champs)
                self.organisations[cle].save()
        for cle, champs in self.recit.personnes.items():
            with consigner("inscrire", par=Agent.SYSTEME) as acte:
                acte.objet = self._inscrire(cle, champs)
        for cle, champs in self.recit.personnes.items():
            self._placer(self.personnes[cle], champs)

    def _inscrire(self, cle: str, champs: dict[str, Any]) -> Personne:
        personne = Personne(
            prenom=champs["prenom"],
            nom=champs["nom"],
            courriel=champs.get("compte", ""),
            nom_public=champs.get("nom_public", False),
        )
        personne.save()
        if courriel := champs.get("compte"):
            compte = ouvrir_un_compte(personne, courriel, MOT_DE_PASSE)
            compte.is_superuser = compte.is_staff = champs.get("administrateur", False)
            compte.save()
        if organisation := champs.get("organisation"):
            Rattachement(personne=personne, organisation=self.organisations[organisation]).save()
        self.personnes[cle] = personne
        return personne

    def _placer(self, personne: Personne, champs: dict[str, Any]) -> None:
        """Her adhésions and her siège: one act each, as the pages would write them."""
        organisation = self.organisations.get(champs.get("organisation", ""))
        roles = {self._chantier(int(numero)): role for numero, role in champs.get("chantiers", {}).items()}
        lignes: list[tuple[str, Suivi]] = [
            ("accueillir", Adhesion(chantier=chantier, personne=personne, organisation=organisation, role=role))
            for chantier, role in roles.items()
        ]
        if siege := champs.get("siege"):
            college = College.objects.get(cle=siege["college"])
            fonction = siege["fonction"]
            place = Siege(college=college, personne=personne, organisation=organisation, fonction=fonction)
            lignes.append(("attribuer_un_siege", place))
        for cle, ligne in lignes:
            with consigner(cle, par=Agent.SYSTEME) as acte:
                acte.objet = ligne
                ligne.save()

    # Roadmaps -------------------------------------------------------------------------------------------------------

    def _ecrire_la_feuille(self, feuille: dict[str, Any]) -> None:
        par = self.acces(feuille["par"])
        ouverte = chantiers.ouvrir_la_feuille(
            Chantier.objects.get(slug=feuille["chantier"]),
            pk=uuid4(),
            debut=self.recit.debut,
            fin=self.recit.fin,
            presentation=feuille["presentation"],
            par=par,
        )
        for objectif in feuille["objectif"]:
            self._ajouter_un_objectif(ouverte, objectif, par)
        for moyen in feuille.get("moyen", []):
            self._ajouter_un_moyen(ouverte, moyen, par)

    def _ajouter_un_objectif(self, feuille: FeuilleDeRoute, objectif: dict[str, Any], par: Acces) -> None:
        ajoute = Objectif(
            feuille_de_route=feuille,
            titre=objectif["titre"],
            contribue_a=self.items.get(objectif.get("contribue", "")),
        )
        self.items[objectif["cle"]] = chantiers.ajouter(ajoute, par=par)
        for etape in objectif["etape"]:
            self._ajouter_une_etape(self.items[objectif["cle"]], etape, par)

    def _ajouter_une_etape(self, objectif: Objectif, etape: dict[str, Any], par: Acces, motif: str = "") -> None:
        champs = {cle: etape[cle] for cle in ("titre", "description", "debut", "echeance") if cle in etape}
        ajoutee = Etape(
            objectif=objectif,
            responsable=self.personnes.get(etape.get("responsable", "")),
            organisation=self.organisations.get(etape.get("organisation", "")),
            **champs,
        )
        self.items[etape["cle"]] = chantiers.ajouter(ajoutee, motif=motif, par=par)
        for livrable in etape.get("livrables", []):
            chantiers.ajouter(Livrable(etape=self.items[etape["cle"]], **livrable), par=par)

    def _ajouter_un_moyen(self, feuille: FeuilleDeRoute, moyen: dict[str, Any], par: Acces) -> None:
        chantiers.ajouter(
            Moyen(
                feuille_de_route=feuille,
                objectif=self.items.get(moyen.get("objectif", "")),
                nature=moyen["nature"],
                libelle=moyen["libelle"],
                quantite=moyen["quantite"].replace(",", ".") if "quantite" in moyen else None,
                unite=moyen.get("unite", ""),
                montant_centimes=moyen["euros"] * 100 if "euros" in moyen else None,
            ),
            par=par,
        )

    # Events ---------------------------------------------------------------------------------------------------------

    def _evenement(self, evenement: dict[str, Any]) -> None:
        par, motif = self.acces(evenement["par"]), evenement.get("motif", "")
        if not self.budget.jouer(evenement, par, motif):
            agir: Callable[[dict[str, Any], Acces, str], None] = getattr(self, f"_faire_{evenement['faire']}")
            agir(evenement, par, motif)

    def _faire_etape(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        """Change a step or an objective, as its form does."""
        item = self.items[evenement["cle"]]
        item.refresh_from_db()
        saisi = {champ: getattr(item, champ) for champ in chantiers.CONTENU[type(item)]} | evenement["valeurs"]
        chantiers.modifier(item, version=item.version, saisi=saisi, motif=motif, par=par)

    _faire_objectif = _faire_etape

    def _faire_ajouter_etape(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        etape = {"cle": evenement["cle"], **evenement["valeurs"]}
        self._ajouter_une_etape(self.items[evenement["objectif"]], etape, par, motif)

    def _faire_archiver_etape(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        chantiers.archiver(self.items[evenement["cle"]], motif=motif, par=par)

    def _faire_remettre(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        livrable = Livrable.objects.get(etape=self.items[evenement["cle"]], titre=evenement["livrable"])
        saisi = {champ: getattr(livrable, champ) for champ in chantiers.CONTENU[Livrable]}
        saisi |= {"etat": Livrable.Etat.REMIS}
        chantiers.modifier(livrable, version=livrable.version, saisi=saisi, motif=motif, par=par)

    def _faire_inviter(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        invitee = {cle: evenement[cle] for cle in ("prenom", "nom", "courriel")}
        chantiers.inviter(self._chantier(evenement["chantier"]), pk=uuid4(), motif=motif, par=par, **invitee)

    def _faire_effacer(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        effacer(self.personnes[evenement["personne"]], fondement=evenement["fondement"], par=par)

    def _faire_retirer(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        """Take out the present text of a field, as the page does."""
        item, champ = self.items[evenement["cle"]], evenement["champ"]
        lu = lire_les_textes(item._meta.label_lower, item.pk, par)
        present = getattr(lu.objet, champ)  # type: ignore[union-attr]  # the coordination reads every étape
        retirer_un_passage(
            lu,  # type: ignore[arg-type]
            champ,
            textes=[present],
            version=lu.objet.version,  # type: ignore[union-attr]
            motif_legal=evenement["motif_legal"],
            remplacement=evenement["remplacement"],
            par=par,
        )

    def _faire_proposer(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        champs = ("titre", "pourquoi", "texte", "echeance", "revue_le", "mode_leger")
        saisi = {champ: evenement[champ] for champ in champs if champ in evenement} | {
            "nature": evenement.get("nature", Proposition.Nature.FEUILLE_DE_ROUTE_GLOBALE),
            "facilitee_par_id": self.personnes[evenement["facilitee_par"]].pk,
        }
        if "exercice" in evenement:
            saisi["exercice_id"] = self.budget.exercices[evenement["exercice"]].pk
        self.propositions[evenement["cle"]] = pilotage.proposer(id=uuid4(), saisi=saisi, motif=motif, par=par)

    def _proposition(self, evenement: dict[str, Any]) -> Proposition:
        proposition = self.propositions[evenement["cle"]]
        proposition.refresh_from_db()
        return proposition

    def _version(self, evenement: dict[str, Any]) -> UUID:
        return derniere_version(self._proposition(evenement)).pk  # type: ignore[union-attr]

    def _faire_ouvrir(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        pilotage.ouvrir(self._proposition(evenement), motif=motif, par=par)

    def _faire_avancer(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        pilotage.avancer(self._proposition(evenement), motif=motif, par=par)

    def _faire_questionner(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        chantier = self._chantier(evenement["chantier"])
        self.questions[evenement["question"]] = pilotage.questionner(
            self._proposition(evenement), id=uuid4(), texte=evenement["texte"], chantier=chantier, par=par
        )

    def _faire_repondre(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        pilotage.repondre(self.questions[evenement["question"]], id=uuid4(), texte=evenement["texte"], par=par)

    def _faire_reagir(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        chantier = self._chantier(evenement["chantier"])
        pilotage.reagir(self._proposition(evenement), id=uuid4(), texte=evenement["texte"], chantier=chantier, par=par)

    def _faire_position(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        chantier = self._chantier(evenement["chantier"])
        version = self._version(evenement)
        courante = chantier.positions.courantes().filter(version_proposee=version).first()
        saisi = {
            "avis": evenement["avis"],
            "argument": evenement.get("argument", ""),
            "decidee_le": evenement["le"].date(),
            "decidee_avec": evenement.get("decidee_avec", ""),
        }
        vue = pilotage.Vue(version=version, position=courante.pk if courante else None)
        pilotage.donner_la_position(self._proposition(evenement), chantier, id=uuid4(), vue=vue, saisi=saisi, par=par)

    def _faire_bonifier(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        pilotage.bonifier(
            self._proposition(evenement),
            vue=self._version(evenement),
            explication=evenement["explication"],
            motif=motif,
            par=par,
        )

    def _faire_adopter_les_baremes(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        self.budget.adopter_les_baremes(self._proposition(evenement).decision.pk, par)

    def _faire_adopter(self, evenement: dict[str, Any], par: Acces, motif: str) -> None:
        """Record the adoption, and ask for the public report of what is not a text."""
        decision = pilotage.constater_l_adoption(
            self._proposition(evenement), enonce=evenement["enonce"], motif=motif, par=par
        )
        if decision.proposition.texte:
            return
        exporter(uuid4(), chantier=None, version=decision.version_adoptee, audience=Rapport.Audience.PUBLIQUE, par=par)


def charger(recit: Recit) -> None:
    """Play the story in an empty database. Raises EcritureHorsJournal when the journal holds anything real."""
    Jeu(recit).jouer()
