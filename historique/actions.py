"""Verbs over the journal itself."""

from collections.abc import Collection
from typing import Any

from historique import registre, retrait
from historique.actes import consigner
from historique.canonique import simple
from historique.lecture.retrait import MotifARetirer, ObjetARetirer
from historique.models import PASSAGE_RETIRE
from historique.permissions import refus_de_retirer
from historique.refus import ActionRefusee, exiger

SIEN_AUJOURDHUI = (
    "Ce texte est la façon dont une personne est nommée ou jointe aujourd’hui : cela se change dans son profil, ou "
    "s’efface avec toutes ses données. Ne se retirent ici que ses textes passés."
)
RIEN_D_AJOUTE = (
    "Ce qui reste affiché ne peut avoir que des mots de ce texte, dans leur ordre : retirer un passage n’est pas "
    "écrire à la place de quelqu’un."
)
DEJA_RETIRE = "Ce texte n’est plus là : quelqu’un vient de le retirer."


def retirer_un_passage(
    lu: ObjetARetirer,
    champ: str,
    *,
    textes: Collection[str],
    version: int,
    motif_legal: str,
    remplacement: str = PASSAGE_RETIRE,
    par: Any,
) -> None:
    """Take these texts of one field out, for good; `version` is the state of the row that the person has read.

    Raises ActionRefusee when it has changed since: what replaces the text was written from it.
    """
    exiger(refus_de_retirer(par))
    declaration = registre.declarations[lu.cle]
    modele = declaration.modele
    with consigner("retirer_un_passage", par=par) as acte:
        retrait.verrouiller([(lu.cle, lu.pk)])
        objet: Any = modele._base_manager.select_for_update(of=("self",)).get(pk=lu.pk)
        if objet.version != version:
            raise ActionRefusee("Cet élément a changé depuis l’affichage : relisez ce qui suit, puis confirmez.")
        present = simple(getattr(objet, champ))
        if present in map(simple, textes):
            if champ in declaration.champs_personnels:
                raise ActionRefusee(SIEN_AUJOURDHUI)
            if not retrait.ne_fait_qu_oter(present, remplacement):
                raise ActionRefusee(RIEN_D_AJOUTE)
        retrait.motiver(acte, motif_legal)
        objet = retrait.retirer_les_textes(
            acte, modele, lu.pk, {champ: textes}, remplacements={champ: remplacement or PASSAGE_RETIRE}
        )
        acte.objet = objet
        if not acte.retraits and objet.version == version:
            raise ActionRefusee(DEJA_RETIRE)


def retirer_un_motif(lu: MotifARetirer, *, motif_legal: str, par: Any) -> None:
    """Take out the reason that the author of an entry had typed."""
    exiger(refus_de_retirer(par))
    vise = lu.acte
    with consigner("retirer_un_motif", par=par, portee=vise.portee_id, visibilite=vise.visibilite) as acte:
        retrait.motiver(acte, motif_legal)
        retrait.retirer_un_motif(acte, vise)
        if not acte.retraits:
            raise ActionRefusee(DEJA_RETIRE)
        acte.faits["inscription_visee"] = vise.sequence
