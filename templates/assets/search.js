// The site search: first what has the name that is asked for, then what Pagefind's index of texts finds. It runs in the
// search page, and in a dialog that the header opens. Loaded when somebody searches.
(() => {
  "use strict";
  const BASE = new URL("../", document.currentScript.src); // the root of the site
  const FEW = 8; // results shown at first, and added each time
  const PAUSE = 120; // milliseconds after a key before the search runs
  const FACETS = { kind: "Kind", tactic: "Tactic", platform: "Platform", level: "Level", status: "Status" };
  const ORDER = ["critical", "high", "medium", "low", "informational", "stable", "test", "experimental", "deprecated", "unsupported"];
  const IDENTIFIER = /^([a-z]{1,3}\d[\d.]*|[\da-f]{8}(-[\da-f-]*)?)$/; // of ATT&CK, or the beginning of a UUID
  const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
  const FROM_FILE =
    "A page that was opened as a file cannot search. Run “kbgen serve” in the vault, or “python -m http.server” in the folder of the site, and open the address that it prints.";

  const fold = (text) => text.toLowerCase().trim().split(/\s+/).join(" ");
  const words = (text) => text.replaceAll("_", " ");
  const plural = (count) => `${count.toLocaleString("en")} ${count === 1 ? "result" : "results"}`;

  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  // Names.

  const files = new Map();
  function load(path) {
    if (!files.has(path)) {
      const found = fetch(new URL(path, BASE)).then((answer) => {
        if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
        return answer.json();
      });
      found.catch(() => files.delete(path));
      files.set(path, found);
    }
    return files.get(path);
  }

  // Returns the pages with a name, and behind an identifier a few whose identifiers begin with it.
  async function named(text) {
    const name = fold(text).replace(/^[{"“]+|[}"”]+$/g, "").replace(/^attack\.(?=\w+\d)/, "");
    const starts = await load("assets/names/index.json");
    let best = -1;
    starts.forEach((start, number) => {
      if (name.startsWith(start) && start.length > (starts[best]?.length ?? -1)) best = number;
    });
    if (!name || best < 0) return [];
    const places = await load(`assets/names/${best}.json`);
    const exact = places.filter((place) => place[0] === name);
    const begun = IDENTIFIER.test(name) ? places.filter((place) => place[0] !== name && place[0].startsWith(name)) : [];
    const found = new Map();
    for (const [own, title, url, kind] of [...exact, ...begun.slice(0, FEW)]) {
      const address = new URL(url, BASE).href;
      if (!found.has(address)) found.set(address, { title, url: address, kind, exact: own === name });
    }
    return [...found.values()].slice(0, Math.max(FEW, exact.length));
  }

  // Texts.

  let starting;
  function texts() {
    starting ??= import(new URL("assets/search/pagefind.js", BASE).href).then(async (pagefind) => {
      await pagefind.options({ baseUrl: BASE.pathname, excerptLength: 24, noWorker: true });
      await pagefind.init();
      return pagefind;
    });
    starting.catch(() => (starting = undefined));
    return starting;
  }

  // What Pagefind is asked: a UUID as it stands, since it would else look for longer and longer parts of it; nothing for all.
  const asked = (query) => (UUID.test(query) ? `"${query}"` : query || null);

  const ENTITIES = { "&lt;": "<", "&gt;": ">" };
  function marked(excerpt) {
    return excerpt.split(/(<mark>.*?<\/mark>)/s).map((part) => {
      const text = part.replace(/<\/?mark>/g, "").replace(/&[lg]t;/g, (entity) => ENTITIES[entity]);
      return part.startsWith("<mark>") ? make("mark", {}, text) : text;
    });
  }

  function shown(data) {
    return { title: data.meta.title ?? data.url, url: new URL(data.url, BASE).href, kind: data.filters.kind?.[0] ?? "", excerpt: data.excerpt };
  }

  function item(result) {
    const link = make("a", { className: "kb-find__link", href: result.url });
    link.append(make("span", { className: "kb-find__title" }, result.title));
    if (result.kind) link.append(" ", make("span", { className: "kb-find__kind" }, words(result.kind)));
    if (result.excerpt) link.append(make("span", { className: "kb-find__excerpt" }, ...marked(result.excerpt)));
    return make("li", { className: result.exact ? "kb-find__exact" : "" }, link);
  }

  // The search itself, in any element that holds a form with a field "q".
  class Search {
    constructor(root, { onRun = () => {}, opensFirst = false } = {}) {
      this.form = root.querySelector("form");
      this.input = this.form.elements.q;
      this.onRun = onRun;
      this.opensFirst = opensFirst;
      this.limit = FEW;
      this.turn = 0;
      this.facets = Object.fromEntries(Object.entries(FACETS).map(([name, label]) => [name, this.facet(name, label)]));
      this.bar = make("div", { className: "kb-find__facets", hidden: true }, ...Object.values(this.facets));
      this.status = make("p", { className: "kb-find__status", role: "status", "aria-live": "polite" });
      this.list = make("ol", { className: "kb-find__results" });
      this.more = make("button", { className: "kb-find__more", type: "button", hidden: true }, "Show more");
      root.append(this.bar, this.status, this.list, this.more);
      this.input.addEventListener("input", () => this.later());
      this.more.addEventListener("click", () => this.showMore());
      this.form.addEventListener("submit", (event) => this.submit(event));
      root.addEventListener("keydown", (event) => this.move(event));
    }

    facet(name, label) {
      const select = make("select", { name, "aria-label": `Only results with this ${label.toLowerCase()}` }, new Option(`${label}: all`, ""));
      select.addEventListener("change", () => this.now());
      return select;
    }

    get filters() {
      const chosen = Object.entries(this.facets).filter(([, select]) => select.value);
      return Object.fromEntries(chosen.map(([name, select]) => [name, select.value]));
    }

    // What is asked for, as the parameters of an address.
    get parameters() {
      const query = this.input.value.trim();
      return new URLSearchParams([...(query ? [["q", query]] : []), ...Object.entries(this.filters)]);
    }

    set parameters(given) {
      this.input.value = given.get("q") ?? "";
      for (const [name, select] of Object.entries(this.facets)) {
        const value = given.get(name) ?? "";
        if (value && !Array.from(select.options).some((option) => option.value === value)) select.add(new Option(words(value), value));
        select.value = value;
      }
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.now(), PAUSE);
    }

    now() {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.limit = FEW;
      this.running = this.run();
      return this.running;
    }

    async run() {
      const turn = ++this.turn;
      const query = this.input.value.trim();
      const filters = this.filters;
      const isEmpty = !query && !Object.keys(filters).length;
      this.onRun();
      this.found = { named: [], texts: [] };
      if (location.protocol === "file:") return this.show([], FROM_FILE);
      if (isEmpty) return this.show([], "");
      // Of the facets, only the kind is known of a name.
      const others = Object.keys(filters).some((name) => name !== "kind");
      const places = query && !others ? await named(query).catch(() => []) : [];
      if (turn !== this.turn) return undefined;
      this.found.named = filters.kind ? places.filter((place) => place.kind === filters.kind) : places;
      this.show(this.found.named, this.found.named.length ? `${plural(this.found.named.length)} by name, searching texts …` : "Searching …");
      let note = "";
      try {
        const pagefind = await texts();
        const found = await pagefind.search(asked(query), { filters });
        if (turn !== this.turn) return undefined;
        this.found.texts = found.results;
        this.count(found);
      } catch {
        note = " by name. The index of texts could not be loaded.";
      }
      return this.complete(turn, note);
    }

    async complete(turn, note = "") {
      const known = new Map(this.found.named.map((place) => [place.url, place]));
      const wanted = this.found.texts.slice(0, this.limit);
      const data = (await Promise.all(wanted.map((result) => result.data().catch(() => null)))).filter(Boolean).map(shown);
      if (turn !== this.turn) return;
      for (const { url, excerpt } of data) if (known.has(url)) known.get(url).excerpt = excerpt;
      const further = data.filter((result) => !known.has(result.url));
      const total = Math.max(this.found.texts.length, this.found.named.length + further.length);
      this.show([...this.found.named, ...further], total ? plural(total) + note : `Nothing was found${note}`);
      this.more.hidden = this.found.texts.length <= this.limit;
      this.bar.hidden = false;
      await this.fillFacets();
    }

    async showMore() {
      const before = this.list.children.length;
      this.limit += FEW;
      await this.complete(this.turn);
      this.list.children[before]?.firstElementChild.focus();
    }

    show(results, text) {
      this.list.replaceChildren(...results.map(item));
      this.status.textContent = text;
      this.more.hidden = true;
    }

    // Fills the choices once, after the first results stand there.
    fillFacets() {
      this.filling ??= texts()
        .then((pagefind) => pagefind.filters())
        .then((all) => {
          for (const [name, select] of Object.entries(this.facets)) {
            const values = Object.keys(all[name] ?? {});
            const rank = (value) => ORDER.indexOf(value);
            values.sort((left, right) => rank(left) - rank(right) || left.localeCompare(right));
            const chosen = select.value;
            select.replaceChildren(select.options[0], ...values.map((value) => new Option(words(value), value)));
            if (chosen && !values.includes(chosen)) select.add(new Option(words(chosen), chosen));
            select.value = chosen;
            select.hidden = !values.length && !chosen;
          }
          this.counting = true;
          return this.recount();
        })
        .catch(() => (this.filling = undefined));
      return this.filling;
    }

    async recount() {
      const turn = this.turn;
      const pagefind = await texts();
      const found = await pagefind.search(asked(this.input.value.trim()), { filters: this.filters });
      if (turn === this.turn) this.count(found);
    }

    // Says behind each choice how many results it leaves; of a facet that is chosen, Pagefind does not know it.
    count(found) {
      if (!this.counting) return;
      for (const [name, select] of Object.entries(this.facets)) {
        for (const option of Array.from(select.options).slice(1)) {
          const left = found.filters[name]?.[option.value] ?? 0;
          option.textContent = select.value ? words(option.value) : `${words(option.value)} (${left})`;
          option.disabled = !select.value && !left;
        }
      }
    }

    get links() {
      return Array.from(this.list.querySelectorAll("a"));
    }

    // Enter: the page with that very name, else the first result, is opened or gets the focus.
    async submit(event) {
      event.preventDefault();
      if (this.timer || !this.running) this.now();
      const running = this.running;
      const exact = location.protocol === "file:" ? undefined : (await named(this.input.value).catch(() => []))[0];
      if (exact?.exact && !Object.keys(this.filters).length) {
        location.assign(exact.url);
        return;
      }
      await running;
      const first = this.links[0];
      if (this.opensFirst) first?.click();
      else first?.focus();
    }

    // The arrow keys walk through field and results; whoever types in the results types in the field.
    move(event) {
      const stops = [this.input, ...this.links];
      const place = stops.indexOf(document.activeElement);
      if (place < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const next = stops[place + (event.key === "ArrowDown" ? 1 : -1)];
        if (next) {
          event.preventDefault();
          next.focus();
        }
      } else if (place > 0 && (event.key.length === 1 || event.key === "Backspace") && event.key !== " ") {
        this.input.focus();
      }
    }
  }

  function makeInput() {
    return make("input", {
      className: "kb-find__input", type: "search", name: "q", autocomplete: "off", spellcheck: false,
      placeholder: "An identifier, a name or words", "aria-label": "Search the knowledge base",
    });
  }

  // The dialog of the header.

  let dialog;
  function makeDialog(action) {
    const input = makeInput();
    const close = make("button", { className: "kb-find__close", type: "button", "aria-label": "Close the search" }, "Esc");
    const form = make("form", { className: "kb-find__form", role: "search", action }, input, close);
    const find = make("div", { className: "kb-find" }, form);
    const whole = make("a", { href: action }, "All results on a page of their own");
    const keys = "↑ ↓ to choose, Enter to open";
    const element = make("dialog", { className: "kb-find-dialog md-typeset", "aria-label": "Search" }, find);
    const search = new Search(find, {
      opensFirst: true,
      onRun: () => (whole.href = `${action}?${search.parameters}`),
    });
    element.append(make("p", { className: "kb-find__foot" }, make("span", {}, keys), whole));
    // A browser takes the focus from a hidden field at its next frame only: until then, keys would go there.
    const shut = () => {
      document.activeElement?.blur();
      element.close();
    };
    close.addEventListener("click", shut);
    element.addEventListener("click", (event) => event.target === element && shut());
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault(); // a search field would only be emptied
      shut();
    });
    document.body.append(element);
    return { element, input, search };
  }

  // Opens the dialog, or goes to the field of the search page; a text replaces what was asked before.
  function open(action, text = "") {
    if (page) {
      if (text) page.parameters = new URLSearchParams({ q: text });
      page.input.focus();
      if (text) page.now();
      return;
    }
    dialog ??= makeDialog(action);
    const { element, input, search } = dialog;
    if (element.open) {
      input.value += text; // typed into the header while this script was loading
    } else {
      element.showModal();
      input.value = text || input.value;
      input.focus();
      if (!text) input.select();
    }
    if (text || !search.running) search.now();
  }

  // The search page: its address says what is asked for.

  let page;
  const root = document.querySelector("[data-kb-search]");
  if (root) {
    root.replaceChildren(make("form", { className: "kb-find__form", method: "get", role: "search" }, makeInput()));
    page = new Search(root, {
      onRun: () => {
        const query = page.parameters.toString();
        history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
      },
    });
    page.parameters = new URLSearchParams(location.search);
    page.now();
    if (location.protocol !== "file:") {
      page.bar.hidden = false;
      page.fillFacets();
    }
    page.input.focus();
  }

  self.kbgenSearch = { open };
})();
