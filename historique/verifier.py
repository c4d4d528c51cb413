"""Check the journal of a « Chantiers coopératifs » site without trusting that site. Python 3.9 or later, nothing else.

    python3 verifier.py [--cle KEY] journal.ndjson [rapport.pdf | point.txt | 4812-a1b0f3f2fd1fa6b8 | ancien.ndjson] …

Is the downloaded journal whole? Does it continue what a report, a signed point, a footer or an older download bears?
KEY is the public key you trust, instead of the one it announces. Each entry has a leaf, SHA-256(00 ‖ its text), and a
link, SHA-256(01 ‖ previous link ‖ leaf): nothing changes without every later link changing. A point is a number of
entries and the link there, signed (Ed25519). Names and free texts are sealed, SHA-256(02 ‖ salt ‖ text), so that they
can be taken out. Exit code: 0 all is proven, 1 something is not, 2 there was nothing to check.
"""

import hashlib
import json
import os
import re
import sys
from base64 import b64decode
from pathlib import Path

PROUVE, FAUX, NON_PROUVE, RIEN, FORMAT = "PROUVÉ", "FAUX", "NON PROUVÉ", "RIEN", "journal-1"
CLE = re.compile(r'(?<![^\s+"])[^\s+"]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}')
HEX, MUETS = re.compile("[0-9a-f]{64}"), re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
POINT = re.compile(r"(?<![\w-])([0-9]{1,18})-([0-9a-f]{64}|[0-9a-f]{16})(?![\w-])")
# Origin, number of entries, link; key, signature. The last sign of these base64 texts can only be one of sixteen.
B64 = "[A-Za-z0-9+/]{%d}[AEIMQUYcgkosw048]="
NOTE = re.compile(rf"(?<!\S)([^\s+]+)\n(0|[1-9][0-9]{{0,17}})\n({B64 % 42})\n\n— \1 ({B64 % 90})\n")


class Erreur(ValueError):
    """What is false or cannot be read; `str()` is a French sentence."""


