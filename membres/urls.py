"""Addresses of people, organisations, invitations and accounts."""

from django.urls import path

from membres.views import demonstration, effacement, invitations, organisations, profil, reprise

app_name = "membres"
urlpatterns = [
    path("profil/", profil.profil, name="profil"),
    path("profil/rattachements/ajouter/", profil.se_rattacher, name="se_rattacher"),
    path("profil/rattachements/<uuid:pk>/finir/", profil.finir_un_rattachement, name="finir_un_rattachement"),
    path("profil/mes-donnees.json", effacement.mes_donnees, name="mes_donnees"),
    path("profil/effacement/", effacement.demander_l_effacement, name="demander_l_effacement"),
    path("profil/effacement/annuler/", effacement.renoncer_a_l_effacement, name="renoncer_a_l_effacement"),
    path("effacements/", effacement.effacements, name="effacements"),
    path("personnes/<uuid:pk>/effacer/", effacement.effacer, name="effacer"),
    path("personnes/<uuid:pk>/", profil.personne, name="personne"),
    path("personnes/<uuid:pk>/inviter/", invitations.inviter, name="inviter"),
    path("invitation/<str:jeton>/", invitations.invitation, name="invitation"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<uuid:pk>/renvoyer/", invitations.renvoyer_l_invitation, name="renvoyer_l_invitation"),
    path("invitations/<uuid:pk>/revoquer/", invitations.revoquer_l_invitation, name="revoquer_l_invitation"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/ajouter/", organisations.ajouter_une_organisation, name="ajouter_une_organisation"),
    path(
        "organisations/<uuid:pk>/modifier/",
        organisations.modifier_une_organisation,
        name="modifier_une_organisation",
    ),
    path(
        "organisations/<uuid:pk>/archiver/",
        organisations.archiver_une_organisation,
        name="archiver_une_organisation",
    ),
    path(
        "organisations/<uuid:pk>/retablir/",
        organisations.retablir_une_organisation,
        name="retablir_une_organisation",
    ),
    path("reprise/", reprise.reprise, name="reprise"),
    path("essayer/", demonstration.essayer, name="essayer"),
    path("courriels/", demonstration.courriels, name="courriels"),
]
