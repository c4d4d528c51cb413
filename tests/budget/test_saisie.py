"""Pasting a column on the lines of a chantier, and splitting a shared charge: seen first, then done in one act."""

from decimal import Decimal
from http import HTTPStatus

import pytest
from django.urls import reverse

from budget.actions import besoins, saisie
from budget.actions.saisie import LignesChangees, Valeur, ValeurRefusee
from budget.feuilles.colonne import CIBLES, lire_la_colonne
from budget.models import Ligne
from chantiers.models import Chantier
from historique.horloge import maintenant
from historique.models import Acte, Changement
from historique.refus import ActionRefusee
from tests import fabriques
from tests import fabriques_budget as budget

MEMBRES = "membres"
CHANGEES = (
    "Des lignes ont changé depuis l’aperçu. Rien n’est enregistré, rien n’est perdu : "
    "relisez l’aperçu mis à jour, puis confirmez."
)


def page(reponse) -> str:
    """With ordinary spaces."""
    return reponse.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def modifier(ligne, **champs):
    ligne.refresh_from_db()
    for nom, valeur in champs.items():
        setattr(ligne, nom, valeur)
    fabriques.inscrire(ligne)


# A column -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def chantier(db):
    budget.exercice()
    return fabriques.chantier(1)


@pytest.fixture
def trois(chantier):
    """Three lines, in the order of their page: 604, 613 (computed), 622."""
    return [
        budget.ligne(chantier, 300, libelle="Impression", poste="prestations_de_services"),
        budget.ligne(
            chantier, 500, libelle="Salle", poste="locations", quantite=Decimal(2), cout_unitaire_centimes=25000
        ),
        budget.ligne(chantier, 100, libelle="Formation", poste="honoraires"),
    ]


@pytest.fixture
def coller(chantier, distribution):
    adresse = reverse("budget:coller_une_colonne", args=[2027, chantier.slug])

    def coller(valeurs, cible="montants", etape="apercu", qui="membre1", action="", **champs):
        client = getattr(distribution, qui).client
        if "lignes" not in champs:
            ouverte = client.get(adresse, {"action": action})
            champs["lignes"] = ouverte.context["formulaire"]["lignes"].value() if ouverte.status_code == 200 else ""
        donnees = {"valeurs": valeurs, "cible": cible, "etape": etape, **champs}
        return client.post(f"{adresse}?action={action}", donnees)

    return coller


def montants() -> dict[str, int]:
    return dict(Ligne.objects.presents().values_list("libelle", "montant_centimes"))


def fautes(reponse) -> list[tuple[int, str]]:
    return [(pose.rang, pose.faute) for pose in reponse.context["formulaire"].collage.fautes]


def test_the_lines_are_shown_in_the_order_of_their_page(chantier, trois, distribution):
    budget.ligne(chantier, 10, libelle="Tracts", action=budget.action(chantier))
    adresse = reverse("budget:coller_une_colonne", args=[2027, chantier.slug])
    lues = distribution.membre1.client.get(adresse).context["lignes"]
    assert [ligne.libelle for ligne in lues] == ["Impression", "Salle", "Formation", "Tracts"]


def test_a_preview_shows_before_and_after_and_writes_nothing(trois, coller):
    reponse = coller("1 250,50 €\n\n90")
    poses = reponse.context["formulaire"].collage.poses
    assert reponse.status_code == 200
    assert [(p.avant, p.apres, p.montant_apres) for p in poses] == [
        ("300", "1\u202f250,50", 125050),
        ("500", "500", 50000),
        ("100", "90", 9000),
    ]
    assert montants() == {"Impression": 30000, "Salle": 50000, "Formation": 10000}


def test_a_column_is_written_in_one_act(chantier, trois, coller, distribution):
    reponse = coller("1250,50\n\n90", etape="faire", motif="Devis reçus")
    assert reponse["Location"] == reverse("budget:lignes", args=[2027, chantier.slug])
    assert montants() == {"Impression": 125050, "Salle": 50000, "Formation": 9000}
    acte = Acte.objects.get(verbe="coller_des_valeurs")
    assert (acte.portee_id, acte.visibilite, acte.auteur_id) == (
        chantier.pk,
        MEMBRES,
        distribution.membre1.personne.pk,
    )
    assert set(Changement.objects.filter(acte=acte).values_list("objet_id", flat=True)) == {trois[0].pk, trois[2].pk}


def test_unit_costs_compute_the_amount_of_the_lines_that_have_a_quantity(trois, coller):
    coller("\n300\n45", cible="couts", etape="faire")
    assert montants() == {"Impression": 30000, "Salle": 60000, "Formation": 10000}
    couts = dict(Ligne.objects.values_list("libelle", "cout_unitaire_centimes"))
    assert couts == {"Impression": None, "Salle": 30000, "Formation": 4500}


