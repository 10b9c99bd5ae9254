// Sorts and filters kbgen's tables. Without it every table is complete and in the order it was published in.
(() => {
  "use strict";
  const FILTER_FROM = 16; // rows
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

  const valueOf = (row, column) => {
    const cell = row.cells[column];
    if (!cell) return "";
    const link = cell.firstElementChild?.tagName === "A" ? cell.firstElementChild : cell;
    return cell.dataset.sort ?? link.textContent.trim();
  };

  function compare(left, right) {
    if (!left || !right) return left ? -1 : right ? 1 : 0; // empty cells last
    return collator.compare(left, right);
  }

  function sortBy(table, heading, column) {
    const descending = heading.getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0];
    const keyed = Array.from(body.rows, (row) => [valueOf(row, column), row]);
    keyed.sort(([left], [right]) => (descending && left && right ? compare(right, left) : compare(left, right)));
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    body.append(...keyed.map(([, row]) => row));
  }

  function makeSortable(table) {
    const headings = table.tHead?.rows[table.tHead.rows.length - 1]?.cells ?? [];
    Array.from(headings).forEach((heading, column) => {
      if ("nosort" in heading.dataset || !heading.textContent.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "kb-sort";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => sortBy(table, heading, column));
    });
  }

  // A choice of the values of one column, such as the levels of rules; nothing where there is no choice.
  function makeFacet(heading, rows) {
    const column = heading.cellIndex;
    const name = heading.textContent.trim();
    const values = new Set(rows.map((row) => row.cells[column]?.textContent.trim() ?? ""));
    if (values.size < 2) return null;
    const select = document.createElement("select");
    select.setAttribute("aria-label", `Only rows with this ${name.toLowerCase()}`);
    select.append(new Option(`${name}: all`, ""));
    for (const value of Array.from(values).filter(Boolean).sort(collator.compare)) select.append(new Option(value));
    return { select, matches: (row) => !select.value || row.cells[column]?.textContent.trim() === select.value };
  }

  function addFilter(table) {
    const rows = Array.from(table.tBodies[0]?.rows ?? []);
    if (rows.length < FILTER_FROM) return;
    const bar = document.createElement("div");
    bar.className = "kb-filter";
    bar.setAttribute("role", "search");
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = "Filter";
    input.setAttribute("aria-label", "Filter the rows of the table");
    const facets = Array.from(table.querySelectorAll("th[data-facet]"), (heading) => makeFacet(heading, rows)).filter(Boolean);
    const shown = document.createElement("output");
    shown.textContent = `${rows.length} rows`;
    bar.append(input, ...facets.map((facet) => facet.select), shown);
    (table.closest(".kb-scroll") ?? table).before(bar);

    let texts;
    let waiting = 0;
    const apply = () => {
      waiting = 0;
      texts ??= new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        row.hidden = !(words.every((word) => texts.get(row).includes(word)) && facets.every((facet) => facet.matches(row)));
        if (!row.hidden) count += 1;
      }
      shown.textContent = count < rows.length ? `${count} of ${rows.length} rows` : `${rows.length} rows`;
    };
    const later = () => {
      waiting ||= requestAnimationFrame(apply);
    };
    input.addEventListener("input", later);
    for (const facet of facets) facet.select.addEventListener("change", later);
  }

  for (const table of document.querySelectorAll("table.kb-table[data-sortable]")) {
    makeSortable(table);
    addFilter(table);
  }
})();

// What scrolls sideways can be reached, and scrolled, with the keyboard.
(() => {
  "use strict";
  const reach = (box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };
  const sizes = new ResizeObserver((entries) => entries.forEach((entry) => reach(entry.target)));
  for (const box of document.querySelectorAll(".kb-scroll:not([tabindex])")) sizes.observe(box);
  // The picture of what is nearest has its note in the middle.
  for (const box of document.querySelectorAll(".kb-near > .kb-scroll")) box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
})();

// The search of the header: its script and its style sheet are loaded when somebody wants to search.
(() => {
  "use strict";
  const form = document.querySelector("form.kb-search");
  if (!form) return;
  const input = form.elements.q;
  const added = (element) =>
    new Promise((done, failed) => {
      element.onload = done;
      element.onerror = failed;
      document.head.append(element);
    });
  let loading;
  function load() {
    if (self.kbgenSearch) return Promise.resolve();
    loading ??= Promise.all([
      added(Object.assign(document.createElement("link"), { rel: "stylesheet", href: form.dataset.style })),
      added(Object.assign(document.createElement("script"), { src: form.dataset.script })),
    ]);
    return loading;
  }
  // Where the script cannot be loaded, the form leads to the search page as it does without any script.
  const open = () =>
    load().then(() => {
      self.kbgenSearch.open(form.action, input.value);
      input.value = "";
    }, () => {});

  input.addEventListener("focus", () => load().catch(() => {}));
  input.addEventListener("click", open);
  input.addEventListener("input", open);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const ctrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!slash && !ctrlK) return;
    event.preventDefault();
    open();
  });
})();

