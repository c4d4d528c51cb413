"""What people do to the lines of a budget. Each locks the exercice, then the line; raises ActionRefusee or Conflit."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max

from budget import permissions
from budget.actions.coherence import exiger_que_rien_n_y_tienne, mettre_en_coherence, verrouiller_les_actions
from budget.actions.verrous import Perime, relire, verrouiller_l_exercice
from budget.calcul import se_calcule
from budget.models import Exercice, Ligne
from chantiers.models import FeuilleDeRoute, Moyen
from historique.actes import consigner
from historique.edition import Conflit, Desaccord, Fusion, appliquer
from historique.horloge import maintenant
from historique.models import Visibilite
from historique.refus import ActionRefusee, exiger
from historique.retrait import a_rendre
from membres.acces import Acces

# What people write of a line: not its place, nor whether it is archived.
CONTENU = (
    "action_id",
    "poste",
    "libelle",
    "quantite",
    "unite",
    "cout_unitaire_centimes",
    "montant_centimes",
    "etape_id",
    "moyen_id",
    "cle_de_repartition",
    "reversement_a_id",
    "nominative",
)
LIENS = ("exercice", "chantier", "action", "etape__objectif__feuille_de_route", "moyen__feuille_de_route")
POUR = ("etape_id", "moyen_id")


def ajouter(ligne: Ligne, *, motif: str = "", par: Acces) -> Ligne:
    """Add an unsaved line, last of the lines of its chantier; the same form sent twice (same key) finds the row."""
    with consigner("ajouter", par=par, motif=motif) as acte:
        verrouiller_l_exercice(ligne.exercice_id)
        exiger(permissions.refus_de_tenir_les_besoins(par, ligne.chantier))
        deja = Ligne.objects.filter(pk=ligne.pk).first()
        if deja is None:
            inscrire([ligne])
            acte.objet = ligne
    return deja or ligne


def inscrire(lignes: Iterable[Ligne]) -> None:
    """Save new lines, in this order, after those of their chantier; the exercice is locked, in the open act."""
    rangs: dict[tuple[UUID, UUID], int] = {}
    lignes = list(lignes)
    verrouiller_les_actions(lignes)
    for ligne in lignes:
        place = (ligne.exercice_id, ligne.chantier_id)
        if place not in rangs:
            soeurs = Ligne.objects.filter(exercice=ligne.exercice_id, chantier=ligne.chantier_id)
            rangs[place] = soeurs.aggregate(n=Max("rang"))["n"] or 0
        rangs[place] += 1
        mettre_en_coherence(ligne)
        ligne.rang = rangs[place]
        ligne.save()


def modifier(ligne: Ligne, *, version: int, saisi: Mapping[str, Any], motif: str = "", par: Acces) -> Fusion:
    """Merge `saisi` (column → value), typed from `version`; raises Conflit when both changed a field differently."""
    with consigner("modifier", par=par, motif=motif) as acte:
        acte.objet = ligne = _presente(ligne, par)
        fusion = _fusionner(ligne, version, dict(saisi))
        mettre_en_coherence(relier(ligne))
        ligne.save()
    return fusion


def _fusionner(ligne: Ligne, version: int, saisi: dict[str, Any]) -> Fusion:
    """An amount that is computed is no one's typing: it is left out, and computed again from what was merged."""
    if saisi.get("quantite") is not None and saisi.get("cout_unitaire_centimes") is not None:
        saisi.pop("montant_centimes", None)
    avant = {champ: getattr(ligne, champ) for champ in POUR}
    fusion = appliquer(ligne, version=version, saisi=saisi)
    if ligne.etape_id is not None and ligne.moyen_id is not None:
        # One side chose an étape, the other a means: the same choice made twice, in two columns.
        dispute = Desaccord("moyen_id", None, avant["moyen_id"], saisi["moyen_id"])
        valeurs = {champ: valeur for champ, valeur in fusion.valeurs.items() if champ not in POUR}
        for champ, valeur in avant.items():
            setattr(ligne, champ, valeur)
        raise Conflit(ligne, Fusion(valeurs, tuple(c for c in fusion.repris if c not in POUR), (dispute,)))
    if "montant_centimes" not in saisi and se_calcule(ligne):
        ligne.montant_centimes = None  # type: ignore[assignment]
    return fusion


def relier(ligne: Ligne) -> Ligne:
    """Read its links again after their keys have been set, its action under lock."""
    for nom in ("action", "etape", "moyen"):
        champ: Any = Ligne._meta.get_field(nom)
        if champ.is_cached(ligne):
            champ.delete_cached_value(ligne)
    verrouiller_les_actions([ligne])
    return ligne


def archiver(ligne: Ligne, *, motif: str = "", par: Acces) -> None:
    """Take a line out of the budget; nothing is deleted."""
    with consigner("archiver", par=par, motif=motif) as acte:
        acte.objet = ligne = _presente(ligne, par)
        exiger_que_rien_n_y_tienne(ligne)
        ligne.archive_le = maintenant()
        ligne.save()


def retablir(ligne: Ligne, *, motif: str = "", par: Acces) -> None:
    """Bring an archived line back, if it still holds together."""
    with consigner("retablir", par=par, motif=motif) as acte:
        acte.objet = ligne = _verrouillee(ligne, par)
        if ligne.archive_le is None:
            raise Perime("Cette ligne n’est pas archivée.")
        autres = Ligne.objects.presents().filter(exercice=ligne.exercice_id, reprise_de=ligne.reprise_de_id)
        if ligne.reprise_de_id is not None and autres.exists():
            raise Perime("Cette ligne a été reprise une autre fois dans cet exercice : archivez d’abord l’autre.")
        mettre_en_coherence(relier(ligne))
        ligne.archive_le = None
        ligne.save()


