"""Addresses of the comité, in French and stable."""

from django.urls import path

from pilotage.views import accueil, comite, debat, decisions, feuille_de_route, positions, propositions, tableau_de_bord

app_name = "pilotage"

UNE = "propositions/<int:numero>/"

urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("tableau-de-bord/", tableau_de_bord.tableau_de_bord, name="tableau_de_bord"),
    path("feuille-de-route/", feuille_de_route.feuille_de_route, name="feuille_de_route"),
    path("feuille-de-route/comparer/", feuille_de_route.comparer_deux_dates, name="comparer_la_feuille_de_route"),
    path("propositions/", propositions.propositions, name="propositions"),
    path("propositions/nouvelle/", propositions.proposer, name="proposer"),
    path(UNE, propositions.proposition, name="proposition"),
    path(f"{UNE}modifier/", propositions.amender, name="amender"),
    path(f"{UNE}ouvrir/", propositions.ouvrir, name="ouvrir"),
    path(f"{UNE}avancer/", propositions.avancer, name="avancer"),
    path(f"{UNE}relancer/", propositions.relancer, name="relancer"),
    path(f"{UNE}renvoyer/", propositions.renvoyer, name="renvoyer"),
    path(f"{UNE}reprendre/", propositions.reprendre, name="reprendre"),
    path(f"{UNE}retirer/", propositions.retirer, name="retirer"),
    path(f"{UNE}questions/", debat.questionner, name="questionner"),
    path(f"{UNE}questions/<uuid:pk>/", debat.repondre, name="repondre"),
    path(f"{UNE}reactions/", debat.reagir, name="reagir"),
    path(f"{UNE}positions/<slug:slug>/", positions.donner_la_position, name="donner_la_position"),
    path(f"{UNE}positions/<slug:slug>/maintenir/", positions.maintenir_la_position, name="maintenir_la_position"),
    path(f"{UNE}bonifier/", positions.bonifier, name="bonifier"),
    path(f"{UNE}refuser-la-minorite/", positions.refuser_la_minorite, name="refuser_la_minorite"),
    path(f"{UNE}adopter/", positions.constater_l_adoption, name="constater_l_adoption"),
    path(f"{UNE}versions/<int:n>/", positions.version, name="version"),
    path(f"{UNE}differences/", positions.differences, name="differences"),
    path("comite/", comite.comite, name="comite"),
    path("comite/<slug:cle>/siege/", comite.attribuer_un_siege, name="attribuer_un_siege"),
    path("comite/sieges/<uuid:pk>/fin/", comite.finir_un_siege, name="finir_un_siege"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<slug:numero>/", decisions.decision, name="decision"),
]