# Ed25519 (RFC 8032), on the curve y² - x² = 1 + D·x²·y².
P, ORDRE = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def _point(y, signe):
    carre = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(carre, (P + 3) // 8, P)
    x = x if x * x % P == carre else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != carre or (x == 0 and signe):
        raise Erreur("cette clé publique n’est pas une clé Ed25519")
    return (x if x % 2 == signe else P - x), y


def _somme(p, q):
    (a, b), (c, d) = p, q
    e = D * a * b * c * d
    return (a * d + b * c) * pow(1 + e, -1, P) % P, (b * d + a * c) * pow(1 - e, -1, P) % P


def signature_valable(cle, message, signature):
    """Whether R = s·B - k·A, where the 64 bytes `signature` are (R, s) and the 32 bytes `cle` are A."""
    s, a = int.from_bytes(signature[32:], "little"), int.from_bytes(cle, "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + cle + message).digest(), "little") % ORDRE
    base, (x, y), r = _point(4 * pow(5, -1, P) % P, 0), _point(a % 2**255, a >> 255), (0, 1)
    for rang in reversed(range(256)):
        r = _somme(r, r)
        r = _somme(r, base) if s >> rang & 1 else r
        r = _somme(r, (P - x, y)) if k >> rang & 1 else r
    return s < ORDRE and (r[1] | (r[0] % 2) << 255).to_bytes(32, "little") == signature[:32]


def canonique(valeur):
    """The only text of a JSON value: that of each line of a journal, and of what a leaf covers."""
    return json.dumps(valeur, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def empreinte(genre, octets):
    return hashlib.sha256(bytes([genre]) + octets).hexdigest()


def lire_note(note, cles):
    """(number of entries, link) of a point of control that one of `cles` signed; raises Erreur."""
    if not (lue := NOTE.fullmatch(note)):
        raise Erreur("ce n’est pas un point de contrôle, ou il est abîmé")
    signature = b64decode(lue[4])
    for cle in cles:
        nom, identifiant, code = cle.split("+", 2) if CLE.fullmatch(cle) else ("", "", "")
        octets = nom.encode() + b"\n" + b64decode(code)
        if hashlib.sha256(octets).hexdigest()[:8] != identifiant:
            raise Erreur("la clé donnée n’est pas une clé publique, ou elle est mal recopiée")
        if nom == lue[1] and identifiant == signature[:4].hex():
            if not signature_valable(octets[-32:], note[: note.index("\n\n") + 1].encode(), signature[4:]):
                raise Erreur("la signature du point de contrôle est fausse")
            return int(lue[2]), b64decode(lue[3]).hex()
    raise Erreur(f"le point de contrôle est signé par une autre clé, {lue[1]}+{signature[:4].hex()}")


class Journal:
    """A downloaded journal. `fautes()` reads it; `chaines[n]`: its links; `anciennes`: keys of its old points alone."""

    def __init__(self, octets, cles=()):
        self.octets, self.cles, self.chaines, self.anciennes, self.reprises = octets, list(cles), ["0" * 64], [], []

    def fautes(self):
        """What is false, in French sentences that name the entry: any byte that is not the expected one."""
        lieu, self.point = "En-tête", None
        try:
            *lignes, reste = self.octets.decode().split("\n")
            for n, ligne in enumerate(lignes):
                lieu, objet = f"Inscription {n}" if n else lieu, json.loads(ligne)
                if ligne != canonique(objet) or self.point:
                    raise Erreur("la ligne n’est pas écrite comme ce journal écrit")
                if n == 0:
                    self.cles, cle = self.cles or [objet["cle"]], objet["cle"]
                    if cle not in self.cles or objet != {"format": FORMAT, "origine": cle.split("+")[0], "cle": cle}:
                        raise Erreur(f"ce n’est pas celui d’un journal, ou pas de celui de votre clé ({cle})")
                elif "point_de_controle" in objet:
                    lieu = "Fin du fichier"
                    self.point = lire_note(objet["point_de_controle"], self.cles)
                    if len(objet) > 1 or self.point != (n - 1, self.chaines[-1]):
                        raise Erreur(f"le point de contrôle n’est pas celui des {n - 1} inscriptions qui précèdent")
                else:
                    yield from self._controler(n, **objet)
            if reste or not self.point:
                raise Erreur("le fichier est coupé après")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as erreur:
            yield f"{lieu} : {erreur if isinstance(erreur, Erreur) else 'rien de lisible'}. La suite n’est pas lue."

    def _controler(self, n, sequence, feuille, chaine, **lue):
        texte, ouvertures = canonique(lue.get("inscription")), lue["ouvertures"] if lue else []
        scelles, nombres = [o["engagement"] for o in ouvertures], [feuille, *(o["sel"] for o in ouvertures)]
        tenus, en_ordre = set(texte.replace("\\", "").split('"')), scelles == sorted(set(scelles))
        if repr(sequence) != str(n) or len(lue) not in (0, 2) or not en_ordre or not all(map(HEX.fullmatch, nombres)):
            raise Erreur(f"la {str(sequence)[:9]} vient à sa place, ou n’est pas écrite comme ce journal écrit")
        if lue and (empreinte(0, texte.encode()) != feuille or lue["inscription"]["sequence"] != n):
            yield f"Inscription {n} : son contenu n’est pas celui dont elle porte l’empreinte."
        for o in ouvertures:
            scelle = empreinte(2, bytes.fromhex(o["sel"]) + o["valeur"].encode())
            if len(o) != 3 or scelle != o["engagement"] or scelle not in tenus:
                yield f"Inscription {n} : ce texte n’est pas celui qu’elle a scellé : « {o['valeur'][:80]} »."
        verbe, faits = (lue["inscription"][champ] for champ in ("verbe", "faits")) if lue else ("", "")
        if verbe == "reprendre_le_journal":
            dit = json.loads(faits)
            self.reprises.append((n, int(str(dit["perdues_de"])), int(str(dit["perdues_a"])), str(dit["point_perdu"])))
        self.anciennes += CLE.findall(faits) if verbe in ("changer_la_cle", "reprendre_le_journal") else []
        if chaine != empreinte(1, bytes.fromhex(self.chaines[-1] + feuille)):
            raise Erreur("elle n’est pas la suite de celles qui la précèdent")
        self.chaines.append(chaine)


def comparer(point, dernier, chaine, reprises=()):
    """Whether a journal of `dernier` entries, whose link at the size of `point` is `chaine`, continues `point`."""
    (taille, connue), nom = point, f"point {point[0]}-{point[1][:16]}"
    if chaine and chaine.startswith(connue):
        nom += "" if len(connue) == 64 else " (forme courte, qui s’imite)"
        return PROUVE, f"Le journal ({dernier} inscriptions) prolonge bien celui du {nom} : rien n’y a changé avant."
    for n, de, a, perdu in reprises:
        if de <= taille <= a and (perdu.startswith(f"{taille}-{connue}") or not perdu.startswith(f"{taille}-")):
            return NON_PROUVE, f"Le {nom} est perdu, l’inscription {n} le dit ({de} à {a}, sauvegarde remise)."
    if not chaine:
        return FAUX, f"Le journal s’arrête à l’inscription {dernier}, avant le {nom} : sa fin manque, ou il est ancien."
    return FAUX, f"Le {nom} n’est pas de ce journal : il a changé avant, ou ce point est mal recopié, ou d’ailleurs."


def examiner(nom, octets, cles=()):
    """What a file or a text proves alone: (verdicts, points that it bears, the journal that it is or None)."""
    if nom.endswith(".ndjson") or b'"journal-1"' in octets[:500]:
        journal = Journal(octets, cles)
        if fautes := [(FAUX, f"{nom} : {faute}") for faute in journal.fautes()]:
            return fautes, [], journal
        cle = "une clé connue." if cles else f"la clé qu’il annonce, est-ce la bonne ? {journal.cles[0]}"
        bilan = f"{nom} : {journal.point[0]} inscriptions se suivent, la fin est signée par {cle}"
        return [(PROUVE, bilan)], [journal.point], journal
    # The keywords of a PDF bear signed notes: plain, in UTF-16 or in hexadecimal; its text and its QR code, points.
    hexa = [bytes.fromhex(code.decode()) for code in re.findall(rb"<([0-9A-Fa-f]+)>", octets) if len(code) % 2 == 0]
    codes = re.findall(rb"point-de-controle:([A-Za-z0-9+/]+)", b"\n".join([octets, *hexa]).replace(b"\0", b""))
    texte = octets.decode("utf-8", "replace").replace("\r", "")
    notes = [b64decode(code[: len(code) - (len(code) % 4 == 1)] + b"===").decode("utf-8", "replace") for code in codes]
    points, verdicts = [(int(taille), connue) for taille, connue in POINT.findall(texte.lower())], []
    for note in list(dict.fromkeys([*notes, *(lue[0] for lue in NOTE.finditer(texte + "\n"))]))[:20] if cles else ():
        try:
            points.append(lire_note(note, cles))
            verdicts.append((PROUVE, f"{nom} : le point {points[-1][0]} est bien signé par ce journal."))
        except Erreur as erreur:
            verdicts.append((FAUX, f"{nom} : {erreur}."))
    return verdicts, list(dict.fromkeys(points)), None


def main(mots):
    """Check what the command line names, the journal first; returns the exit code."""
    cles, vus, journal = [mot for mot in mots if CLE.fullmatch(mot)], set(), None
    mots = [mot for mot in mots if mot not in [*cles, "--cle", "--point"]]
    for mot in sorted(mots, key=lambda mot: not mot.endswith(".ndjson")):
        octets = Path(mot).read_bytes() if os.path.isfile(mot) else mot.encode()
        verdicts, points, lu = examiner(mot, octets, journal.cles + journal.anciennes if journal else cles)
        for point in points if journal else ():
            chaine = (journal.chaines[point[0] :] or [None])[0]
            verdicts.append(comparer(point, len(journal.chaines) - 1, chaine, journal.reprises))
        journal = journal or lu
        for verdict, phrase in verdicts or [(RIEN, f"{mot} : sans journal, clé ou point, rien à vérifier.")]:
            sys.stdout.buffer.write(f"{verdict:<11}{MUETS.sub('?', phrase)}\n".encode(sys.stdout.encoding, "replace"))
            vus.add({PROUVE: 0, RIEN: 2}.get(verdict, 1))
    return 1 if 1 in vus else max(vus, default=2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
