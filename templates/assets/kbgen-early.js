// Runs in the head, before the page is painted: Material's storage functions and the reader's colour scheme.
(() => {
  "use strict";
  const scope = new URL(document.currentScript.dataset.base, location);
  const keyOf = (name, base) => `${base.pathname}.${name}`;
  // Material's own script calls these by name.
  self.__md_scope = scope;
  self.__md_hash = (text) => [...text].reduce((sum, char) => ((sum << 5) - sum + char.charCodeAt(0)) | 0, 0);
  self.__md_get = (name, storage, base = scope) => {
    try {
      return JSON.parse((storage ?? localStorage).getItem(keyOf(name, base)));
    } catch {
      return null; // storage is forbidden, or holds something else
    }
  };
  self.__md_set = (name, value, storage, base = scope) => {
    try {
      (storage ?? localStorage).setItem(keyOf(name, base), JSON.stringify(value));
    } catch {
      // storage is forbidden or full: the choice lasts for this page
    }
  };

  // A page whose script answers what the address asks for can hold back what that would change, and be painted once.
  // Scripts that were not there by the end of the load do not come.
  if (location.search) {
    document.documentElement.classList.add("kb-asked");
    addEventListener("load", () => document.documentElement.classList.remove("kb-asked"));
  }

  // The site has a light and a dark scheme: take what the reader chose, else what the system says.
  const { light, dark } = document.currentScript.dataset;
  if (!light) return;
  const stored = self.__md_get("__palette")?.color;
  const colours = { ...stored };
  if (!stored || stored.media === "(prefers-color-scheme)") {
    colours.scheme = matchMedia("(prefers-color-scheme: dark)").matches ? dark : light;
  }
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    for (const [key, value] of Object.entries(colours)) document.body.setAttribute(`data-md-color-${key}`, value);
  }).observe(document.documentElement, { childList: true });
})();
