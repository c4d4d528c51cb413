"""The index by which the texts of the journal are searched: the words of each entry, derived and erasable.

An entry is found by what all its readers may read: its motif, the texts it changed, and the name that its object had.
Names and texts of a type with fewer readers than the entry are left out: a search must not tell what a page hides.
Words of a text that is taken out go with it (`reindexer`), in the transaction of the act that takes it out.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Exists, OuterRef, Subquery

from historique import prises, registre, sql
from historique.analyse import jetons
from historique.canonique import lire
from historique.ecarts import Ecart
from historique.models import PASSAGE_RETIRE, Acte, Changement, Mot, Ouverture, Tete, Visibilite, sans_index

LOT = 500
# Up to so many entries, a word is rare.
RARES = 5000
CHAMPS_DU_NOM = ("numero", "titre", "nom_court", "prenom", "nom", "libelle")
RESERVEES = {Visibilite.COMITE, Visibilite.RESTREINTE}
# The entries whose readers all are readers of a type.
ENTIEREMENT_LUES: Mapping[str, Collection[str]] = {
    Visibilite.PUBLIQUE: set(Visibilite),
    Visibilite.MEMBRES: {Visibilite.MEMBRES, Visibilite.COMITE},
    Visibilite.COMITE: {Visibilite.COMITE},
    Visibilite.RESTREINTE: {Visibilite.RESTREINTE},
}


def indexer(
    acte: Acte, changements: Iterable[Ecart], ouvertures: Iterable[Mapping[str, str]], objet: models.Model | None
) -> None:
    """Write the words of a new entry about `objet`, in its transaction."""
    textes = {ouverture["engagement"]: ouverture["valeur"] for ouverture in ouvertures}
    sql.inserer(_mots(acte, [_nom(acte, objet), *_textes_lus(acte, changements, textes)]))


def apres_un_retrait(retrait: prises.RetraitInscrit) -> None:
    """Make again the words of all that may have held what was taken out (`prises.apres_un_retrait`)."""
    motifs = [pk for genre, pk, _ in retrait.passages if genre == Acte._meta.label_lower]
    objets = [pk for genre, pk, _ in retrait.passages if genre != Acte._meta.label_lower]
    vises = Acte.objects.filter(pk__in=motifs).order_by().values_list("sequence", flat=True)
    reindexer({retrait.sequence, *vises, *inscriptions_sur(objets)})


def contenant(actes: models.QuerySet[Acte], mots: Iterable[Collection[str]], acces: Any) -> models.QuerySet[Acte]:
    """Those that hold all these words (`analyse.mots_cherches`); one query per word.

    Among the kinds of entries that this person reads: of what she reads as an author alone, the words are not asked.
    A rare word gives its entries; a common one is asked of each entry, in the order of numbers, until a page is full.
    """
    actes = actes.alias(lue=sans_index("visibilite")).filter(lue__in=acces.visibilites)
    for mot in mots:
        siennes = Mot.objects.filter(jeton__in=mot)
        if siennes[: RARES + 1].count() <= RARES:
            actes = actes.filter(sequence__in=siennes.values("sequence"))
        else:
            actes = actes.filter(Exists(siennes.filter(sequence=OuterRef("sequence"))))
    return actes


# Made again -----------------------------------------------------------------------------------------------------------


def reindexer(sequences: Collection[int]) -> None:
    """Make the words of these entries again, from what can be opened of them now."""
    for lot in batched(sorted(set(sequences)), LOT):
        _refaire(Acte.objects.filter(sequence__in=lot), Mot.objects.filter(sequence__in=lot))


def reindexer_l_objet(objet_id: UUID) -> None:
    """Make the words of all the entries about an object again; what an act takes out calls `apres_un_retrait`."""
    reindexer(inscriptions_sur([objet_id]))


def inscriptions_sur(objets: Collection[UUID]) -> set[int]:
    """The numbers of the entries that these objects are the object of, or that changed them."""
    au_sujet = Acte.objects.filter(objet_id__in=objets).values_list("sequence", flat=True)
    changees = Changement.objects.filter(objet_id__in=objets).values_list("acte__sequence", flat=True)
    return {*au_sujet.order_by(), *changees.order_by()}


def oublier(sequences: Collection[int]) -> None:
    """Forget the words of these entries: they are found by their words no more."""
    for lot in batched(sorted(set(sequences)), LOT):
        Mot.objects.filter(sequence__in=lot).delete()


def reindexer_le_journal() -> int:
    """Make the whole index again, a few hundred entries at a time; returns the number of entries."""
    dernier = Tete.objects.values_list("dernier", flat=True).get(pk=1)
    for debut in range(1, dernier + 1, LOT):
        lot = {"sequence__gte": debut, "sequence__lt": debut + LOT}
        _refaire(Acte.objects.filter(**lot), Mot.objects.filter(**lot))
    Mot.objects.filter(sequence__gt=dernier).exclude(sequence__in=Acte.objects.values("sequence")).delete()
    return dernier


def completer(using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: index the entries of before this index, and those that migrations have written.

    Only when nothing is left to apply: the rows of all rooms are read as their models say.
    """
    en_cours = MigrationExecutor(connections[using])
    if en_cours.migration_plan(en_cours.loader.graph.leaf_nodes()) or not Acte.objects.exists():
        return
    if not Mot.objects.exists():
        reindexer_le_journal()
    migrees = Acte.objects.filter(origine=Acte.Origine.MIGRATION).order_by()
    sans_mot = migrees.exclude(sequence__in=Mot.objects.values("sequence"))
    reindexer(sans_mot.values_list("sequence", flat=True))


