"""The e-mails of the comité: queued by an act, rendered when they are sent."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from chantiers.models import Adhesion
from historique.horloge import aujourd_hui
from historique.models import Acte
from historique.note import lire_note
from historique.points import RuptureDuJournal, signer
from membres.courriels import deposer, objet_de, rediger, rendu
from membres.models import Courriel, Personne
from pilotage.lecture.tableau import Tableau
from pilotage.models import Decision, Position, Proposition, Siege, Version

PORTE_PAROLE = (Adhesion.Role.REFERENT, Adhesion.Role.ANIMATEUR)


def _des_chantiers(chantiers: Collection[UUID]) -> set[Personne]:
    """Référent·e·s and animateur·rice·s of these chantiers today."""
    adhesions: Any = Adhesion.objects.actives()
    actives = adhesions.filter(chantier__in=list(chantiers), role__in=PORTE_PAROLE)
    return set(Personne.objects.filter(pk__in=actives.values("personne")))


def _du_comite() -> set[Personne]:
    sieges: Any = Siege.objects.actives()
    return set(Personne.objects.filter(pk__in=sieges.values("personne")))


def _comptants(version: Version) -> list[UUID]:
    return list(version.comptants.values_list("chantier", flat=True))


def _ordre(personnes: Iterable[Personne]) -> list[Personne]:
    # Queued in one order, so that two acts never wait for each other.
    return sorted(personnes, key=lambda personne: personne.pk)


# Queued by the acts ---------------------------------------------------------------------------------------------------


def annoncer_l_ouverture(version: Version) -> None:
    """To those who speak for the chantiers that count, and to the comité."""
    personnes = _des_chantiers(_comptants(version)) | _du_comite()
    deposer("pilotage_ouverture", destinataires=_ordre(personnes), objet=version)


def demander_les_positions(tableau: Tableau, discriminant: str = "") -> None:
    """To the chantiers that have not answered yet."""
    personnes = _des_chantiers([ligne.chantier.id for ligne in tableau.manquantes])
    deposer("pilotage_position", destinataires=_ordre(personnes), objet=tableau.version, discriminant=discriminant)


def redemander_les_positions(version: Version) -> None:
    """A substantive new version, or a minority that was refused: every chantier is asked again."""
    personnes = _des_chantiers(_comptants(version))
    deposer("pilotage_nouvelle_version", destinataires=_ordre(personnes), objet=version)


def annoncer_la_version_mineure(version: Version) -> None:
    """To everyone concerned: positions were carried over, and this can be refused."""
    personnes = _des_chantiers(_comptants(version)) | _du_comite()
    deposer("pilotage_version_mineure", destinataires=_ordre(personnes), objet=version)


def annoncer_la_position_consignee(position: Position) -> None:
    """To the person for whom it was recorded: she can correct it."""
    deposer("pilotage_position_consignee", destinataires=[position.donnee_par], objet=position)


def relancer(tableau: Tableau) -> int:
    """To the chantiers without a position, once a day at most; returns how many leave."""
    personnes = _des_chantiers([ligne.chantier.id for ligne in tableau.manquantes])
    jour = aujourd_hui().isoformat()
    return len(deposer("pilotage_relance", destinataires=_ordre(personnes), objet=tableau.version, discriminant=jour))


def annoncer_l_adoption(decision: Decision) -> None:
    personnes = _des_chantiers(_comptants(decision.version_adoptee)) | _du_comite()
    deposer("pilotage_adoption", destinataires=_ordre(personnes), objet=decision)


# Rendered by the worker -----------------------------------------------------------------------------------------------


def _de_la_version(courriel: Courriel) -> dict[str, Any]:
    version = Version.objects.select_related("proposition").get(pk=courriel.objet_id)
    return {
        "version": version,
        "proposition": version.proposition,
        "a_l_echeance": _a_l_echeance(version.proposition),
        "destinataire": courriel.destinataire,
    }


def _point_de_controle(pk: UUID) -> dict[str, Any]:
    """The signed note of the journal just after the entry that recorded this object; the same for every reader.

    Without one, the e-mail leaves all the same: what it says is more urgent than its proof.
    """
    sequences = Acte.objects.filter(changements__objet_id=pk).order_by("sequence").values_list("sequence", flat=True)
    try:
        note = signer(sequences[0])
    except RuptureDuJournal:
        return {"point": None, "note": ""}
    return {"point": lire_note(note), "note": note}


def _a_l_echeance(proposition: Proposition) -> str:
    if proposition.a_l_echeance == Proposition.ALEcheance.RENVOYER:
        return "sans réponse de tous les chantiers, la proposition est renvoyée à la prochaine rencontre"
    return "les chantiers qui n’ont pas répondu sont relancés"


@rendu("pilotage_ouverture")
def ouverture(courriel: Courriel) -> tuple[str, str]:
    contexte = _de_la_version(courriel) | _point_de_controle(courriel.objet_id)
    return f"Consultation ouverte : {contexte['proposition'].titre}", rediger("pilotage_ouverture", **contexte)


@rendu("pilotage_position")
def position_demandee(courriel: Courriel) -> tuple[str, str]:
    contexte = _de_la_version(courriel)
    return f"Position demandée : {contexte['proposition'].titre}", rediger("pilotage_position", **contexte)


@rendu("pilotage_nouvelle_version")
def nouvelle_version(courriel: Courriel) -> tuple[str, str]:
    contexte = _de_la_version(courriel) | _point_de_controle(courriel.objet_id)
    sujet = f"Position demandée à nouveau : {contexte['proposition'].titre}, version {contexte['version'].etiquette}"
    return sujet, rediger("pilotage_nouvelle_version", **contexte)


@rendu("pilotage_version_mineure")
def version_mineure(courriel: Courriel) -> tuple[str, str]:
    contexte = _de_la_version(courriel) | _point_de_controle(courriel.objet_id)
    sujet = f"Version mineure {contexte['version'].etiquette} : {contexte['proposition'].titre}"
    return sujet, rediger("pilotage_version_mineure", **contexte)


@rendu("pilotage_position_consignee")
def position_consignee(courriel: Courriel) -> tuple[str, str]:
    position = Position.objects.select_related(
        "version_proposee__proposition", "chantier", "consignee_par", "donnee_par"
    ).get(pk=courriel.objet_id)
    sujet = f"Une position a été consignée pour vous : chantier {position.chantier.numero}"
    contexte = {"position": position, "version": position.version_proposee, **_point_de_controle(position.pk)}
    return sujet, rediger("pilotage_position_consignee", **contexte)


@rendu("pilotage_relance")
def relance(courriel: Courriel) -> tuple[str, str]:
    contexte = _de_la_version(courriel)
    return f"Rappel, votre position est attendue : {contexte['proposition'].titre}", rediger(
        "pilotage_relance", **contexte
    )


@rendu("pilotage_adoption")
def adoption(courriel: Courriel) -> tuple[str, str]:
    decision = objet_de(courriel)
    texte = rediger("pilotage_adoption", decision=decision, **_point_de_controle(decision.pk))
    return f"Décision {decision.numero} : {decision.proposition.titre}", texte
