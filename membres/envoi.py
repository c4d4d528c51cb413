"""How an e-mail of the outbox is rendered, at the moment it is sent."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context, loader

from historique import registre
from membres.models import Courriel

type Rendu = Callable[[Courriel], tuple[str, str]]

rendus: dict[str, Rendu] = {}
conditions: dict[str, Callable[[Courriel], bool]] = {}


def rendu(genre: str, *, si: Callable[[Courriel], bool] | None = None) -> Callable[[Rendu], Rendu]:
    """Register the function that renders e-mails of this kind: `fn(courriel) -> (subject, text body)`.

    `si`: whether it is still worth sending, asked just before; what was queued may be done meanwhile.
    """

    def inscrire(fonction: Rendu) -> Rendu:
        rendus[genre] = fonction
        if si is not None:
            conditions[genre] = si
        return fonction

    return inscrire


def objet_de(courriel: Courriel) -> Any:
    """The tracked object the e-mail is about."""
    return registre.declarations[courriel.objet_type].modele._default_manager.get(pk=courriel.objet_id)


def rediger(genre: str, **contexte: Any) -> str:
    """The text of `templates/courriels/<genre>.txt`: plain text, so nothing is escaped; `site` begins every link."""
    gabarit = loader.get_template(f"courriels/{genre}.txt").template  # type: ignore[attr-defined]
    return gabarit.render(Context({"site": settings.ADRESSE_DU_SITE, **contexte}, autoescape=False)).strip() + "\n"


def sans_objet(courriel: Courriel) -> bool:
    """Whether what it says is no longer so, or no longer for its addressee."""
    return courriel.genre in conditions and not conditions[courriel.genre](courriel)


def composer(courriel: Courriel) -> EmailMessage:
    """The e-mail as it is sent: rendered now, to the present address of the person."""
    sujet, texte = rendus[courriel.genre](courriel)
    return EmailMessage(
        subject=f"[Chantiers coopératifs] {' '.join(sujet.split())}",
        body=texte,
        to=[courriel.destinataire.courriel],
        headers={"Message-ID": courriel.message_id, "Auto-Submitted": "auto-generated"},
    )
