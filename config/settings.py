"""All settings, from the environment; a bad value stops the start with a sentence that says how to mend it."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from config.base_de_donnees import completer

RACINE = Path(__file__).resolve().parent.parent
env = environ.Env()


def valeur(lire, nom, defaut, attendu):
    """`lire(nom)` from the environment, or a message naming the variable and what it must hold."""
    try:
        return lire(nom, default=defaut)
    except (ValueError, ImproperlyConfigured) as erreur:
        raise ImproperlyConfigured(f"{nom} : {attendu} (reçu : {env.str(nom, default='')!r}).") from erreur


def oui_non(nom, defaut=False):
    """A boolean that refuses anything but a clear yes or no."""
    texte = env.str(nom, default=str(defaut)).strip().lower()
    if texte in {"1", "true", "oui", "on", "yes"}:
        return True
    if texte in {"0", "false", "non", "off", "no", ""}:
        return False
    raise ImproperlyConfigured(f"{nom} : mettre « oui » ou « non » (reçu : {texte!r}).")


DEBUG = oui_non("DEBUG")
MODE_DEMONSTRATION = oui_non("MODE_DEMONSTRATION")
DEMONSTRATION_ASSUMEE = oui_non("DEMONSTRATION_ASSUMEE")
if MODE_DEMONSTRATION and not (DEBUG or DEMONSTRATION_ASSUMEE):
    raise ImproperlyConfigured(
        "MODE_DEMONSTRATION ouvre des comptes à mot de passe connu : hors DEBUG, ajoutez DEMONSTRATION_ASSUMEE=oui."
    )
EN_PRODUCTION = not (DEBUG or MODE_DEMONSTRATION)

SECRET_KEY = env.str("SECRET_KEY", default="" if EN_PRODUCTION else "cle-de-developpement-sans-valeur-" + "0" * 24)
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY : au moins 50 caractères tirés au hasard (« make cle » en propose une).")
CLE_DE_CHIFFREMENT = env.str("CLE_DE_CHIFFREMENT", default=SECRET_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if EN_PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
if EN_PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS : le ou les noms du site, séparés par des virgules.")
ADRESSE_DU_SITE = env.str("ADRESSE_DU_SITE", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The law of a French public site (LCEN, art. 1-1): publisher, director of publication, host.
EDITEUR = env.str("EDITEUR", default="")
DIRECTION_DE_PUBLICATION = env.str("DIRECTION_DE_PUBLICATION", default="")
HEBERGEUR = env.str("HEBERGEUR", default="")
COURRIEL_DE_CONTACT = env.str("COURRIEL_DE_CONTACT", default="")
if EN_PRODUCTION and not (EDITEUR and DIRECTION_DE_PUBLICATION and HEBERGEUR and COURRIEL_DE_CONTACT):
    raise ImproperlyConfigured(
        "EDITEUR, DIRECTION_DE_PUBLICATION, HEBERGEUR et COURRIEL_DE_CONTACT : la loi demande ces mentions."
    )
COTE_PUBLIC_OUVERT = oui_non("COTE_PUBLIC_OUVERT", True)
# Open to all even when the public side is closed: what the law asks for, the charter one commits to, the health check,
# and what it takes to verify a report or a point that someone was given.
TOUJOURS_OUVERTES = {
    "membres:invitation",
    "membres:essayer",
    "documentation:charte",
    "documentation:mentions_legales",
    "documentation:donnees_personnelles",
    "documentation:accessibilite",
    "documentation:signaler",
    "documentation:aide",
    "documentation:signale",
    "documentation:robots",
    "historique:verifier",
    "historique:verifier_py",
    "historique:point_de_controle",
    "historique:cle",
    "sante",
}
CODE_SOURCE_URL = env.str("CODE_SOURCE_URL", default="/aide/#code-source")

DONNEES = Path(env.str("DONNEES", default=str(RACINE / "donnees")))
try:
    DATABASES = {"default": completer(env.db_url("DATABASE_URL", default=f"sqlite:///{DONNEES / 'chantiers.sqlite3'}"))}
except Exception as erreur:
    raise ImproperlyConfigured(
        "DATABASE_URL : sqlite:////chemin/fichier.sqlite3 ou postgres://nom:motdepasse@hôte:5432/base."
    ) from erreur
DONNEES.mkdir(parents=True, exist_ok=True)
# The key that signs the journal, the points it signed and the list of erasures: outside the database and its backups.
DOSSIER_DU_JOURNAL = Path(env.str("DOSSIER_DU_JOURNAL", default=str(DONNEES / "journal")))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # First: its `ox_worker` stands before that of the queue.
    "config.apps.ConfigConfig",
    "config.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "simple_history",
    "django_htmx",
    "django_ox",
    "historique",
    "fichiers",
    "membres",
    "chantiers",
    "budget",
    "pilotage",
    "documentation",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.typographie.Typographie",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "membres.middleware.ConnexionRequise",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "membres.middleware.AccesMiddleware",
    "historique.middleware.LectureCoherente",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["config.templatetags.presentation"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.contexte.chrome",
            ],
        },
    }
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [RACINE / "static"]
STATIC_ROOT = RACINE / "statiques"
FICHIERS = DONNEES / "fichiers"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FICHIERS}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# Accounts: by invitation only; e-mail code, password or passkey; TOTP or passkey as second factor.
AUTH_USER_MODEL = "membres.Compte"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{nom}", "OPTIONS": options}
    for nom, options in [
        ("UserAttributeSimilarityValidator", {"user_attributes": ["email"]}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pilotage:tableau_de_bord"
ACCOUNT_ADAPTER = "membres.adaptateurs.AdaptateurDeCompte"
ACCOUNT_FORMS = {
    "login": "membres.forms.ConnexionForm",
    "reset_password": "membres.forms.MotDePasseOublieForm",
    "add_email": "membres.forms.ChangementDAdresseForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Six figures: what a telephone keyboard types best; three wrong tries end the code.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Chantiers coopératifs] "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if not EN_PRODUCTION else "https"
ALLAUTH_TRUSTED_PROXY_COUNT = valeur(env.int, "NOMBRE_DE_PROXYS", 0, "le nombre de relais devant le serveur")
MFA_ADAPTER = "membres.adaptateurs.AdaptateurDeSecondFacteur"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Chantiers coopératifs"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not EN_PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_FAILURE_VIEW = "membres.views.reprise.jeton_refuse"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
# What the worker touches as it goes (`ox_worker --heartbeat-file`); read by /sante/ on the same machine.
SIGNE_DE_VIE = DONNEES / "travaux.signe"
TASKS = {
    "default": {
        "BACKEND": "django_ox.backend.OxBackend",
        "OPTIONS": {"MAX_ATTEMPTS": 5, "LOCK_TIMEOUT": 120},
    }
}

DEFAULT_FROM_EMAIL = env.str("COURRIEL_EXPEDITEUR", default="chantiers@demo.example")
if env.str("SERVEUR_DE_COURRIEL", default=""):
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": env.str("SERVEUR_DE_COURRIEL"),
                "port": valeur(env.int, "SERVEUR_DE_COURRIEL_PORT", 587, "un numéro de port"),
                "username": env.str("SERVEUR_DE_COURRIEL_COMPTE", default=""),
                "password": env.str("SERVEUR_DE_COURRIEL_MOT_DE_PASSE", default=""),
                "use_tls": oui_non("SERVEUR_DE_COURRIEL_TLS", True),
                "timeout": 20,
            },
        }
    }
elif EN_PRODUCTION:
    raise ImproperlyConfigured("SERVEUR_DE_COURRIEL : le nom du serveur d’envoi ; sans lui, personne ne peut entrer.")
else:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(DONNEES / "courriels")},
        }
    }

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
if EN_PRODUCTION:
    SECURE_SSL_REDIRECT = oui_non("REDIRIGER_VERS_HTTPS", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
    SECURE_HSTS_SECONDS = valeur(env.int, "HSTS_SECONDES", 31_536_000, "une durée en secondes")
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
