// What htmx leaves to the page: whole pages received for a fragment, failures said in words, focus kept after a swap.
(() => {
  "use strict";

  const avis = () => document.getElementById("avis");

  const dire = (phrase) => {
    const p = document.createElement("p");
    p.className = "avis";
    p.textContent = phrase;
    avis().replaceChildren(p);
  };

  // A whole page in answer (signed out, redirected elsewhere): go there instead of nesting a page in a page.
  document.addEventListener("htmx:beforeSwap", (e) => {
    const { xhr, requestConfig } = e.detail;
    if (!/^\s*<!doctype/i.test(xhr.responseText) || e.detail.target === document.body) return;
    e.detail.shouldSwap = false;
    if (requestConfig.verb === "get" || new URL(xhr.responseURL).pathname !== requestConfig.path) {
      window.location.assign(xhr.responseURL);
    } else {
      document.documentElement.innerHTML = new DOMParser().parseFromString(xhr.responseText, "text/html").documentElement.innerHTML;
      htmx.process(document.body);
      window.scrollTo(0, 0);
    }
  });

  document.addEventListener("htmx:responseError", () =>
    dire("Le serveur n’a pas pu répondre. Votre saisie est toujours là : réessayez dans un instant."));
  document.addEventListener("htmx:sendError", () =>
    dire("La connexion est coupée. Votre saisie est toujours là : réessayez une fois en ligne."));
  document.addEventListener("htmx:timeout", () =>
    dire("La réponse tarde trop. Votre saisie est toujours là : réessayez dans un instant."));

  // The element that had the focus is gone: go to the first error, the first field, or the top of what replaced it.
  document.addEventListener("htmx:afterSettle", (e) => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const morceau = e.target;
    const cible = morceau.querySelector("[aria-invalid=true], [autofocus]")
      || morceau.querySelector("form input:not([type=hidden]), form select, form textarea, h1, h2, h3, h4, a, button");
    if (!cible) return;
    if (/^H\d$/.test(cible.tagName)) cible.tabIndex = -1;
    cible.focus();
  });
})();
