"""The Atom feeds of the journal, whole and by chantier: what the one who asks may read, a visitor what is public."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import condition, require_safe

from historique import prises
from historique.canonique import empreinte
from historique.lecture.inscriptions import Connus, Inscription
from historique.lecture.journal import Bornes, Filtre, lire_le_journal
from historique.points import point_a

# Characters that XML has no way to write.
INDICIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@login_not_required
@require_safe
@condition(etag_func=lambda request, numero=None: etiquette(request.acces, numero))
def flux(request, numero: int | None = None):
    return FluxDuJournal()(request, numero=numero)


def etiquette(acces: Any, numero: int | None) -> str:
    """It changes with the journal, with the reader and with what she may read: names are those of the journal too."""
    lecteur = f"{acces.personne_id} {sorted(acces.visibilites)}"
    return f'"{empreinte(f"{point_a().long} {numero} {lecteur}")}"'


@dataclass(frozen=True)
class Sujet:
    """Whose feed, about what."""

    acces: Any
    connus: Connus
    portee: prises.Portee | None


class FluxDuJournal(Feed):
    """The newest entries, in the words of the page."""

    feed_type = Atom1Feed
    language = "fr"

    def get_object(self, request, numero: int | None) -> Sujet:  # type: ignore[override]
        connus = Connus.lire()
        portee = next((p for p in connus.portees.values() if p.numero == numero), None)
        if numero is not None and portee is None:
            raise Http404
        return Sujet(request.acces, connus, portee)

    def title(self, sujet: Sujet) -> str:
        if sujet.portee is None:
            return "Journal des chantiers coopératifs"
        return (
            f"Journal, {sujet.portee.numero}. {sujet.portee.nom}" if sujet.portee.numero else "Journal, interchantier"
        )

    def link(self, sujet: Sujet) -> str:
        return reverse("historique:journal") + (f"?chantier={sujet.portee.numero}" if sujet.portee else "")

    def subtitle(self, sujet: Sujet) -> str:
        return f"Point de contrôle\u00a0: {point_a().court}"

    def items(self, sujet: Sujet) -> tuple[Inscription, ...]:
        filtre = Filtre(portee=sujet.portee.id if sujet.portee else None)
        return lire_le_journal(sujet.acces, filtre, Bornes(), sujet.connus).inscriptions

    def item_title(self, item: Inscription) -> str:
        return dicible(item.phrase)

    def item_description(self, item: Inscription) -> str | None:  # type: ignore[override]
        motif = f"« {item.motif} »" if item.motif and not item.motif_retire else item.motif
        champs = [(m.champ, m.avant, m.apres) for m in item.principales if not m.longue]
        lignes = format_html_join("", "<p>{}\u00a0: <del>{}</del> → <ins>{}</ins></p>", champs)
        return dicible(format_html("<p>{}</p>{}", motif, lignes) if motif else lignes) or None

    def item_link(self, item: Inscription) -> str:
        return reverse("historique:inscription", args=[item.sequence])

    def item_guid(self, item: Inscription) -> str:
        return f"urn:uuid:{item.id}"

    def item_pubdate(self, item: Inscription):
        return item.instant

    def item_updateddate(self, item: Inscription):
        return item.instant

    def item_author_name(self, item: Inscription) -> str:
        return dicible(item.auteur)

    def item_categories(self, item: Inscription) -> list[str]:
        return [item.portee.nom] if item.portee else []


def dicible(texte: str) -> str:
    return INDICIBLES.sub("", texte)