def restaurer(ligne: Ligne, *, etat: Any, motif: str = "", par: Acces) -> Ligne:
    """Bring back what was written of a line at an earlier state (a historical row), not its place."""
    with consigner("restaurer", par=par, motif=motif) as acte:
        acte.objet = ligne = _presente(ligne, par)
        etat = a_rendre(etat)
        for champ in CONTENU:
            setattr(ligne, champ, getattr(etat, champ))
        mettre_en_coherence(relier(ligne))
        ligne.save()
    return ligne


def ordonner(ligne: Ligne, *, sens: int, motif: str = "", par: Acces) -> None:
    """Move a line one place up (`sens` −1) or down (+1) among those of the same action and poste."""
    with consigner("ordonner", par=par, motif=motif) as acte:
        acte.objet = ligne = _presente(ligne, par)
        toutes = Ligne.objects.presents().filter(exercice=ligne.exercice_id, chantier=ligne.chantier_id)
        meme_place = toutes.filter(action=ligne.action_id, poste=ligne.poste)
        soeurs = list(meme_place.select_for_update().order_by("rang", "id"))
        ici = next(rang for rang, soeur in enumerate(soeurs) if soeur.pk == ligne.pk)
        la = ici + sens
        if not 0 <= la < len(soeurs):
            raise ActionRefusee(f"« {ligne} » est déjà {'au début' if sens < 0 else 'à la fin'} de son poste.")
        rangs = [soeur.rang for soeur in soeurs]
        if len(set(rangs)) < len(rangs):
            rangs = list(range(1, len(soeurs) + 1))
        soeurs[ici], soeurs[la] = soeurs[la], soeurs[ici]
        for rang, soeur in zip(rangs, soeurs, strict=True):
            if soeur.rang != rang:
                soeur.rang = rang
                soeur.save()


# Several at once ------------------------------------------------------------------------------------------------------


def proposer_les_lignes(
    exercice: Exercice, feuille: FeuilleDeRoute, lignes: list[Ligne], *, motif: str = "", par: Acces
) -> list[Ligne]:
    """Add the lines chosen among those drawn from the means of a roadmap, each bearing its `moyen`, in one act.

    The same form sent twice finds the rows, and adds nothing. Raises ActionRefusee.
    """
    with consigner("proposer_les_lignes", par=par, motif=motif) as acte:
        verrouiller_l_exercice(exercice.pk)
        exiger(permissions.refus_de_tenir_les_besoins(par, feuille.chantier))
        deja = set(Ligne.objects.filter(pk__in=[ligne.pk for ligne in lignes]).values_list("pk", flat=True))
        nouvelles = [ligne for ligne in lignes if ligne.pk not in deja]
        prises = Ligne.objects.presents().filter(exercice=exercice, moyen__in=[ligne.moyen_id for ligne in nouvelles])
        if prise := prises.select_related("moyen").first():
            raise Perime(f"« {prise.moyen} » a maintenant une ligne dans ce budget : décochez ce moyen.")
        for moyen in _moyens(nouvelles):
            if moyen.archive_le is not None:
                raise Perime(f"Le moyen « {moyen} » a été archivé entre-temps : décochez-le.")
        inscrire(nouvelles)
        acte.objet = feuille
    return nouvelles


def _moyens(lignes: list[Ligne]) -> list[Moyen]:
    return list(Moyen.objects.filter(pk__in=[ligne.moyen_id for ligne in lignes]).order_by("rang", "id"))


def reprendre_les_lignes(
    exercice: Exercice, chantier: Any, modeles: list[Ligne], *, motif: str = "", par: Acces
) -> list[Ligne]:
    """Copy lines of an earlier exercice into this one, each bearing `reprise_de`, in one act; those taken are left."""
    # The exercice is public, what is being prepared in it is not.
    with consigner(
        "reprendre_les_lignes", par=par, motif=motif, portee=chantier, visibilite=Visibilite.MEMBRES
    ) as acte:
        verrouiller_l_exercice(exercice.pk)
        exiger(permissions.refus_de_tenir_les_besoins(par, chantier))
        reprises = Ligne.objects.presents().filter(exercice=exercice, reprise_de__in=[m.pk for m in modeles])
        deja = set(reprises.values_list("reprise_de", flat=True))
        nouvelles = [copie(modele, exercice) for modele in modeles if modele.pk not in deja]
        inscrire(nouvelles)
        acte.objet = exercice
    return nouvelles


def copie(modele: Ligne, exercice: Exercice) -> Ligne:
    """The same need, in another exercice; its étape or its means follows only while its roadmap is under way."""
    contenu = {champ: getattr(modele, champ) for champ in CONTENU}
    parent: Any = modele.moyen or (modele.etape and modele.etape.objectif)
    if parent is not None and parent.feuille_de_route.close:
        contenu |= dict.fromkeys(POUR)
    return Ligne(exercice=exercice, chantier=modele.chantier, reprise_de=modele, **contenu)


def _verrouillee(ligne: Ligne, par: Acces) -> Ligne:
    verrouiller_l_exercice(ligne.exercice_id)
    relue: Ligne = relire(ligne, *LIENS)
    exiger(permissions.refus_de_tenir_les_besoins(par, relue.chantier))
    return relue


def _presente(ligne: Ligne, par: Acces) -> Ligne:
    """The line under lock, not archived. Raises ActionRefusee, or Perime when it was archived since."""
    relue = _verrouillee(ligne, par)
    if refus := permissions.refus_d_archive(relue, "Cette ligne"):
        raise Perime(refus)
    return relue
