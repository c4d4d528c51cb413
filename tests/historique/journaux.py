"""Downloaded journals, true and false, without a database."""

import hashlib

from historique import canonique, chaine
from historique.note import CleSecrete, Point

ENTREES = 300
CLE = CleSecrete("site.example/journal", bytes(range(32)))
AUTRE_CLE = CleSecrete("site.example/journal", bytes(32))


def inscription(sequence, **champs):
    """The canonical object of an entry, and the openings of what it seals."""
    sel = hashlib.sha256(b"%d" % sequence).hexdigest()
    valeur = f'Mener l’enquête n° {sequence} : « déjà », \u2028 "citée" \\ et la suite'
    scelle = canonique.engagement(sel, valeur)
    changement = {
        "objet_type": "chantiers.etape",
        "objet_id": f"00000000-0000-4000-8000-{sequence:012d}",
        "champ": "titre",
        "avant": None,
        "apres": canonique.canonique({"engagement": scelle}),
    }
    contenu = {
        "schema": 1,
        "sequence": sequence,
        "id": f"10000000-0000-4000-8000-{sequence:012d}",
        "verbe": "modifier",
        "motif": "",
        "faits": "",
        "changements": [changement],
        **champs,
    }
    return contenu, [{"engagement": scelle, "sel": sel, "valeur": valeur}]


def lignes(nombre=ENTREES, cle=CLE, precedente="0" * 64, debut=1, remplacer=()):
    """The lines of a true journal; one entry in three is given by its leaf alone. `remplacer`: {number: fields}."""
    rendues, remplacer = [], dict(remplacer)
    for sequence in range(debut, debut + nombre):
        contenu, ouvertures = inscription(sequence, **remplacer.get(sequence, {}))
        feuille = chaine.feuille(canonique.canonique(contenu))
        precedente = chaine.maillon(precedente, feuille)
        ligne = {"sequence": sequence, "feuille": feuille, "chaine": precedente}
        if sequence % 3 or sequence in remplacer:
            ligne |= {"inscription": contenu, "ouvertures": ouvertures}
        rendues.append(ligne)
    return rendues


def fichier(inscriptions, cle=CLE, signe_par=None):
    """The bytes of a journal, with its header and its signed point."""
    dernier = inscriptions[-1] if inscriptions else {"sequence": 0, "chaine": "0" * 64}
    note = (signe_par or cle).signer(Point(dernier["sequence"], dernier["chaine"]))
    tete = {"format": "journal-1", "origine": cle.nom, "cle": str(cle.publique)}
    objets = [tete, *inscriptions, {"point_de_controle": note}]
    return "".join(canonique.canonique(objet) + "\n" for objet in objets).encode()
