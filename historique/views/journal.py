"""The journal and its entries, readable by all; each shows what its reader may see."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from historique.forms import FiltreDuJournal
from historique.lecture.inscriptions import lire_inscriptions
from historique.lecture.journal import lire_le_journal
from historique.lecture.place import adresse_a_cette_date, lire_la_place
from historique.lecture.reperes import compter_depuis
from historique.lecture.verification import lire_le_constat
from historique.models import Acte
from historique.permissions import refus_de_retirer
from historique.points import point_a
from historique.views.bornes import bornes


@login_not_required
@require_safe
def journal(request):
    formulaire = FiltreDuJournal(request.GET or {}, acces=request.acces)
    contexte = {
        "formulaire": formulaire,
        "portee": formulaire.portee,
        "page": lire_le_journal(request.acces, formulaire.filtre, bornes(request), formulaire.connus),
        "depuis": compter_depuis(request.acces, formulaire.reperes),
        "constat": lire_le_constat(),
        "point": point_a(),
    }
    return render(request, "historique/journal/journal.html", contexte)


@login_not_required
@require_safe
def inscription(request, sequence: int):
    acte = Acte.objects.lisibles_par(request.acces).filter(sequence=sequence).first()
    if acte is None:
        raise Http404
    (lue,) = lire_inscriptions([acte], request.acces)
    contexte = {
        "inscription": lue,
        "place": lire_la_place(acte, request.acces),
        "a_cette_date": adresse_a_cette_date(lue),
        "peut_retirer": refus_de_retirer(request.acces) is None,
    }
    return render(request, "historique/journal/inscription.html", contexte)
