"""What people do to the items of a roadmap, and to the roadmap itself: one shape for all.

Each action locks the roadmap, then the item; checks the right, then that nothing is archived or closed; then writes.
Raises DroitRetire, Perime, Conflit, or another ActionRefusee with the field to mend.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from chantiers import permissions
from chantiers.actions.coherence import mettre_en_coherence
from chantiers.actions.verrous import exiger_a_jour, relire, verrouiller, verrouiller_la_feuille
from chantiers.lecture.activite import PARENTS
from chantiers.models import Etape, FeuilleDeRoute, Livrable, Moyen, Objectif
from historique.actes import consigner
from historique.edition import Fusion, appliquer
from historique.horloge import maintenant
from historique.refus import ActionRefusee
from historique.retrait import a_rendre
from membres.acces import Acces

# What people write of an item: not its place, nor whether it is archived.
CONTENU: dict[type, tuple[str, ...]] = {
    FeuilleDeRoute: ("debut", "fin", "presentation"),
    Objectif: ("titre", "description", "contribue_a_id"),
    Etape: ("titre", "description", "debut", "echeance", "etat", "avancement", "responsable_id", "organisation_id"),
    Livrable: ("titre", "description", "echeance", "etat", "remis_le", "lien"),
    Moyen: ("libelle", "nature", "quantite", "unite", "montant_centimes", "objectif_id", "etape_id"),
}
# The row that siblings share, among which an item has its rank.
FRATRIE: dict[type, str] = {
    Objectif: "feuille_de_route",
    Etape: "objectif",
    Livrable: "etape",
    Moyen: "feuille_de_route",
}


def ajouter(objet: Any, *, motif: str = "", par: Acces) -> Any:
    """Add an unsaved item, last among its siblings; the same form sent twice (same key) finds the row."""
    modele = type(objet)
    with consigner("ajouter", par=par, motif=motif) as acte:
        feuille = verrouiller_la_feuille(objet, par=par)
        deja = modele.objects.filter(pk=objet.pk).first()
        if deja is None:
            attribut = PARENTS.get(modele._meta.model_name)
            if attribut is not None:
                setattr(objet, attribut, relire(getattr(objet, attribut)))
                exiger_a_jour(permissions.refus_de_parent(objet))
            mettre_en_coherence(objet, feuille, {})
            _mettre_en_dernier(objet)
            objet.save()
            acte.objet = objet
    return deja or objet


def modifier(objet: Any, *, version: int, saisi: Mapping[str, Any], motif: str = "", par: Acces) -> Fusion:
    """Merge `saisi` (column → value), typed from `version`, with what others did meanwhile.

    What the form of a roadmap or of any item says; raises Conflit when both changed a field differently.
    """
    with consigner("modifier", par=par, motif=motif) as acte:
        acte.objet = objet = _presente(objet, par)
        avant = _contenu(objet)
        fusion = appliquer(objet, version=version, saisi=saisi)
        mettre_en_coherence(objet, _feuille_de(objet), avant)
        objet.save()
    return fusion


def changer_l_etat(etape: Etape, *, etat: str, motif: str = "", par: Acces) -> Etape:
    """From the list, in one click: « Faite » also says 100 %."""
    if etat not in Etape.Etat.values:
        raise ActionRefusee("Choisissez un état de la liste.", "etat")
    with consigner("changer_l_etat", par=par, motif=motif) as acte:
        acte.objet = etape = _presente(etape, par)
        avant = _contenu(etape)
        etape.etat = etat
        mettre_en_coherence(etape, etape.objectif.feuille_de_route, avant)
        etape.save()
    return etape


def ordonner(objet: Any, *, sens: int, motif: str = "", par: Acces) -> None:
    """Move an item one place up (`sens` −1) or down (+1) among the present ones."""
    modele = type(objet)
    with consigner("ordonner", par=par, motif=motif) as acte:
        acte.objet = objet = _presente(objet, par)
        attribut = FRATRIE[modele]
        parent_id = getattr(objet, f"{attribut}_id")
        freres = list(
            modele.objects.presents().select_for_update().filter(**{attribut: parent_id}).order_by("rang", "id")
        )
        ici = next(rang for rang, frere in enumerate(freres) if frere.pk == objet.pk)
        la = ici + sens
        if not 0 <= la < len(freres):
            raise ActionRefusee(f"« {objet} » est déjà {'au début' if sens < 0 else 'à la fin'} de la liste.")
        freres[ici], freres[la] = freres[la], freres[ici]
        for rang, frere in enumerate(freres, start=1):
            if frere.rang != rang:
                frere.rang = rang
                frere.save()


def deplacer(etape: Etape, *, vers: Objectif, motif: str = "", par: Acces) -> None:
    """Move an étape, with what it holds, to the end of another objectif of the same roadmap."""
    with consigner("deplacer", par=par, motif=motif) as acte:
        acte.objet = etape = _presente(etape, par)
        vers = relire(vers)
        exiger_a_jour(permissions.refus_d_archive(vers))
        if vers.feuille_de_route_id != etape.objectif.feuille_de_route_id:
            raise ActionRefusee("Une étape se déplace dans sa feuille de route, pas vers une autre.", "objectif")
        if vers.pk != etape.objectif_id:
            etape.objectif = vers
            _mettre_en_dernier(etape)
            etape.save()


def archiver(objet: Any, *, motif: str = "", par: Acces) -> None:
    """Take an item out of the roadmap; what it holds is hidden with it, untouched. Nothing is deleted."""
    with consigner("archiver", par=par, motif=motif) as acte:
        acte.objet = objet = _presente(objet, par)
        objet.archive_le = maintenant()
        objet.save()


def retablir(objet: Any, *, motif: str = "", par: Acces) -> None:
    """Bring an archived item back, under a live parent only."""
    with consigner("retablir", par=par, motif=motif) as acte:
        acte.objet = objet = verrouiller(objet, par=par)
        exiger_a_jour(permissions.refus_de_retablir(objet))
        if type(objet) not in CONTENU:
            mettre_en_coherence(objet, _feuille_de(objet), {})
        objet.archive_le = None
        objet.save()


def restaurer(objet: Any, *, etat: Any, motif: str = "", par: Acces) -> Any:
    """Bring back what was written of an item at an earlier state (a historical row), not its place."""
    with consigner("restaurer", par=par, motif=motif) as acte:
        acte.objet = objet = _presente(objet, par)
        avant, etat = _contenu(objet), a_rendre(etat)
        for champ in CONTENU[type(objet)]:
            setattr(objet, champ, getattr(etat, champ))
        mettre_en_coherence(objet, _feuille_de(objet), avant)
        objet.save()
    return objet


def _presente(objet: Any, par: Acces) -> Any:
    """The item under lock, neither archived nor under an archived parent."""
    objet = verrouiller(objet, par=par)
    if not isinstance(objet, FeuilleDeRoute):
        exiger_a_jour(permissions.refus_d_archive(objet))
    return objet


def _contenu(objet: Any) -> dict[str, Any]:
    return {champ: getattr(objet, champ) for champ in CONTENU[type(objet)]}


def _feuille_de(objet: Any) -> FeuilleDeRoute:
    while not isinstance(objet, FeuilleDeRoute):
        objet = getattr(objet, PARENTS.get(objet._meta.model_name, "feuille_de_route"))
    return objet


def _mettre_en_dernier(objet: Any) -> None:
    attribut = FRATRIE.get(type(objet))
    if attribut is not None:
        freres = type(objet).objects.filter(**{attribut: getattr(objet, f"{attribut}_id")})
        objet.rang = (freres.aggregate(n=Max("rang"))["n"] or 0) + 1
