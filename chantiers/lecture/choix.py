"""What the lists of forms offer, in French order, grouped when it helps; one or two queries each."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from chantiers.models import Adhesion, Chantier, Etape, FeuilleDeRoute, Objectif
from membres.lecture import cle_de_tri
from membres.models import Organisation, Personne

type Choix = list[tuple[Any, Any]]
PERSONNE = ("", "Personne pour l’instant")


def personnes(chantier: Chantier) -> Choix:
    """Everyone, the members of the chantier first; someone erased only where an étape of it still names her."""
    siens = set(Adhesion.objects.actives().filter(chantier=chantier).values_list("personne_id", flat=True))
    chargees = Etape.objects.filter(objectif__feuille_de_route__chantier=chantier, responsable__isnull=False)
    choisies = Personne.objects.filter(Q(retiree_le__isnull=True) | Q(pk__in=chargees.values("responsable")))
    toutes = sorted(((p.pk, str(p)) for p in choisies), key=lambda paire: cle_de_tri(paire[1]))
    membres = [paire for paire in toutes if paire[0] in siens]
    autres = [paire for paire in toutes if paire[0] not in siens]
    groupes = [
        (nom, groupe) for nom, groupe in (("Membres du chantier", membres), ("Autres personnes", autres)) if groupe
    ]
    return [PERSONNE, *groupes]


def organisations(actuelle: UUID | None = None) -> Choix:
    """Those present, and the one that is already chosen."""
    lignes = [o for o in Organisation.objects.all() if o.archive_le is None or o.pk == actuelle]
    return [("", "Aucune"), *sorted(((o.pk, o.nom) for o in lignes), key=lambda paire: cle_de_tri(paire[1]))]


def objectifs_interchantier(actuel: UUID | None = None) -> Choix:
    """The present objectives of the interchantier roadmap under way, « I.1 … », and the one that is already chosen."""
    presents = Objectif.objects.presents().filter(
        feuille_de_route__chantier__nature=Chantier.Nature.INTERCHANTIER,
        feuille_de_route__etat=FeuilleDeRoute.Etat.EN_COURS,
    )
    choix: Choix = [(o.pk, f"I.{rang}. {o.titre}") for rang, o in enumerate(presents.order_by("rang", "id"), start=1)]
    if actuel is not None and actuel not in {cle for cle, _ in choix}:
        choix += [(o.pk, o.titre) for o in Objectif.objects.filter(pk=actuel)]
    return [("", "Aucun pour l’instant"), *choix]


def numeroter(feuilles: Any) -> list[tuple[FeuilleDeRoute, list[tuple[str, Any]]]]:
    """Present objectifs and étapes of these roadmaps with their codes, in reading order; two queries."""
    objectifs = Objectif.objects.presents().filter(feuille_de_route__in=[f.pk for f in feuilles]).order_by("rang", "id")
    par_feuille: dict[UUID, list[Objectif]] = {}
    for objectif in objectifs:
        par_feuille.setdefault(objectif.feuille_de_route_id, []).append(objectif)
    par_objectif: dict[UUID, list[Etape]] = {}
    for etape in Etape.objects.presents().filter(objectif__in=[o.pk for o in objectifs]).order_by("rang", "id"):
        par_objectif.setdefault(etape.objectif_id, []).append(etape)
    resultat = []
    for feuille in feuilles:
        lignes: list[tuple[str, Any]] = []
        for i, objectif in enumerate(par_feuille.get(feuille.pk, []), start=1):
            code = f"{feuille.chantier.numero or 'I'}.{i}"
            lignes.append((code, objectif))
            lignes += [(f"{code}.{j}", etape) for j, etape in enumerate(par_objectif.get(objectif.pk, []), start=1)]
        resultat.append((feuille, lignes))
    return resultat


def cibles(feuille: FeuilleDeRoute) -> Choix:
    """What a means may serve: the whole roadmap, an objectif or an étape of it."""
    [(_, lignes)] = numeroter([feuille])
    return [
        ("", "Toute la feuille de route"),
        *((f"{objet._meta.model_name}:{objet.pk}", f"{code} {objet}") for code, objet in lignes),
    ]


def etapes_a_attendre(etape: Etape) -> Choix:
    """The étapes of all roadmaps under way but this one, by chantier."""
    feuilles = FeuilleDeRoute.objects.filter(etat=FeuilleDeRoute.Etat.EN_COURS).select_related("chantier")
    groupes = []
    for feuille, lignes in numeroter(sorted(feuilles, key=lambda f: (f.chantier.numero == 0, f.chantier.numero))):
        etapes = [(o.pk, f"{code} {o}") for code, o in lignes if isinstance(o, Etape) and o.pk != etape.pk]
        if etapes:
            groupes.append((f"{feuille.chantier} — {feuille.chantier.nom_court}", etapes))
    return [("", "Choisir…"), *groupes]
