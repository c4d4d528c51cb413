"""The stand-alone verifier and points of control: signatures, keys, footers, PDFs, and what continues what."""

import random
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from historique import canonique, verifier
from historique.note import CleSecrete, Point
from historique.verifier import CLE as CLE_PUBLIQUE
from historique.verifier import FAUX, NON_PROUVE, PROUVE, Journal, comparer, examiner, signature_valable
from tests.historique.journaux import AUTRE_CLE, CLE, fichier, lignes

HASARD = 20261124

# Points and keys -----------------------------------------------------------------------------------------------------


def test_the_note_of_the_platform_is_the_one_that_is_read():
    point = Point(12, "ab" * 32)
    assert verifier.lire_note(CLE.signer(point), [str(CLE.publique)]) == (12, "ab" * 32)


@pytest.mark.parametrize("rang", range(0, len(CLE.signer(Point(4812, "ab" * 32)).encode()), 7))
def test_a_note_with_one_byte_changed_is_refused(rang):
    note = CLE.signer(Point(4812, "ab" * 32))
    octets = note.encode()
    change = octets[:rang] + bytes([octets[rang] ^ 1]) + octets[rang + 1 :]
    with pytest.raises(verifier.Erreur):
        verifier.lire_note(change.decode("utf-8", "replace"), [str(CLE.publique)])


def test_a_key_that_was_miscopied_is_said_so():
    with pytest.raises(verifier.Erreur, match="mal recopiée"):
        verifier.lire_note(CLE.signer(Point(1, "ab" * 32)), [str(CLE.publique).replace("+", "+0", 1)[:-1]])


def test_the_pure_python_signature_agrees_with_the_library():
    hasard = random.Random(HASARD)
    for longueur in range(12):
        cle = Ed25519PrivateKey.from_private_bytes(hasard.randbytes(32))
        publique, message = cle.public_key().public_bytes_raw(), hasard.randbytes(longueur)
        signature = cle.sign(message)
        assert signature_valable(publique, message, signature)
        assert not signature_valable(publique, message + b".", signature)
        malleable = int.from_bytes(signature[32:], "little") + verifier.ORDRE
        assert not signature_valable(publique, message, signature[:32] + malleable.to_bytes(32, "little"))
        rang = hasard.randrange(64)
        change = signature[:rang] + bytes([signature[rang] ^ 4]) + signature[rang + 1 :]
        assert not signature_valable(publique, message, change)


def test_the_vectors_of_the_standard_are_accepted():
    """RFC 8032, 7.1, TEST 1 and TEST 3."""
    vecteurs = [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            (
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                "d25bf5f0595bbe24655141438e7a100b"
            ),
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            (
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                "4a7c15e9716ed28dc027beceea1ec40a"
            ),
        ),
    ]
    for cle, message, signature in vecteurs:
        assert signature_valable(*map(bytes.fromhex, (cle, message, signature)))


def test_a_size_beyond_the_journal_is_said_so():
    assert comparer((5, "ab" * 32), 3, None) == (
        FAUX,
        "Le journal s’arrête à l’inscription 3, avant le point 5-abababababababab : sa fin manque, ou il est ancien.",
    )


def test_a_point_lost_with_a_backup_is_named_as_lost_and_said():
    """After a return from a backup, the numbers 8 to 10 are given again to other entries."""
    perdu = lignes(10, remplacer={8: {"verbe": "adopter"}})
    faits = canonique.canonique({"perdues_de": 8, "perdues_a": 10, "point_perdu": f"10-{perdu[-1]['chaine']}"})
    repris = fichier(lignes(20, remplacer={8: {"verbe": "reprendre_le_journal", "faits": faits}}))
    _, _, lu = examiner("j.ndjson", repris)

    def verdict(taille, empreinte):
        return comparer((taille, empreinte), 20, lu.chaines[taille], lu.reprises)

    for ligne in perdu[7:]:
        assert verdict(ligne["sequence"], ligne["chaine"]) == (
            NON_PROUVE,
            (
                f"Le point {ligne['sequence']}-{ligne['chaine'][:16]} est perdu, l’inscription 8 le dit "
                "(8 à 10, sauvegarde remise)."
            ),
        )
    assert verdict(7, perdu[6]["chaine"])[0] == PROUVE
    assert verdict(10, lu.chaines[10][:16])[0] == PROUVE
    # Where the lost point is known to the last digit, another one is no excuse.
    assert verdict(10, "ab" * 32)[0] == FAUX
    assert verdict(12, "ab" * 32)[0] == FAUX


@pytest.mark.parametrize(
    ("verbe", "autres"),
    [
        ("changer_la_cle", {}),
        # The change itself was lost with a backup: the resumption says it again.
        ("reprendre_le_journal", {"perdues_de": 4, "perdues_a": 4, "point_perdu": f"4-{'ab' * 32}"}),
    ],
)
def test_a_point_signed_by_a_former_key_is_known_from_the_journal_that_tells_the_change(verbe, autres):
    faits = canonique.canonique({"ancienne": str(AUTRE_CLE.publique), "nouvelle": str(CLE.publique), **autres})
    ecrit = lignes(5, remplacer={4: {"verbe": verbe, "faits": faits}})
    journal = Journal(fichier(ecrit))
    assert list(journal.fautes()) == []
    ancienne = AUTRE_CLE.signer(Point(2, ecrit[1]["chaine"]))
    cles = journal.cles + journal.anciennes
    assert examiner("point.txt", ancienne.encode(), cles)[1] == [(2, ecrit[1]["chaine"])]


