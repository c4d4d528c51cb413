// Passkeys: show the button where the browser knows them, and say in French what went wrong.
(() => {
  "use strict";

  const PHRASES = {
    NotAllowedError: "La clé n’a pas répondu, ou vous avez annulé. Réessayez, ou choisissez un autre moyen.",
    InvalidStateError: "Cette clé est déjà enregistrée.",
    SecurityError: "Le navigateur refuse les clés d’accès à cette adresse.",
    NotSupportedError: "Cet appareil n’a pas de clé d’accès utilisable.",
  };

  document.addEventListener("DOMContentLoaded", () => {
    const cle = document.getElementById("cle");
    if (cle && window.PublicKeyCredential) cle.hidden = false;
  });

  document.addEventListener("allauth.error", (e) => {
    e.preventDefault();
    const alerte = document.createElement("p");
    alerte.className = "alerte erreur";
    alerte.textContent = PHRASES[e.detail.exception.name] || "La clé d’accès n’a pas pu servir. Choisissez un autre moyen.";
    const place = document.getElementById("cle-erreur");
    place.replaceChildren(alerte);
    place.scrollIntoView({ block: "center" });
  });
})();