def _refaire(actes: models.QuerySet[Acte], mots: models.QuerySet[Mot]) -> None:
    with transaction.atomic():
        attendre_les_retraits()
        lus = list(actes)
        changements: dict[UUID, list[Changement]] = {}
        for changement in Changement.objects.filter(acte__in=lus).order_by():
            changements.setdefault(changement.acte_id, []).append(changement)
        textes, noms = _ouvertures(lus, changements), _noms(lus)
        mots.delete()
        Mot.objects.bulk_create(
            mot
            for acte in lus
            for mot in _mots(acte, [noms.get(acte.pk, ""), *_textes_lus(acte, changements.get(acte.pk, ()), textes)])
        )


def attendre_les_retraits() -> None:
    """Take the journal's head: no text is taken out between its reading and the writing of its words."""
    Tete.objects.select_for_update().get(pk=1)


def _ouvertures(actes: list[Acte], changements: Mapping[UUID, list[Changement]]) -> dict[str, str]:
    engagements = {acte.motif for acte in actes if acte.motif}
    engagements |= {e for siens in changements.values() for c in siens for e in _engagements(c)}
    return dict(Ouverture.objects.filter(pk__in=engagements).values_list("pk", "valeur"))


def _noms(actes: list[Acte]) -> dict[UUID, str]:
    """What names the object of each entry, as its state was then: two queries per type."""
    par_type: dict[str, list[Acte]] = {}
    for acte in actes:
        if _champs_du_nom(acte):
            par_type.setdefault(acte.objet_type, []).append(acte)
    noms: dict[UUID, str] = {}
    for cle, siens in par_type.items():
        historique: Any = registre.declarations[cle].historique
        numero = Acte.objects.filter(pk=OuterRef("acte")).values("sequence")
        passes = historique._default_manager.filter(id=OuterRef("objet_id")).annotate(n=Subquery(numero))
        passe = passes.filter(n__lte=OuterRef("sequence")).order_by("-version").values("history_id")[:1]
        etats = dict(
            Acte.objects.filter(pk__in=[acte.pk for acte in siens]).order_by().values_list("pk", Subquery(passe))
        )
        lignes = historique._default_manager.in_bulk({etat for etat in etats.values() if etat is not None})
        noms |= {acte.pk: _nom(acte, lignes.get(etats[acte.pk])) for acte in siens}
    return noms


# What of an entry -----------------------------------------------------------------------------------------------------


def _nom(acte: Acte, objet: models.Model | None) -> str:
    """What names the object of an entry, as `objet` (the row, or a past state of it) says."""
    champs = _champs_du_nom(acte) if objet is not None else []
    return " ".join(str(vars(objet).get(champ) or "") for champ in champs)


def _champs_du_nom(acte: Acte) -> list[str]:
    """The fields that name the object of an entry, if all its readers may read them."""
    declaration = registre.declarations.get(acte.objet_type)
    if declaration is None or acte.visibilite not in ENTIEREMENT_LUES[declaration.visible_par]:
        return []
    textes = registre.textes_de(declaration.modele)
    return [champ for champ in CHAMPS_DU_NOM if champ in textes]


def _textes_lus(acte: Acte, changements: Iterable[Changement | Ecart], textes: Mapping[str, str]) -> Iterator[str]:
    """The motif and the changed texts that all the readers of an entry may read, as far as they can be opened."""
    yield textes.get(acte.motif, "")
    for changement in changements:
        declaration = registre.declarations.get(changement.objet_type)
        if declaration is None or changement.champ not in declaration.engages:
            continue
        if (changement.objet_type, changement.champ) in prises.champs_reserves:
            continue  # some of its readers do not read that field
        if declaration.visible_par not in RESERVEES or acte.visibilite in ENTIEREMENT_LUES[declaration.visible_par]:
            yield from (textes.get(engagement, "") for engagement in _engagements(changement))


def _engagements(changement: Changement | Ecart) -> Iterator[str]:
    for texte in (changement.avant, changement.apres):
        if texte is not None and texte.startswith("{") and isinstance(valeur := lire(texte), dict):
            yield valeur["engagement"]


def _mots(acte: Acte, textes: Iterable[str]) -> list[Mot]:
    tout = " \n".join(textes).replace(PASSAGE_RETIRE, " ")
    return [Mot(jeton=jeton, sequence=acte.sequence) for jeton in sorted(jetons(tout))]
