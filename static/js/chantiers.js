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

  // A whole page in answer (signed out, sent elsewhere, refused) never goes inside a page:
  // follow it when it has another address, show it when it asks something, say it otherwise, so that no typing is lost.
  document.addEventListener("htmx:beforeSwap", (e) => {
    const { xhr, requestConfig } = e.detail;
    if (!/^\s*<!doctype/i.test(xhr.responseText) || e.detail.boosted || requestConfig.elt.closest("[hx-select]")) return;
    e.detail.shouldSwap = false;
    if (xhr.status >= 500) return;
    if (requestConfig.verb === "get" || new URL(xhr.responseURL).pathname !== requestConfig.path.split("?")[0]) {
      window.location.assign(xhr.responseURL);
      return;
    }
    const recue = new DOMParser().parseFromString(xhr.responseText, "text/html");
    if (recue.querySelector("main form [name]:not([name=csrfmiddlewaretoken])")) {
      document.title = recue.title;
      document.body.replaceWith(recue.body);
      htmx.process(document.body);
      window.scrollTo(0, 0);
    } else {
      e.detail.isError = false;
      dire([...recue.querySelectorAll("main h1, main .chapeau, main .alerte")].map((n) => n.textContent.trim()).join(". "));
    }
  });

  document.addEventListener("htmx:responseError", () =>
    dire("Le serveur n’a pas pu répondre. Votre saisie est toujours là : réessayez dans un instant."));
  document.addEventListener("htmx:sendError", () =>
    dire("La connexion est coupée. Votre saisie est toujours là : réessayez une fois en ligne."));
  document.addEventListener("htmx:timeout", () =>
    dire("La réponse tarde trop. Votre saisie est toujours là : réessayez dans un instant."));

  // « Annuler » in a form added to this page leads to this very page, where the browser would only scroll.
  document.addEventListener("click", (e) => {
    const lien = e.target.closest(".edition:not(.etape) a.second");
    if (lien && lien.pathname === location.pathname && lien.hash) lien.closest(".edition").remove();
  });

  // The element that had the focus is gone: go to the first error, the first field, or the top of what replaced it.
  document.addEventListener("htmx:afterSettle", (e) => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const morceau = e.target;
    if (morceau.id === "avis") return;
    const cible = morceau.querySelector("[aria-invalid=true], [autofocus], :scope > a[hx-get]")
      || morceau.querySelector("form input:not([type=hidden]), form select, form textarea, h1, h2, h3, h4, a, button");
    if (!cible) return;
    if (/^H\d$/.test(cible.tagName)) cible.tabIndex = -1;
    cible.focus();
  });
})();
