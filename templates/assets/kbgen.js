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
