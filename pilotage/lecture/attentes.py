"""What awaits a person: late étapes, positions to give, consultations to lead. The nearest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from budget.lecture.contributions import a_confirmer
from budget.lecture.financements import echeances_qui_attendent
from chantiers.lecture import ChantierLu, EtapeLue, GlobaleLue
from historique.horloge import aujourd_hui
from historique.mots import date_courte, euros, majuscule
from membres.acces import Acces
from pilotage.lecture import conditions
from pilotage.lecture.tableau import Tableau, lire_les_tableaux
from pilotage.models import Decision, Proposition

Etape = Proposition.Etape
AVANT_UNE_REVUE = timedelta(days=30)


@dataclass(frozen=True)
class Attente:
    """Something to do: by when, for which chantier, and where. `numero` 0 is the interchantier."""

    titre: str
    detail: str
    jour: date | None
    numero: int
    nom_court: str
    adresse: str
    action: str
    premiere: bool = False

    @property
    def en_retard(self) -> bool:
        return self.jour is not None and self.jour < aujourd_hui()

    @property
    def delai(self) -> str:
        """« Depuis 8 jours », « Dans 4 jours », « Aujourd’hui »."""
        if self.jour is None:
            return "Sans échéance"
        jours = (self.jour - aujourd_hui()).days
        if jours == 0:
            return "Aujourd’hui"
        combien = f"{abs(jours)} jour{'s' if abs(jours) > 1 else ''}"
        return f"Dans {combien}" if jours > 0 else f"Depuis {combien}"


def lire_les_attentes(acces: Acces, globale: GlobaleLue | None) -> tuple[Attente, ...]:
    """For members; the boards of all the consultations in progress are read at once."""
    if acces.personne_id is None or not acces.membre:
        return ()
    trouvees = [*_etapes_en_retard(acces, globale)] if globale else []
    propositions = list(Proposition.objects.en_cours().order_by("numero"))
    tableaux = lire_les_tableaux(propositions, acces)
    for proposition in propositions:
        trouvees += _de_la_proposition(acces, proposition, tableaux.get(proposition.pk))
    if acces.coordination:
        trouvees += _decisions_a_revoir()
    trouvees += _echeances_de_financement(acces)
    trouvees += _contributions_a_confirmer(acces)
    return tuple(sorted(trouvees, key=lambda a: (a.jour is None, a.jour or date.max)))


def _etapes_en_retard(acces: Acces, globale: GlobaleLue) -> Iterator[Attente]:
    """Those she is responsible for, and those of the chantiers she takes part in."""
    for feuille in globale.feuilles:
        chantier = feuille.chantier
        sienne = acces.membre_de(chantier.id) or (chantier.est_interchantier and acces.coordination)
        for etape in feuille.etapes:
            if etape.en_retard and (sienne or etape.responsable_id == acces.personne_id):
                yield _en_retard(etape, chantier)


def _en_retard(etape: EtapeLue, chantier: ChantierLu) -> Attente:
    detail = [f"prévue le {date_courte(etape.echeance)}", f"avancement {etape.avancement} %"]  # type: ignore[arg-type]
    if etape.qui:
        detail.append(etape.qui)
    return Attente(
        titre=f"Étape en retard : {etape.titre}",
        detail=" · ".join(detail),
        jour=etape.echeance,
        numero=chantier.numero,
        nom_court=chantier.nom_court,
        adresse=f"{reverse('chantiers:feuille_de_route', args=[chantier.slug])}#{etape.ancre}",
        action="Mettre à jour l’étape",
    )


def _de_la_proposition(acces: Acces, proposition: Proposition, tableau: Tableau | None) -> Iterator[Attente]:
    if tableau is not None and proposition.etape == Etape.OBJECTIONS:
        yield from _positions_a_donner(acces, tableau)
    mene = acces.coordination or acces.personne_id in {proposition.facilitee_par_id}
    if mene and (travail := _travail(acces, proposition, tableau)):
        titre, action = travail
        yield Attente(
            titre=titre,
            detail=_detail(proposition, tableau),
            jour=proposition.rencontre_le if proposition.etape == Etape.RENVOYEE else proposition.echeance,
            numero=0,
            nom_court="Interchantier",
            adresse=proposition.get_absolute_url(),
            action=action,
        )


def _positions_a_donner(acces: Acces, tableau: Tableau) -> Iterator[Attente]:
    proposition = tableau.proposition
    for ligne in tableau.manquantes:
        if not conditions.parle_pour(acces, ligne):
            continue
        quoi = f"« {proposition.titre} », version {tableau.version.etiquette}"
        suite = ""
        if ligne.precedente:
            suite = f" · {ligne.precedente.libelle.lower()} sur la version {ligne.precedente.etiquette}"
        yield Attente(
            titre=f"Donner la position du chantier {ligne.chantier.numero} sur {quoi}",
            detail=f"avant le {date_courte(proposition.echeance)}{suite}",  # type: ignore[arg-type]
            jour=proposition.echeance,
            numero=ligne.chantier.numero,
            nom_court=ligne.chantier.nom_court,
            adresse=reverse("pilotage:donner_la_position", args=[proposition.numero, ligne.chantier.slug]),
            action="Donner la position",
            premiere=True,
        )


def _travail(acces: Acces, proposition: Proposition, tableau: Tableau | None) -> tuple[str, str] | None:
    """What the consultation needs now from whoever leads it, and the word of the button."""
    nom = f"« {proposition.titre} »"
    match proposition.etape:
        case Etape.BROUILLON if acces.coordination:
            return f"Ouvrir la consultation sur {nom}", "Lire le brouillon"
        case Etape.CLARIFICATION | Etape.REACTIONS:
            return f"Mener l’étape « {proposition.get_etape_display()} » : {nom}", "Voir la consultation"
        case Etape.RENVOYEE:
            return f"Reprendre après la rencontre : {nom}", "Voir la proposition"
        case Etape.OBJECTIONS if tableau is not None:
            return _travail_des_positions(acces, tableau, nom)
    return None


def _travail_des_positions(acces: Acces, tableau: Tableau, nom: str) -> tuple[str, str] | None:
    proposition = tableau.proposition
    if conditions.obstacle_a_l_adoption(tableau) is None:
        return (f"Constater l’adoption de {nom}", "Constater") if acces.coordination else None
    if tableau.objections:
        qui = conditions.chantiers_en_mots(tableau.objections, article=False)
        return f"Répondre à l’objection, {qui} : {nom}", "Voir l’objection"
    if proposition.echeance and proposition.echeance < aujourd_hui():
        if proposition.a_l_echeance == Proposition.ALEcheance.RENVOYER:
            return f"Échéance passée, renvoyer à une rencontre : {nom}", "Voir la consultation"
        return f"Échéance passée, relancer : {nom}", "Voir la consultation"
    return None


def _detail(proposition: Proposition, tableau: Tableau | None) -> str:
    if tableau is None:
        return majuscule(proposition.nom)
    return f"{tableau.donnees} position{'s' if tableau.donnees > 1 else ''} sur {len(tableau.lignes)}"


def _echeances_de_financement(acces: Acces) -> Iterator[Attente]:
    """Those of the coordination, or of the searches she leads."""
    for echeance in echeances_qui_attendent(acces):
        financement = echeance.financement
        yield Attente(
            titre=f"{echeance} : {financement}",
            detail=" · ".join(filter(None, [str(financement.financeur or ""), echeance.precision])) or "financement",
            jour=echeance.le,
            numero=0,
            nom_court="Interchantier",
            adresse=financement.get_absolute_url(),
            action="Voir le financement",
        )


def _decisions_a_revoir() -> Iterator[Attente]:
    limite = aujourd_hui() + AVANT_UNE_REVUE
    for decision in Decision.objects.en_vigueur().filter(revue_le__lte=limite).order_by("revue_le"):
        yield Attente(
            titre=f"Revoir la décision {decision.numero}",
            detail=decision.enonce[:120],
            jour=decision.revue_le,
            numero=0,
            nom_court="Interchantier",
            adresse=decision.get_absolute_url(),
            action="Relire la décision",
        )


def _contributions_a_confirmer(acces: Acces) -> Iterator[Attente]:
    """What someone declared that she gives, or an organisation she acts for."""
    for contribution in a_confirmer(acces):
        qui = contribution.organisation.nom if contribution.organisation else "vous"
        yield Attente(
            titre=f"Confirmer la contribution « {contribution} »",
            detail=f"{euros(contribution.valeur_centimes)}, donnés par {qui}",
            jour=None,
            numero=contribution.chantier.numero,
            nom_court=contribution.chantier.nom_court,
            adresse=contribution.get_absolute_url(),
            action="Lire et confirmer",
        )
