"""Where the numbers of a budget lead, for one reader, at the day that is read."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from budget.lecture.elements import ActionLue, FinancementLu, LigneLue
from chantiers.lecture import ChantierLu


@dataclass(frozen=True)
class Adresses:
    """Of one exercice; an empty address is no link.

    `suffixe` keeps the day (« ?au=2026-03-12 »). `public`: pages of work are not hers. `detail`: she may open the page
    of a funding.
    """

    annee: int
    suffixe: str = ""
    public: bool = False
    detail: bool = False

    def _avec(self, chemin: str, **parametres: str) -> str:
        """`chemin` with the day and what is not empty among `parametres`."""
        donnes = {nom: valeur for nom, valeur in parametres.items() if valeur}
        if not donnes:
            return chemin + self.suffixe
        return f"{chemin}{self.suffixe}{'&' if self.suffixe else '?'}{urlencode(donnes)}"

    def du_budget(self) -> str:
        return self._avec(reverse("budget:budget", args=[self.annee]))

    def du_chantier(self, chantier: ChantierLu) -> str:
        return self._avec(reverse("budget:chantier", args=[self.annee, chantier.slug]))

    def de_l_action(self, action: ActionLue) -> str:
        return self._avec(reverse("budget:action", args=[action.id]), annee=str(self.annee))

    def du_poste(self, cle: str, *, chantier: str = "", action: UUID | str | None = None) -> str:
        """The lines of a poste: of all the chantiers, of one (its slug), or of one action (« animation »: of none)."""
        if self.public or not cle:
            return ""
        return self._avec(reverse("budget:poste", args=[self.annee, cle]), chantier=chantier, action=str(action or ""))

    def de_la_ligne(self, ligne: LigneLue) -> str:
        return "" if self.public else self._avec(reverse("budget:ligne", args=[ligne.id]))

    def de_l_etape(self, ligne: LigneLue, chantier: ChantierLu) -> str:
        """Its place in the roadmap."""
        if ligne.etape_id is None:
            return ""
        return f"{self._avec(reverse('chantiers:feuille_de_route', args=[chantier.slug]))}#etape-{ligne.etape_id}"

    def du_financement(self, financement: FinancementLu) -> str:
        """The lines that it pays."""
        if self.public:
            return ""
        chemin = reverse("budget:poste", args=[self.annee, financement.groupe.cle])
        return self._avec(chemin, financement=str(financement.id))

    def de_la_fiche(self, financement: FinancementLu) -> str:
        """Its own page for who may open it, else the lines that it pays."""
        if self.detail and not self.public:
            return reverse("budget:financement", args=[financement.id])
        return self.du_financement(financement)
