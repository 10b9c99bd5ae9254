// Runs in the head, before the page is painted: Material's storage functions, the reader's colour scheme, and the parts of
// the page's frame that are of no use without a script.
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
  const asked = document.currentScript.dataset;
  const { light, dark } = "both" in asked ? { light: "default", dark: "slate" } : asked;
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

// What only a script can use, such as the drawer and the switch of colours, and the classes of each entry of a list do not
// stand on every page: they are made here, in Material's markup. The browser connects such an element as soon as it has read
// its tag, so all is there before anything is painted and before Material's own script looks for it.
(() => {
  "use strict";
  // Where this class is missing the tabs take the place of the drawer.
  document.documentElement.classList.add("kb-made");
  const { base } = document.currentScript.dataset;

  const fill = (element, attributes, children) => {
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const make = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
  const drawn = (name, attributes, ...children) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
  const icon = (shape) => drawn("svg", { viewBox: "0 0 24 24" }, drawn("path", { d: shape }));
  const ellipsis = (...children) => make("span", { class: "md-ellipsis" }, ...children);

  const MENU = "M3 6h18v2H3zm0 5h18v2H3zm0 5h18v2H3z";
  const ARROW = "M11 20V8l-5.5 5.5-1.4-1.4L12 4.2l7.9 7.9-1.4 1.4L13 8v12z";
  const STAR = "M12 .7 15.3 4H20v4.7l3.3 3.3-3.3 3.3V20h-4.7L12 23.3 8.7 20H4v-4.7L.7 12 4 8.7V4h4.7z";
  const LETTER = "M11 7 7.8 16h1.9l.7-2h3.2l.7 2h1.9L13 7zM12 9l1.15 3.65h-2.3z";
  const SUN = "M12 6a6 6 0 0 0 0 12 6 6 0 0 0 0-12zM12 8a4 4 0 0 1 0 8 4 4 0 0 1 0-8z";
  const MOON = "M9.5 6.55a6 6 0 0 1 0 10.9 6 6 0 1 0 0-10.9z";
  // The palettes of mkdocs_theme.yml; a site with others brings its own switch.
  const PALETTES = [
    ["(prefers-color-scheme)", "default", "Switch to light mode", LETTER],
    ["(prefers-color-scheme: light)", "default", "Switch to dark mode", SUN],
    ["(prefers-color-scheme: dark)", "slate", "Follow the system", MOON],
  ];

  function palette([media, scheme, name, shape], index) {
    const colours = { "data-md-color-media": media, "data-md-color-scheme": scheme };
    for (const key of ["primary", "accent"]) colours[`data-md-color-${key}`] = "kbgen";
    const id = (number) => `__palette_${number}`;
    const next = id((index + 1) % PALETTES.length);
    return [
      make("input", { class: "md-option", ...colours, "aria-label": name, type: "radio", name: "__palette", id: id(index) }),
      make("label", { class: "md-header__button md-icon", title: name, for: next, hidden: "" }, icon(STAR + shape)),
    ];
  }

  // An entry of the drawer for a tab.
  function entry(tab, isHere) {
    const from = tab.querySelector("a");
    const active = tab.classList.contains("md-tabs__item--active");
    const link = make("a", { href: from.getAttribute("href"), class: `md-nav__link${active ? " md-nav__link--active" : ""}` });
    if (active && isHere) link.setAttribute("aria-current", "page");
    link.append(ellipsis(from.textContent));
    return make("li", { class: `md-nav__item${active ? " md-nav__item--active" : ""}` }, link);
  }

  // The navigation for narrow windows: what the tabs show, in a list that may hold the sections already.
  function drawer(at) {
    const isWhole = !at.parentElement.matches("ul");
    const list = isWhole ? make("ul", { class: "md-nav__list", "data-md-scrollfix": "" }) : at.parentElement;
    document.querySelectorAll(".md-tabs__list > li").forEach((tab, index) => {
      const isSection = list.querySelector(`:scope > li > [id="__nav_${index + 1}"]`);
      if (!isSection) list.insertBefore(entry(tab, "here" in at.dataset), list.children[index] ?? null);
    });
    if (!isWhole) return [];
    const title = make("label", { class: "md-nav__title", for: "__drawer" }, document.querySelector(".md-logo").title);
    const source = document.querySelector(".md-header__source > .md-source");
    const above = source ? [title, make("div", { class: "md-nav__source" }, source.cloneNode(true))] : [title];
    const nav = { class: "md-nav md-nav--primary md-nav--lifted", "aria-label": at.dataset.name ?? "Navigation", "data-md-level": "0" };
    const bar = { class: "md-sidebar md-sidebar--primary", "data-md-component": "sidebar", "data-md-type": "navigation", hidden: "" };
    const inner = make("div", { class: "md-sidebar__inner" }, make("nav", nav, ...above, list));
    return [make("div", bar, make("div", { class: "md-sidebar__scrollwrap" }, inner))];
  }

  // What stands instead of an element, by its name.
  const PARTS = {
    "kb-menu": () => [make("label", { class: "md-header__button md-icon", for: "__drawer" }, icon(MENU))],
    "kb-palette": () => [
      make("form", { class: "md-header__option", "data-md-component": "palette" }, ...PALETTES.flatMap(palette)),
    ],
    "kb-topic": () => {
      const title = document.querySelector('meta[property="og:title"]').content;
      return [make("div", { class: "md-header__topic", "data-md-component": "header-topic" }, ellipsis(title))];
    },
    "kb-tabs": (at) => {
      for (const item of at.parentElement.querySelectorAll("li")) {
        item.classList.add("md-tabs__item");
        item.firstElementChild.className = "md-tabs__link";
      }
      return [];
    },
    "kb-drawer": drawer,
    "kb-toc": (at) => {
      at.parentElement.firstElementChild.prepend(make("span", { class: "md-nav__icon md-icon" }));
      for (const item of at.parentElement.querySelectorAll("li")) {
        const link = item.firstElementChild;
        item.className = "md-nav__item";
        link.className = "md-nav__link";
        link.append(ellipsis(...link.childNodes));
      }
      return [];
    },
    // Data, and no script that runs. The features are those of mkdocs_theme.yml, the texts English.
    "kb-config": () => {
      const texts = { "clipboard.copied": "Copied to clipboard", "clipboard.copy": "Copy to clipboard" };
      const config = { base, features: ["content.code.copy", "toc.follow"], translations: texts };
      return [make("script", { id: "__config", type: "application/json" }, JSON.stringify(config))];
    },
    "kb-top": (at) => [
      make("button", { type: "button", class: "md-top md-icon", "data-md-component": "top", hidden: "" }, icon(ARROW), ` ${at.dataset.name ?? "Back to top"}`),
    ],
  };
  for (const [name, part] of Object.entries(PARTS)) {
    const connected = class extends HTMLElement {
      connectedCallback() {
        this.replaceWith(...part(this));
      }
    };
    customElements.define(name, connected);
  }
})();
