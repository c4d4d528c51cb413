"""The chantiers of the charter, with their exact titles (charter, « Les cinq chantiers coopératifs »)."""

from datetime import date

from chantiers.models import Chantier
from historique.actes import Agent, consigner
from membres.acces import Acces

LANCEMENT = date(2023, 10, 19)
# number: (slug, short name, official title, défi)
CHANTIERS = {
    1: (
        "competences-et-metiers",
        "Compétences et métiers",
        "Développer les compétences et métiers des acteurs de la coopération",
        (
            "Les coopérations reposent sur des métiers qui n’ont encore ni nom, ni référentiel, ni formation. "
            "Comment les reconnaître et les transmettre ?"
        ),
    ),
    2: (
        "outils-financiers",
        "Outils financiers",
        "Développer des outils financiers au service de la coopération",
        (
            "Financer un projet après l’autre épuise les coopérations. "
            "Comment financer la durée, l’ingénierie et le collectif ?"
        ),
    ),
    3: (
        "accompagnement",
        "Accompagnement",
        "Inventer et formaliser des dispositifs d’accompagnement adaptés aux coopérations territoriales",
        (
            "L’accompagnement est pensé pour une structure seule. "
            "Comment accompagner un collectif, à chaque âge de sa coopération ?"
        ),
    ),
    4: (
        "ecosystemes",
        "Écosystèmes",
        "Développer les écosystèmes coopératifs territoriaux",
        (
            "Les initiatives pionnières restent isolées. "
            "Comment faire naître, dans chaque territoire, un milieu qui leur donne envie de coopérer ?"
        ),
    ),
    5: (
        "plaidoyer",
        "Plaidoyer",
        "Construire un plaidoyer sur le financement et l’accompagnement des coopérations à un niveau national et local",
        (
            "Les règles publiques financent la concurrence plus que la coopération. "
            "Comment porter une parole commune, du local au national ?"
        ),
    ),
    0: (
        "interchantier",
        "Interchantier",
        "Interchantier : le comité de pilotage",
        "Tenir ensemble les cinq chantiers : une feuille de route globale, un budget commun, des travaux documentés.",
    ),
}


def fonder_les_chantiers(par: Acces | Agent) -> list[Chantier]:
    """The five chantiers of the charter and the interchantier, those missing made; run again, it changes nothing."""
    with consigner("fonder", par=par) as acte:
        presents = set(Chantier.objects.values_list("numero", flat=True))
        for numero, (slug, nom_court, titre, defi) in CHANTIERS.items():
            if numero in presents:
                continue
            chantier = Chantier(numero=numero, slug=slug, nom_court=nom_court, titre=titre, defi=defi)
            chantier.nature = Chantier.Nature.CHANTIER if numero else Chantier.Nature.INTERCHANTIER
            chantier.lance_le = LANCEMENT if numero else None
            chantier.save()
            acte.objet = chantier
    return list(Chantier.objects.order_by("numero"))