def test_quantities_compute_the_amount_of_the_lines_that_have_a_unit_cost(trois, coller):
    coller("\n2,5\n\n", cible="quantites", etape="faire")
    assert montants()["Salle"] == 62500


@pytest.mark.parametrize(
    ("valeurs", "attendues"),
    [
        ("12O\n\n", [(1, "« 12O » ne se lit pas : écrivez un montant en euros, par exemple 1 250,50.")]),
        ("-5\n\n", [(1, "« -5 » est négatif : écrivez un montant en euros, par exemple 1 250,50.")]),
        (
            "\n600\n",
            [
                (
                    2,
                    (
                        "le montant de cette ligne est calculé (2 × 250\u202f€) : collez des quantités ou des coûts "
                        "unitaires, ou laissez cette valeur vide."
                    ),
                )
            ],
        ),
    ],
)
def test_a_bad_value_is_named_with_its_line_and_nothing_is_written(trois, coller, valeurs, attendues):
    reponse = coller(valeurs, etape="faire")
    simples = [(rang, faute.replace("\u00a0", "\u202f")) for rang, faute in fautes(reponse)]
    assert (reponse.status_code, simples) == (422, attendues)
    assert montants() == {"Impression": 30000, "Salle": 50000, "Formation": 10000}
    assert reponse.context["formulaire"]["valeurs"].value() == valeurs
    assert "À corriger" in page(reponse)


def test_a_computed_amount_pasted_as_it_is_changes_nothing(trois, coller):
    assert fautes(coller("300\n500\n100")) == []


@pytest.mark.parametrize(
    ("valeurs", "phrase"),
    [
        (
            "1\n2",
            (
                "Il manque 1 valeur : vous en avez collé 2 pour 3 lignes. Complétez la colonne ; "
                "une ligne vide laisse la valeur comme elle est."
            ),
        ),
        (
            "Montant\n1\n2\n3",
            (
                "Il y a 1 valeur de trop, à partir de « 3 » : vous en avez collé 4 pour 3 lignes. "
                "Retirez ce qui n’est pas une valeur, un titre par exemple."
            ),
        ),
        ("1\t2\n3\t4", "Vous avez collé plusieurs colonnes : n’en copiez qu’une dans votre tableur."),
        ("\n\n", "Collez une colonne de valeurs, une par ligne."),
    ],
)
def test_another_number_of_values_is_refused_and_kept(trois, coller, valeurs, phrase):
    reponse = coller(valeurs, etape="faire")
    formulaire = reponse.context["formulaire"]
    assert (reponse.status_code, formulaire.errors["valeurs"]) == (422, [phrase])
    assert formulaire["valeurs"].value() == valeurs


def test_empty_rows_at_the_end_of_a_column_are_not_values(trois, coller):
    assert coller("1\n\n3\n\n\n").status_code == 200


def test_an_amount_never_goes_under_what_fundings_pay(trois, coller):
    budget.affectation(budget.financement(1000, accorde=1000, statut="accordee"), trois[0], 200)
    [(rang, phrase)] = fautes(coller("199\n\n"))
    assert (rang, phrase.replace("\u00a0", " ").replace("\u202f", " ")) == (
        1,
        (
            "des financements paient déjà 200 € de cette ligne, qui ne vaudrait plus que 199 € : "
            "libérez-les d’abord, ou changez cette valeur."
        ),
    )


def test_a_line_changed_since_the_preview_is_shown_and_nothing_is_written(trois, coller):
    avant = " ".join(f"{ligne.pk}:{ligne.version}" for ligne in trois)
    modifier(trois[0], montant_centimes=77700)
    reponse = coller("1\n\n3", etape="faire", lignes=avant)
    formulaire = reponse.context["formulaire"]
    assert (reponse.status_code, formulaire.non_field_errors()) == (HTTPStatus.CONFLICT, [CHANGEES])
    assert "modifiée entre-temps" in page(reponse)
    assert formulaire.collage.poses[0].avant == "777"
    assert formulaire["valeurs"].value() == "1\n\n3"
    assert montants()["Impression"] == 77700
    coller("1\n\n3", etape="faire", lignes=formulaire["lignes"].value())
    assert montants() == {"Impression": 100, "Salle": 50000, "Formation": 300}


