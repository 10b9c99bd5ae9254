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

  function addFilter(table) {
    const rows = Array.from(table.tBodies[0]?.rows ?? []);
    if (rows.length < FILTER_FROM) return;
    const label = document.createElement("label");
    label.className = "kb-filter";
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = "Filter";
    input.setAttribute("aria-label", "Filter the rows of the table");
    const shown = document.createElement("output");
    shown.textContent = `${rows.length} rows`;
    label.append(input, shown);
    (table.closest(".kb-scroll") ?? table).before(label);

    let texts;
    let waiting = 0;
    const apply = () => {
      waiting = 0;
      texts ??= rows.map((row) => row.textContent.toLowerCase());
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      rows.forEach((row, index) => {
        row.hidden = !words.every((word) => texts[index].includes(word));
        if (!row.hidden) count += 1;
      });
      shown.textContent = words.length ? `${count} of ${rows.length} rows` : `${rows.length} rows`;
    };
    input.addEventListener("input", () => {
      waiting ||= requestAnimationFrame(apply);
    });
  }

  for (const table of document.querySelectorAll("table.kb-table[data-sortable]")) {
    makeSortable(table);
    addFilter(table);
  }
})();
