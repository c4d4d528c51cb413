"""Django's administration, for administrators who signed in with a second factor: accounts, and reading the rest.

What is governed is shown read-only: it changes in its own pages, where each change is an act of the journal.
"""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django_ox.models import OxTask

from historique import registre
from membres import actions, permissions
from membres.forms import MotifForm
from membres.models import Compte, Courriel, Personne
from membres.reponses import soumis

# act: (its words, its action)
ACTES = {
    "donner-l-administration": ("Donner l’administration", actions.donner_l_administration),
    "retirer-l-administration": ("Retirer l’administration", actions.retirer_l_administration),
    "desactiver": ("Désactiver le compte", actions.desactiver_le_compte),
    "reactiver": ("Réactiver le compte", actions.reactiver_le_compte),
}


class Administration(AdminSite):
    """Governance has its own pages; here one manages accounts, and reads the rest."""

    site_header = "Administration des chantiers coopératifs"
    site_title = "Administration"
    index_title = "Comptes et réglages"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.register(Compte, ComptesAdmin)
        self.register(Courriel, CourrielsAdmin)
        self.register(OxTask, TravauxAdmin)
        for declaration in registre.declarations.values():
            self.register(declaration.modele, LectureSeule)

    def has_permission(self, request: HttpRequest) -> bool:
        acces = request.acces  # type: ignore[attr-defined]
        return acces.administrateur and permissions.refus_sans_second_facteur(acces) is None

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One signs in on the site's own page, with its limits and its second factor; there is no other door."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", reverse("admin:index")))
        if not request.user.is_superuser:
            raise PermissionDenied("L’administration technique est réservée aux personnes qui en ont la charge.")
        refus = permissions.refus_sans_second_facteur(request.acces)  # type: ignore[attr-defined]
        if refus is None:
            return redirect("admin:index")
        messages.warning(request, refus)
        return redirect("membres:profil")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")


class LectureSeule(ModelAdmin):
    """Nothing is added, changed nor deleted here."""

    list_per_page = 50

    def get_list_display(self, request: HttpRequest) -> Any:
        """The chantier too, where there is one: several of its things bear the same name."""
        propre = super().get_list_display(request)
        a_un_chantier = any(champ.name == "chantier" for champ in self.model._meta.concrete_fields)
        return (*propre, "chantier") if a_un_chantier and tuple(propre) == ("__str__",) else propre

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CourrielsAdmin(LectureSeule):
    list_display = ("genre", "destinataire", "cree_le", "envoye_le", "erreur")


class TravauxAdmin(LectureSeule):
    list_display = ("task_path", "status", "attempts", "enqueued_at", "finished_at")
    list_filter = ("status", "task_path")
    fields = ("task_path", "status", "attempts", "max_attempts", "enqueued_at", "started_at", "finished_at", "errors")


class ComptesAdmin(LectureSeule):
    """Accounts: who may sign in and who administers. Each change has its page, which asks why."""

    list_display = ("email", "personne", "actes", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    list_select_related = ("personne",)
    search_fields = ("email", "personne__nom", "personne__prenom")
    fields = ("email", "is_active", "is_superuser", "last_login", "date_joined")
    ordering = ("email",)

    def get_urls(self) -> list[Any]:
        """An act opens its own transaction, which the framework's change page would enclose in another."""
        vue = self.admin_site.admin_view(self.agir)
        return [path("<int:pk>/actes/<slug:acte>/", vue, name="membres_compte_acte"), *super().get_urls()]

    def actes(self, compte: Compte) -> str:
        """Links to what may be done with an account."""
        possibles = [
            "retirer-l-administration" if compte.is_superuser else "donner-l-administration",
            "desactiver" if compte.is_active else "reactiver",
        ]
        liens = [
            format_html('<a href="{}">{}</a>', reverse("admin:membres_compte_acte", args=[compte.pk, un]), ACTES[un][0])
            for un in possibles
        ]
        return format_html("{} · {}", *liens)

    def agir(self, request: HttpRequest, pk: int, acte: str) -> HttpResponse:
        """Ask why, then do it."""
        if acte not in ACTES:
            raise Http404
        libelle, action = ACTES[acte]
        personne = get_object_or_404(Personne, compte=get_object_or_404(Compte, pk=pk))
        formulaire = MotifForm(request.POST or None)
        acces = request.acces  # type: ignore[attr-defined]
        if request.method == "POST" and soumis(formulaire, lambda d: action(personne, motif=d["motif"], par=acces)):
            messages.success(request, f"{personne} : c’est fait, et inscrit au journal.")
            return redirect("admin:membres_compte_changelist")
        contexte = {**self.admin_site.each_context(request), "title": f"{libelle} : {personne}"}
        contexte |= {"formulaire": formulaire, "libelle": libelle, "personne": personne}
        return render(request, "membres/administration/acte.html", contexte, status=formulaire.statut)
