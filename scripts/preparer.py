"""Install what `make run` (or, with --tests, `make test`) needs: Python packages in .venv, system packages with apt.

Runs on whatever Python the machine has (3.7 or later), with the standard library only; says what it does in French.
"""

import ctypes
import glob
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys

RACINE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVIRONNEMENT = os.path.join(RACINE, ".venv")
PYTHON = os.path.join(ENVIRONNEMENT, "bin", "python")
VERSION_MINIMALE = (3, 12)
UV = "uv>=0.9"


def dire(phrase):
    print("· " + phrase, flush=True)


def abandonner(phrase):
    sys.exit("\n✗ " + phrase)


def executer(commande, **options):
    """Run a command and say whether it worked; its own messages are for the reader."""
    return subprocess.run(commande, cwd=RACINE, **options).returncode == 0


# Python -------------------------------------------------------------------------------------------------------------


def version_de(python):
    """(major, minor) of this interpreter, or None when it does not run (a pyenv shim with no version behind it)."""
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        reponse = subprocess.run([python, "-c", question], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return None
    if reponse.returncode or not re.match(rb"\d+\.\d+$", reponse.stdout.strip()):
        return None
    return tuple(int(part) for part in reponse.stdout.decode().split("."))


def pythons_connus():
    """Interpreters on PATH, then those of pyenv, which uv does not look at."""
    noms = ["python3"] + ["python3.%d" % mineure for mineure in range(20, 11, -1)] + ["python"]
    yield from filter(None, (shutil.which(nom) for nom in noms))
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    yield from glob.glob(os.path.join(pyenv, "versions", "*", "bin", "python3"))


def trouver_python():
    """The newest suitable interpreter, or None."""
    convenables = []
    for python in pythons_connus():
        version = version_de(python)
        if version and version >= VERSION_MINIMALE:
            convenables.append((version, python))
    return max(convenables)[1] if convenables else None


def creer_environnement():
    """Make .venv with a suitable Python; without one, let uv fetch it."""
    python = trouver_python()
    if python is None:
        telecharger_python()
        return
    dire("Environnement Python : .venv (avec %s)" % python)
    if executer([python, "-m", "venv", "--clear", ENVIRONNEMENT], stdout=subprocess.DEVNULL):
        return
    # Debian and Ubuntu keep `venv` in a package of its own.
    installer_par_apt(["python%d.%d-venv" % version_de(python)], obligatoire=True)
    if not executer([python, "-m", "venv", "--clear", ENVIRONNEMENT]):
        abandonner("Impossible de créer .venv avec %s." % python)


def telecharger_python():
    uv = shutil.which("uv")
    if uv is None:
        provisoire = os.path.join(RACINE, ".venv-uv")
        if executer([sys.executable, "-m", "venv", provisoire]):
            executer([os.path.join(provisoire, "bin", "pip"), "install", "--quiet", UV])
        uv = os.path.join(provisoire, "bin", "uv")
    dire("Aucun Python 3.12 ou plus récent : téléchargement de Python 3.13")
    commande = [uv, "venv", "--seed", "--clear", "--python", "3.13", ENVIRONNEMENT]
    if not os.path.exists(uv) or not executer(commande):
        abandonner(
            "Il faut Python 3.12 ou plus récent, et il n’a pas pu être téléchargé.\n"
            "  Tapez par exemple : pyenv install 3.13   puis relancez la commande."
        )


def empreinte(groupe):
    """Changes when the lock, the project file, the interpreter or the group asked for changes."""
    somme = hashlib.sha256(groupe.encode() + repr(version_de(PYTHON)).encode())
    for nom in ("uv.lock", "pyproject.toml"):
        with open(os.path.join(RACINE, nom), "rb") as fichier:
            somme.update(fichier.read())
    return somme.hexdigest()


def installer_les_paquets_python(tests):
    groupe = "tests" if tests else "service"
    temoin = os.path.join(ENVIRONNEMENT, "prepare-" + groupe)
    if (version_de(PYTHON) or (0, 0)) < VERSION_MINIMALE:
        creer_environnement()
    elif os.path.exists(temoin):
        with open(temoin) as fichier:
            if fichier.read() == empreinte(groupe):
                return
    uv = os.path.join(ENVIRONNEMENT, "bin", "uv")
    if not os.path.exists(uv):
        dire("Installation de uv dans .venv")
        if not executer([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV]):
            abandonner("uv n’a pas pu être installé : vérifiez l’accès au réseau.")
    dire("Installation des bibliothèques Python de uv.lock")
    # --inexact: serving after a test run keeps the test tools.
    options = [] if tests else ["--no-dev", "--inexact"]
    environnement = dict(os.environ, UV_PYTHON=PYTHON, UV_PROJECT_ENVIRONMENT=ENVIRONNEMENT)
    if not executer([uv, "sync", "--locked", "--quiet"] + options, env=environnement):
        abandonner("Les bibliothèques de uv.lock n’ont pas pu être installées (message ci-dessus).")
    with open(temoin, "w") as fichier:
        fichier.write(empreinte(groupe))


# System packages ------------------------------------------------------------------------------------------------------


def bibliotheque(nom):
    try:
        ctypes.CDLL(nom)
    except OSError:
        return False
    return True


def paquets_systeme(tests):
    """(package, is it there?) for everything that does not come from uv.lock."""
    yield "libpangoft2-1.0-0", bibliotheque("libpangoft2-1.0.so.0")
    yield "libharfbuzz-subset0", bibliotheque("libharfbuzz-subset.so.0")
    yield "fonts-dejavu-core", bool(glob.glob("/usr/share/fonts/**/*.[to]tf", recursive=True))
    if tests:
        yield "chromium", bool(os.environ.get("CHROMIUM") or shutil.which("chromium"))
        yield "postgresql", bool(glob.glob("/usr/lib/postgresql/*/bin/initdb") and shutil.which("pg_virtualenv"))
        yield "poppler-utils", bool(shutil.which("pdftotext"))
        yield "libreoffice-calc-nogui", bool(shutil.which("soffice"))


def installer_par_apt(paquets, obligatoire):
    """Install with apt (through sudo when not root); else say which line to type."""
    prefixe = [] if os.geteuid() == 0 else ["sudo"]
    installation = prefixe + ["apt-get", "install", "--yes", "--no-install-recommends"] + paquets
    dire("Paquets système manquants : " + " ".join(paquets))
    if shutil.which("apt-get") and (not prefixe or shutil.which("sudo")):
        # The option keeps apt from asking questions that nobody would read; sudo asks only when there is a terminal.
        muet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        if prefixe and not sys.stdin.isatty():
            prefixe.append("-n")
            installation.insert(1, "-n")
        executer(prefixe + ["apt-get", "update", "--quiet"], env=muet, stdout=subprocess.DEVNULL)
        if executer(installation, env=muet, stdout=subprocess.DEVNULL):
            return
    ligne = " ".join(shlex.quote(mot) for mot in installation if mot != "-n")
    if obligatoire:
        abandonner("Installez ces paquets, puis relancez :\n  " + ligne)
    dire("Les rapports PDF ne pourront pas être produits sans :\n    " + ligne)


def main():
    tests = "--tests" in sys.argv[1:]
    manquants = [nom for nom, present in paquets_systeme(tests) if not present]
    if manquants:
        installer_par_apt(manquants, obligatoire=tests)
    installer_les_paquets_python(tests)


if __name__ == "__main__":
    main()