def test_a_forger_cannot_name_a_key_of_his_own_in_a_journal_that_he_makes():
    """Header of the true key, an entry that names another one, and a point that this other one signed."""
    faits = canonique.canonique({"ancienne": str(CLE.publique), "nouvelle": str(AUTRE_CLE.publique)})
    forge = fichier(lignes(5, remplacer={4: {"verbe": "changer_la_cle", "faits": faits}}), signe_par=AUTRE_CLE)
    for cles in ([str(CLE.publique)], []):
        (faute,) = Journal(forge, cles).fautes()
        assert faute.startswith("Fin du fichier : le point de contrôle est signé par une autre clé")


def test_a_key_whose_name_holds_commands_for_a_terminal_is_shown_without_them(tmp_path, capsysbinary):
    """Whoever makes a false journal chooses its key: it must not hide, on a screen, which one it is."""
    cle = CleSecrete("a\x1b[1A\u202e", bytes(32))
    (tmp_path / "j.ndjson").write_bytes(fichier(lignes(2), cle=cle))
    assert verifier.main([str(tmp_path / "j.ndjson")]) == 0
    assert f"a?[1A?+{cle.publique.identifiant.hex()}" in capsysbinary.readouterr().out.decode()


# Footers and PDFs ----------------------------------------------------------------------------------------------------

NOTE = CLE.signer(Point(4812, "ab" * 32))
MOT_CLE = b"point-de-controle:" + b64encode(NOTE.encode())


@pytest.mark.parametrize(
    "octets",
    [
        b"%PDF-1.7\n<</Keywords (" + MOT_CLE + b")>>",
        b"%PDF-1.7\n<</Keywords (chantiers, " + MOT_CLE + b", feuille de route)>>",
        b"%PDF-1.7\n<</Keywords <"
        + ("\ufeffcoopératif, " + MOT_CLE.decode()).encode("utf-16-be").hex().encode()
        + b">>>",
        b"%PDF-1.7\n<</Keywords (" + ("\ufeff" + MOT_CLE.decode()).encode("utf-16-be") + b")>>",
        b"%PDF-1.7\nstream\n<pdf:Keywords>" + MOT_CLE + b"</pdf:Keywords>\nendstream",
        b"%PDF-1.7\n" + MOT_CLE + b"\n" + MOT_CLE,
    ],
    ids=["info", "among others", "hexadecimal", "utf-16", "xmp", "twice"],
)
def test_the_point_of_a_pdf_is_read_from_its_bytes(octets):
    verdicts, points, _ = examiner("rapport.pdf", octets, [str(CLE.publique)])
    assert points == [(4812, "ab" * 32)]
    assert verdicts == [(PROUVE, "rapport.pdf : le point 4812 est bien signé par ce journal.")]


@pytest.mark.parametrize("coupe", range(3, 8))
def test_a_pdf_whose_point_is_damaged_is_named(coupe):
    verdicts, points, _ = examiner("rapport.pdf", b"%PDF-1.7\n(" + MOT_CLE[:-coupe] + b")", [str(CLE.publique)])
    assert (points, [verdict for verdict, _ in verdicts]) == ([], [FAUX])


def test_the_point_of_another_journal_is_named():
    autre = CleSecrete("ailleurs.example/journal", bytes(range(32)))
    verdicts, _, _ = examiner("point.txt", autre.signer(Point(2, "ab" * 32)).encode(), [str(CLE.publique)])
    ((verdict, phrase),) = verdicts
    assert verdict == FAUX
    assert "signé par une autre clé, ailleurs.example/journal+" in phrase


@pytest.mark.parametrize(
    "texte",
    [
        "Point de contrôle 4812-abababababababab",
        "… au 23 novembre 2026 · 4812-ABABABABABABABAB · page 3/12",
        "https://site.example/journal/verifier/?point=4812-" + "ab" * 32,
        NOTE,
        NOTE.replace("\n", "\r\n"),
        "Bonjour,\n\nVoici :\n\n" + NOTE + "\nCordialement",
    ],
)
def test_a_point_is_found_in_what_people_paste(texte):
    ((taille, empreinte),) = examiner("Ce texte", texte.encode(), [str(CLE.publique)])[1]
    assert (taille, ("ab" * 32).startswith(empreinte)) == (4812, True)


@pytest.mark.parametrize("bout", ["a", "1", "1-", "<", "<a", "<ab", "point-de-controle:", "a+", '"a', "— "])
def test_a_long_text_is_read_once(bout):
    """What would be read again from each of its bytes would take hours."""
    octets = bout.encode() * (2_000_000 // len(bout.encode()))
    assert examiner("Ce texte", octets, [str(CLE.publique)])[2] is None
    assert not CLE_PUBLIQUE.findall(octets.decode())


@pytest.mark.parametrize("texte", ["", "bonjour", "4812-abab", "4812-" + "ab" * 20, "12-" + "g" * 16])
def test_a_text_without_a_point_gives_none(texte):
    assert examiner("Ce texte", texte.encode(), [str(CLE.publique)]) == ([], [], None)