// Copies addresses: a button for that of the page, the permalinks of headings for theirs.
(() => {
  "use strict";
  const SHOWN_FOR = 2500; // milliseconds
  const title = document.querySelector(".md-content h1");
  if (!title) return;
  const said = document.createElement("div");
  said.className = "kb-said";
  said.setAttribute("role", "status");
  document.body.append(said);

  let clearing;
  function say(text) {
    clearTimeout(clearing);
    said.textContent = text;
    clearing = setTimeout(() => said.replaceChildren(), SHOWN_FOR);
  }

  // Without a secure context (plain http) a browser copies only what is selected.
  function copySelected(text) {
    const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
    field.style.cssText = "position: fixed; inset: 0 auto auto 0; opacity: 0";
    const before = document.activeElement;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    before?.focus({ preventScroll: true });
    return copied;
  }

  async function copy(address) {
    let copied;
    try {
      await navigator.clipboard.writeText(address);
      copied = true;
    } catch {
      copied = copySelected(address); // no clipboard here, or it is forbidden
    }
    say(copied ? "Link copied" : "The link could not be copied");
  }

  const button = document.createElement("button");
  button.type = "button";
  button.className = "kb-copy";
  button.textContent = "Copy link";
  button.title = "Copy the address of this page";
  button.addEventListener("click", () => copy(location.href.split("#")[0]));
  title.before(button);

  // Headings of kbgen's own sections have anchors and no permalinks; those of the matrix' columns are links themselves.
  for (const heading of document.querySelectorAll(".md-content :is(h2, h3)[id]:not(:has(.headerlink), .kb-column h3)")) {
    const link = document.createElement("a");
    Object.assign(link, { className: "headerlink", href: `#${heading.id}`, title: "Permanent link", textContent: "¶" });
    heading.append(link);
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.headerlink");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) copy(link.href);
  });
})();

// A rule and its queries in other languages as tabs. Without this they stand one below the other.
(() => {
  "use strict";
  const CHOSEN = "kbgen.language";
  const box = document.querySelector(".kb-conversions");
  if (!box) return;

  // The rule itself becomes the first tab where it stands right before its queries.
  const heading = box.previousElementSibling;
  const rule = heading?.previousElementSibling;
  if (rule?.matches(".highlight:is([data-language=yml], [data-language=yaml])")) {
    const section = document.createElement("section");
    section.className = "kb-conversion kb-conversion--rule";
    section.dataset.language = "sigma";
    const name = document.createElement("h3");
    name.textContent = "Sigma";
    box.prepend(section);
    section.append(name, rule);
  }

  const panels = Array.from(box.children);
  const list = document.createElement("div");
  list.className = "kb-tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "The rule in other query languages");
  const tabs = panels.map((panel, index) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `kb-tab-${index + 1}`;
    tab.append(...panel.querySelector("h3").cloneNode(true).childNodes);
    tab.setAttribute("role", "tab");
    panel.id = `kb-converted-${index + 1}`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tab.setAttribute("aria-controls", panel.id);
    return tab;
  });

  // What is hidden "until found" answers to the browser's own search in the page.
  function show(chosen) {
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      if (index === chosen) panels[index].removeAttribute("hidden");
      else panels[index].setAttribute("hidden", "until-found");
    });
  }
  function choose(chosen) {
    show(chosen);
    tabs[chosen].focus();
    self.__md_set?.(CHOSEN, panels[chosen].dataset.language);
  }

  const forward = document.body.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = document.body.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const now = tabs.indexOf(event.target);
    const last = tabs.length - 1;
    const to = { [forward]: now < last ? now + 1 : 0, [back]: now > 0 ? now - 1 : last, Home: 0, End: last }[event.key];
    if (to === undefined || now < 0) return;
    event.preventDefault();
    choose(to);
  });
  tabs.forEach((tab, index) => tab.addEventListener("click", () => choose(index)));
  panels.forEach((panel, index) => panel.addEventListener("beforematch", () => show(index)));
  list.append(...tabs);
  box.prepend(list);
  show(Math.max(0, panels.findIndex((panel) => panel.dataset.language === self.__md_get?.(CHOSEN))));
})();
