"""New versions while the consultation runs: bonification, and the refusal that a version be minor."""

from datetime import date
from uuid import UUID

from chantiers.models import Chantier
from historique.actes import consigner
from historique.horloge import maintenant
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces
from pilotage import courriels, permissions
from pilotage.actions.gel import figer_une_version
from pilotage.actions.verrous import (
    interchantier,
    signataire,
    tableau_verrouille,
    verrouiller_ce_qui_se_fige,
)
from pilotage.lecture import conditions
from pilotage.lecture.tableau import Tableau, lire_tableau
from pilotage.lecture.versions import (
    BUDGET,
    FEUILLES,
    TEXTE,
    Contenu,
    contenu_actuel,
    ecarts,
    lire_contenu,
    que_la_forme,
)
from pilotage.models import Position, Proposition, RefusDeMinorite, Version

# What is frozen → where a new version is prepared, and why this one is not minor.
OU = {FEUILLES: "les feuilles de route", BUDGET: "le budget", TEXTE: "le texte"}
FOND = {
    FEUILLES: (
        "Cette version change autre chose que des formulations (dates, états, étapes, responsables, montants) : "
        "elle ne peut pas être mineure."
    ),
    BUDGET: (
        "Cette version change autre chose que des formulations (montants, quantités, postes, chantiers, actions, "
        "étapes, financements) : elle ne peut pas être mineure."
    ),
    TEXTE: (
        "Le texte est ce qui est décidé : dans une version mineure, seuls la ponctuation, les accents et les "
        "majuscules changent."
    ),
}


def bonifier(
    proposition: Proposition,
    *,
    vue: UUID,
    explication: str,
    mineure: bool = False,
    texte: str = "",
    echeance: date | None = None,
    motif: str = "",
    par: Acces,
) -> Version:
    """Freeze a new version, back in `objections`. `vue` is the version it answers; `texte` the new text of a text.

    A substantive one asks every chantier again; a minor one carries the positions over and tells everyone.
    `echeance` is the new deadline, if it changes. Raises ActionRefusee.
    """
    with consigner("bonifier", par=par, motif=motif, portee=interchantier()) as acte:
        acte.objet = proposition = verrouiller_ce_qui_se_fige(proposition)
        exiger(permissions.refus_de_bonifier(par, proposition))
        tableau = _tableau(proposition, vue, par)
        _fixer_l_echeance(proposition, echeance)
        contenu = contenu_actuel(proposition, par, texte)
        _verifier(tableau, contenu, explication, mineure=mineure, par=par)
        version = figer_une_version(
            acte,
            proposition,
            contenu,
            numero=tableau.version.numero + 1,
            par=par,
            explication=explication.strip(),
            comme=tableau.version if mineure else None,
        )
        proposition.texte = contenu.texte
        proposition.etape = Proposition.Etape.OBJECTIONS
        proposition.save()
        _soumettre(tableau, version, par)
    return version


def refuser_la_minorite(
    proposition: Proposition, chantier: Chantier, *, id: UUID, argument: str, par: Acces
) -> RefusDeMinorite:
    """Hold that the open minor version changes the substance: positions carried over no longer count, each chantier is
    asked again. Raises ActionRefusee.
    """
    if deja := RefusDeMinorite.objects.filter(pk=id).first():
        return deja
    with consigner("refuser_la_minorite", par=par, portee=chantier) as acte:
        tableau = tableau_verrouille(proposition, par)
        acte.objet = tableau.version
        exiger(permissions.refus_de_refuser_la_minorite(par, tableau))
        ligne = tableau.ligne(chantier.pk)
        if ligne is None or not conditions.parle_pour(par, ligne):
            raise ActionRefusee("C’est aux personnes référentes de ce chantier de le dire.")
        if not argument.strip():
            raise ActionRefusee("Dites en quoi cette version change le fond.", "argument")
        refus = RefusDeMinorite(
            id=id,
            version_proposee=tableau.version,
            chantier=chantier,
            par_id=signataire(par),
            argument=argument.strip(),
            refuse_le=maintenant(),
        )
        refus.save()
        courriels.redemander_les_positions(tableau.version)
    return refus


def _tableau(proposition: Proposition, vue: UUID, par: Acces) -> Tableau:
    tableau = lire_tableau(proposition, par)
    if tableau is None or tableau.version.pk != vue:
        raise ActionRefusee(
            "Une autre version a été proposée entre-temps. Votre texte est conservé : lisez-la, puis recommencez."
        )
    return tableau


def _fixer_l_echeance(proposition: Proposition, echeance: date | None) -> None:
    proposition.echeance = echeance or proposition.echeance
    if refus := permissions.refus_d_echeance(proposition.echeance):
        raise ActionRefusee(refus, "echeance")


def _verifier(tableau: Tableau, contenu: Contenu, explication: str, *, mineure: bool, par: Acces) -> None:
    """A new version says why, changes something, and is minor only if nothing but wording changes."""
    if not explication.strip():
        raise ActionRefusee("Dites ce qui change et pourquoi : les chantiers le liront.", "explication")
    ancien = lire_contenu(tableau.version, par)
    _exiger_un_changement(ancien, contenu)
    if mineure:
        _exiger_que_la_forme(ancien, contenu)


def _exiger_un_changement(ancien: Contenu, contenu: Contenu) -> None:
    if contenu.fige == TEXTE:
        identiques = ancien.texte.strip() == contenu.texte.strip()
    else:
        identiques = que_la_forme(ancien, contenu) and not ecarts(ancien, contenu)
    if identiques:
        raise ActionRefusee(f"Rien n’a changé depuis la dernière version : modifiez d’abord {OU[contenu.fige]}.")


def _exiger_que_la_forme(ancien: Contenu, contenu: Contenu) -> None:
    if not que_la_forme(ancien, contenu):
        raise ActionRefusee(f"{FOND[contenu.fige]} Chaque chantier sera de nouveau interrogé.", "mineure")


def _soumettre(tableau: Tableau, version: Version, par: Acces) -> None:
    """A minor version tells everyone, a substantive one asks every chantier again."""
    if version.mineure:
        _reconduire(tableau, version, par)
        courriels.annoncer_la_version_mineure(version)
    else:
        courriels.redemander_les_positions(version)


def _reconduire(tableau: Tableau, version: Version, par: Acces) -> None:
    """Carry over the position of each chantier that has one, objections included."""
    anciennes = {p.pk: p for p in Position.objects.filter(version_proposee=tableau.version)}
    for ligne in tableau.lignes:
        if ligne.position is None:
            continue
        ancienne = anciennes[ligne.position.id]
        Position(
            version_proposee=version,
            chantier_id=ligne.chantier.id,
            avis=ancienne.avis,
            argument=ancienne.argument,
            decidee_le=ancienne.decidee_le,
            decidee_avec=ancienne.decidee_avec,
            donnee_par_id=ancienne.donnee_par_id,
            consignee_par_id=signataire(par),
            donnee_le=maintenant(),
            reconduite_de=ancienne,
        ).save()