def test_a_line_come_or_gone_since_the_page_is_said_at_the_preview(chantier, trois, coller):
    avant = " ".join(f"{ligne.pk}:{ligne.version}" for ligne in trois)
    modifier(trois[1], archive_le=maintenant())
    budget.ligne(chantier, 1, libelle="Venue entre-temps", poste="locations")
    reponse = coller("1\n2\n3", lignes=avant)
    assert (reponse.status_code, reponse.context["formulaire"].non_field_errors()) == (409, [CHANGEES])


def test_the_action_refuses_under_lock_what_the_page_could_not_see(chantier, trois, distribution):
    """Another person writes between the reading of the page and the act."""
    valeurs = {ligne.pk: Valeur(ligne.version, {"montant_centimes": 5}) for ligne in trois[:1]}
    modifier(trois[0], montant_centimes=77700)
    with pytest.raises(LignesChangees) as levee:
        saisie.coller_des_valeurs(budget.exercice(), chantier, valeurs, par=distribution.membre1.acces)
    assert (str(levee.value), levee.value.ids) == (CHANGEES, {trois[0].pk})


def test_the_action_names_the_line_that_a_funding_holds(chantier, trois, distribution):
    budget.affectation(budget.financement(1000, accorde=1000, statut="accordee"), trois[0], 200)
    valeurs = {ligne.pk: Valeur(ligne.version, {"montant_centimes": 5}) for ligne in (trois[0], trois[2])}
    with pytest.raises(ValeurRefusee) as levee:
        saisie.coller_des_valeurs(budget.exercice(), chantier, valeurs, par=distribution.membre1.acces)
    assert str(levee.value).replace("\u202f", " ").replace("\u00a0", " ") == (
        "« Impression » : Des financements paient déjà 200 € de cette ligne : son montant ne descend pas "
        "au-dessous. Libérez d’abord ces affectations."
    )
    assert montants()["Formation"] == 10000


def test_only_the_lines_of_one_action_are_pasted_on(chantier, trois, coller):
    action = budget.action(chantier)
    budget.ligne(chantier, 10, libelle="Tracts", action=action)
    coller("12", etape="faire", action=str(action.pk))
    assert montants() == {"Impression": 30000, "Salle": 50000, "Formation": 10000, "Tracts": 1200}


def test_pasting_the_same_values_twice_leaves_one_entry(trois, coller):
    coller("1\n\n3", etape="faire")
    coller("1\n\n3", etape="faire")
    assert Acte.objects.filter(verbe="coller_des_valeurs").count() == 1


@pytest.mark.parametrize("qui", ["membre2", "comite", "administrateur"])
def test_who_does_not_keep_the_needs_pastes_nothing(trois, coller, qui):
    reponse = coller("1\n\n3", etape="faire", qui=qui)
    assert (reponse.status_code, montants()["Impression"]) == (403, 30000)


@pytest.mark.django_db
def test_no_line_takes_no_value():
    with pytest.raises(ActionRefusee, match="Collez une colonne"):
        lire_la_colonne("", CIBLES["montants"], [])


def test_lines_taken_from_the_year_before_are_read_by_members_only(chantier, distribution):
    """The entry is about the exercice, which is public: it must not open what is being prepared."""
    modele = budget.ligne(chantier, exercice=budget.exercice(2026))
    besoins.reprendre_les_lignes(budget.exercice(), chantier, [modele], par=distribution.membre1.acces)
    assert Acte.objects.get(verbe="reprendre_les_lignes").visibilite == MEMBRES


# A shared charge ------------------------------------------------------------------------------------------------------


@pytest.fixture
def chantiers(db):
    budget.exercice()
    return [fabriques.chantier(n) for n in (1, 2, 0)]


@pytest.fixture
def repartir(chantiers, distribution):
    def repartir(etape="apercu", qui="coordination", confirmer=True, **champs):
        client = getattr(distribution, qui).client
        adresse = reverse("budget:repartir", args=[2027])
        donnees = {
            "id": "00000000-0000-4000-8000-000000000002",
            "libelle": "Loyer commun",
            "poste": "charges_fixes",
            "total": "100",
            "cle": "etp",
            "poids-1": "1",
            "poids-2": "1",
            "poids-0": "1",
            **champs,
        }
        if etape == "faire" and confirmer:
            donnees["vu"] = client.post(adresse, donnees | {"etape": "apercu"}).context["formulaire"]["vu"].value()
        return client.post(adresse, donnees | {"etape": etape})

    return repartir


def parts() -> list[tuple[int, int]]:
    return list(Ligne.objects.order_by("chantier__numero").values_list("chantier__numero", "montant_centimes"))


