"""The adoption is recorded by the coordination, never automatic, once every chantier that counts has answered."""

from historique.actes import consigner
from historique.horloge import aujourd_hui, maintenant
from historique.models import Serie, Visibilite
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces
from pilotage import courriels, permissions
from pilotage.actions.verrous import interchantier, signataire, tableau_verrouille
from pilotage.lecture.tableau import Tableau
from pilotage.models import Decision, Proposition


def constater_l_adoption(
    proposition: Proposition, *, empreinte: str | None = None, enonce: str = "", motif: str = "", par: Acces
) -> Decision:
    """Record that the chantiers have consented to the open version (charter, « adoptée de façon consensuelle »).

    `empreinte` is that of the version the page showed. Raises ActionRefusee with a sentence for people.
    """
    with consigner("adopter", par=par, motif=motif, portee=interchantier(), visibilite=Visibilite.PUBLIQUE) as acte:
        # Locked: an objection given at this instant is either seen here, or refused as too late.
        tableau = tableau_verrouille(proposition, par)
        exiger(permissions.refus_de_constater_l_adoption(par, tableau))
        if empreinte is not None and empreinte != tableau.version.empreinte:
            raise ActionRefusee(
                "Une autre version a été proposée entre-temps : relisez-la avant de constater l’adoption."
            )
        acte.objet = decision = _enregistrer(tableau, enonce.strip(), par)
        proposition = tableau.proposition
        proposition.etape = Proposition.Etape.ADOPTEE
        proposition.close_le = decision.constatee_le
        proposition.save()
        courriels.annoncer_l_adoption(decision)
    return decision


def _enregistrer(tableau: Tableau, enonce: str, par: Acces) -> Decision:
    """The next number of the register; it replaces the decision in force of the same global nature and exercice."""
    proposition = tableau.proposition
    annee, numero = Serie.annuelle("decision")
    decision = Decision(
        numero=f"D-{annee}-{numero:03}",
        proposition=proposition,
        version_adoptee=tableau.version,
        enonce=enonce or _enonce(tableau),
        constatee_le=maintenant(),
        constatee_par_id=signataire(par),
        en_vigueur_le=aujourd_hui(),
        revue_le=proposition.revue_le,
        remplace=_en_vigueur(proposition),
    )
    decision.save()
    return decision


def _en_vigueur(proposition: Proposition) -> Decision | None:
    if proposition.nature not in Proposition.Nature.globales():
        return None
    memes = Decision.objects.en_vigueur().filter(
        proposition__nature=proposition.nature, proposition__exercice=proposition.exercice_id
    )
    return memes.order_by("-constatee_le").first()


def _enonce(tableau: Tableau) -> str:
    proposition = tableau.proposition
    if proposition.fige_les_feuilles:
        return f"Les chantiers adoptent la feuille de route globale, version {tableau.version.etiquette}."
    if proposition.exercice is not None:
        annee = proposition.exercice.annee
        return f"Les chantiers adoptent le budget global {annee}, version {tableau.version.etiquette}."
    return f"Les chantiers adoptent « {proposition.titre} », version {tableau.version.etiquette}."
