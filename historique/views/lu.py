"""« Marquer comme lu »."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from historique.forms import LuForm
from historique.lu import marquer_comme_lu


@require_POST
def marquer(request):
    formulaire = LuForm(request.POST)
    if request.acces.personne_id is None:
        messages.error(request, "Ce compte n’est celui de personne au journal : il n’y a rien à marquer.")
    elif formulaire.is_valid():
        marquer_comme_lu(request.acces.personne_id, formulaire.cleaned_data["sequence"])
        messages.success(request, "C’est marqué : le journal comptera ce qui s’y inscrit depuis.")
    else:
        messages.error(request, "Rien n’est marqué : rouvrez le journal, et recommencez.")
    return redirect("historique:journal")