def test_a_shared_charge_is_split_without_losing_a_cent(repartir):
    repartir("faire", motif="Réunion du 12")
    assert parts() == [(0, 3333), (1, 3334), (2, 3333)]
    [ligne] = Ligne.objects.filter(chantier__numero=1)
    assert (ligne.libelle, ligne.poste) == ("Loyer commun", "charges_fixes")
    assert ligne.cle_de_repartition.replace("\u00a0", " ") == (
        "100 € répartis au prorata des ETP (Chantier 1 : 1 ; Chantier 2 : 1 ; Interchantier : 1)."
    )


def test_it_is_one_entry_that_members_read(repartir, distribution):
    repartir("faire")
    acte = Acte.objects.get(verbe="repartir")
    assert (acte.objet_id, acte.visibilite) == (budget.exercice().pk, MEMBRES)
    assert set(Changement.objects.filter(acte=acte).values_list("objet_id", flat=True)) == set(
        Ligne.objects.values_list("pk", flat=True)
    )


def test_a_preview_shows_the_parts_and_writes_nothing(repartir):
    reponse = repartir(**{"poids-0": "0", "poids-2": "0,5"})
    assert [part.montant for part in reponse.context["formulaire"].parts] == [6667, 3333]
    assert (reponse.status_code, parts()) == (200, [])


def test_a_chantier_without_weight_has_no_line(repartir):
    repartir("faire", **{"poids-2": "", "poids-0": "0"})
    assert parts() == [(1, 10000)]


def test_a_part_goes_to_the_action_that_is_chosen(repartir, chantiers):
    action = budget.action(chantiers[0])
    repartir("faire", **{"action-1": str(action.pk)})
    assert list(Ligne.objects.order_by("chantier__numero").values_list("action", flat=True)) == [None, action.pk, None]


def test_the_action_of_another_chantier_is_not_in_the_list(repartir, chantiers):
    action = budget.action(chantiers[1])
    reponse = repartir("faire", confirmer=False, **{"action-1": str(action.pk)})
    assert (reponse.status_code, list(reponse.context["formulaire"].errors)) == (422, ["action-1"])


@pytest.mark.parametrize(
    ("champs", "champ", "phrase"),
    [
        ({"total": "12O"}, "total", "« 12O » ne se lit pas : écrivez un montant en euros, par exemple 1 250,50."),
        ({"total": "0"}, "total", "Il n’y a rien à répartir : écrivez un montant au-dessus de zéro."),
        ({"total": ""}, "total", "Écrivez le montant à répartir."),
        ({"libelle": ""}, "libelle", "Dites quelle charge est répartie."),
        ({"poste": ""}, "poste", "Choisissez un poste."),
        ({"poids-1": "-1"}, "poids-1", "« -1 » est négatif : écrivez un nombre, par exemple 12,5."),
        (
            {"poids-1": "", "poids-2": "", "poids-0": "0"},
            "__all__",
            "Donnez un poids à un chantier au moins.",
        ),
    ],
)
def test_what_cannot_be_split_is_refused_with_its_sentence(repartir, champs, champ, phrase):
    reponse = repartir("faire", confirmer=False, **champs)
    erreurs = {nom: list(phrases) for nom, phrases in reponse.context["formulaire"].errors.items()}
    assert (reponse.status_code, erreurs, parts()) == (422, {champ: [phrase]}, [])


def test_what_is_confirmed_is_what_was_seen(repartir):
    reponse = repartir("faire", confirmer=False, vu="1:3334 2:3333 0:3333", **{"poids-1": "2"})
    assert (reponse.status_code, parts()) == (409, [])
    assert reponse.context["formulaire"].non_field_errors() == [
        "Les parts ont changé depuis l’aperçu : relisez-les, puis confirmez."
    ]


def test_the_same_form_sent_twice_splits_once(repartir):
    repartir("faire")
    reponse = repartir("faire")
    assert (reponse.status_code, len(parts())) == (302, 3)
    assert Acte.objects.filter(verbe="repartir").count() == 1


def test_the_same_form_with_other_parts_is_refused(repartir):
    repartir("faire")
    reponse = repartir("faire", total="200")
    assert (reponse.status_code, sum(part for _, part in parts())) == (409, 10000)
    assert reponse.context["formulaire"].non_field_errors() == [
        (
            "Ce formulaire a déjà servi à répartir une charge, avec d’autres parts. "
            "Modifiez ses lignes dans chaque chantier, ou rouvrez cette page pour répartir une autre charge."
        )
    ]


@pytest.mark.parametrize("qui", ["membre1", "comite", "referente1", "administrateur"])
def test_only_the_coordination_splits(repartir, qui):
    reponse = repartir("faire", qui=qui, confirmer=False)
    assert (reponse.status_code, parts()) == (403, [])
    assert "Seule la coordination répartit une charge commune entre les chantiers." in page(reponse)
    assert Chantier.objects.count() == 3
