"""What is said of a proposition: questions and answers in clarification, reactions in their step."""

from uuid import UUID

from chantiers.models import Chantier
from historique.actes import consigner
from historique.horloge import maintenant
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces
from pilotage import permissions
from pilotage.actions.verrous import interchantier, signataire, verrouiller
from pilotage.models import Intervention, Proposition

Nature = Intervention.Nature


def questionner(
    proposition: Proposition, *, id: UUID, texte: str, chantier: Chantier | None = None, par: Acces
) -> Intervention:
    """Ask a question, in one's own name or for one's chantier. Raises ActionRefusee."""
    return _intervenir("questionner", proposition, Nature.QUESTION, id=id, texte=texte, chantier=chantier, par=par)


def repondre(question: Intervention, *, id: UUID, texte: str, par: Acces) -> Intervention:
    """Answer a question of the clarification. Raises ActionRefusee."""
    if question.nature != Nature.QUESTION:
        raise ActionRefusee("On répond à une question.")
    return _intervenir("repondre", question.proposition, Nature.REPONSE, id=id, texte=texte, question=question, par=par)


def reagir(
    proposition: Proposition, *, id: UUID, texte: str, chantier: Chantier | None = None, par: Acces
) -> Intervention:
    """Say what the proposition makes one think, in the step of réactions. Raises ActionRefusee."""
    return _intervenir("reagir", proposition, Nature.REACTION, id=id, texte=texte, chantier=chantier, par=par)


def _intervenir(
    verbe: str,
    proposition: Proposition,
    nature: str,
    *,
    id: UUID,
    texte: str,
    par: Acces,
    chantier: Chantier | None = None,
    question: Intervention | None = None,
) -> Intervention:
    if deja := Intervention.objects.filter(pk=id).first():
        return deja
    refus = permissions.refus_de_reagir if nature == Nature.REACTION else permissions.refus_de_questionner
    with consigner(verbe, par=par, portee=chantier or interchantier()) as acte:
        acte.objet = proposition = verrouiller(proposition)
        exiger(refus(par, proposition))
        if not texte.strip():
            raise ActionRefusee("Écrivez votre texte.", "texte")
        if chantier is not None and not par.membre_de(chantier.pk):
            raise ActionRefusee("Vous n’êtes pas membre de ce chantier.", "chantier")
        intervention = Intervention(
            id=id,
            proposition=proposition,
            nature=nature,
            chantier=chantier,
            auteur_id=signataire(par),
            texte=texte.strip(),
            en_reponse_a=question,
            ecrite_le=maintenant(),
        )
        intervention.save()
    return intervention
