"""The journal and its entries, readable by all; each shows what its reader may see."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from historique.forms import FiltreDuJournal
from historique.lecture.inscriptions import lire_inscriptions
from historique.lecture.journal import lire_le_journal
from historique.models import Acte
from historique.views.bornes import bornes


@login_not_required
@require_safe
def journal(request):
    formulaire = FiltreDuJournal(request.GET or {}, acces=request.acces)
    page = lire_le_journal(request.acces, formulaire.filtre, bornes(request), formulaire.connus)
    return render(request, "historique/journal/journal.html", {"formulaire": formulaire, "page": page})


@login_not_required
@require_safe
def inscription(request, sequence: int):
    acte = Acte.objects.lisibles_par(request.acces).filter(sequence=sequence).first()
    if acte is None:
        raise Http404
    (lue,) = lire_inscriptions([acte], request.acces)
    return render(request, "historique/journal/inscription.html", {"inscription": lue})
