// Filters the matrix, keeps the filters in the address, moves between cells with the arrow keys, and draws it as SVG.
// Without it the matrix is complete.
(() => {
  "use strict";
  const source = document.getElementById("matrix-data");
  const form = document.getElementById("matrix-filters");
  const legend = document.getElementById("matrix-legend");
  if (!source || !form || !legend) return;

  const data = JSON.parse(source.textContent);
  const VERDICTS = ["gap", "untested", "testable", "proven"];
  const BLIND = 4;
  const OUT = 8;
  const [NAME, PLATFORMS, TOTAL, STATES, RULES, TESTS, TESTS_ON] = [0, 1, 2, 3, 4, 5, 6];
  const names = data.techniques.map((technique) => technique[NAME].toLowerCase());
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const plural = (number, one, many) => `${number} ${number === 1 ? one : many}`;
  const verdictOf = (code) => (code === OUT ? "out" : VERDICTS[code % BLIND]);
  const isBlind = (code) => code !== OUT && code >= BLIND;

  // What stands on the page.
  const cellOf = (node) => {
    const facts = node.querySelector(".kb-cell__facts");
    const [mark, numbers] = facts.children;
    return { node, technique: Number(node.dataset.t), item: node.parentElement, facts, mark, numbers, shown: "" };
  };
  const columns = Array.from(document.querySelectorAll(".kb-column"), (node) => {
    const entries = Array.from(node.querySelector("ul").children, (item) => {
      const fold = item.querySelector("details");
      return {
        item,
        cell: cellOf(item.querySelector(".kb-cell")),
        fold,
        label: fold?.querySelector("[data-children]"),
        children: fold ? Array.from(fold.querySelectorAll(".kb-cell"), cellOf) : [],
        wasOpened: false,
      };
    });
    return { count: node.querySelector("[data-count]"), entries };
  });

  // The choices of the filters.
  const fields = form.elements;
  const offer = (name, options) => {
    const select = fields[name];
    for (const [value, text] of options) select.append(new Option(text ?? value, value));
    select.closest("label").hidden = !options.length;
  };
  const products = new Map();
  for (const name of data.sources) {
    const first = name.split("/", 1)[0];
    products.set(first, (products.get(first) ?? 0) + 1);
  }
  const sources = data.sources.filter(Boolean).map((name) => [name, name]);
  for (const [name, count] of products) if (name && count > 1) sources.push([`${name}/*`, `${name}: any`]);
  offer("platform", data.platforms.map((name) => [name]));
  offer("status", data.statuses.map((name) => [name]));
  offer("level", data.levels.map((name) => [name]));
  offer("source", sources.sort(([left], [right]) => collator.compare(left, right)));
  offer(
    "group",
    data.groups.map(([id, name]) => [id, `${name} (${id})`]).sort(([, left], [, right]) => collator.compare(left, right)),
  );

  // The state of the filters, in the form and in the address.
  const KEYS = ["text", "platform", "verdict", "status", "level", "source", "group", "blind", "open"];
  const read = () => {
    const state = {};
    for (const key of KEYS) {
      const field = fields[key];
      state[key] = field.type === "checkbox" ? (field.checked ? field.value : "") : field.value.trim();
    }
    return state;
  };
  const fill = (asked) => {
    for (const key of KEYS) {
      const field = fields[key];
      const value = asked.get(key) ?? "";
      if (field.type === "checkbox") field.checked = value === field.value;
      else if (field.tagName === "SELECT") field.value = Array.from(field.options).some((option) => option.value === value) ? value : "";
      else field.value = value;
    }
  };
  const restore = () => fill(new URLSearchParams(location.search));
  const address = (state) => {
    const query = new URLSearchParams(location.search);
    for (const key of KEYS) {
      if (state[key]) query.set(key, state[key]);
      else query.delete(key);
    }
    const text = query.toString().replaceAll("%2F", "/");
    return `${location.pathname}${text && "?"}${text}${location.hash}`;
  };

  const matchingRules = (state) => {
    const place = (list, name) => (name ? list.indexOf(name) : -1);
    const [status, level] = [place(data.statuses, state.status), place(data.levels, state.level)];
    const prefix = state.source.endsWith("/*") ? state.source.slice(0, -1) : "";
    const isSource = (name) => name === state.source || (prefix && (`${name}/`.startsWith(prefix)));
    const platform = place(data.platforms, state.platform);
    return data.rules.map(([ownStatus, ownLevel, ownSource, ownPlatforms]) => {
      const here = platform < 0 || ownPlatforms === 0 || ownPlatforms.includes(platform);
      const chosen =
        (status < 0 || status === ownStatus) && (level < 0 || level === ownLevel) && (!state.source || isSource(data.sources[ownSource]));
      return [here, here && chosen];
    });
  };

  // What each technique is under the filters: its state, its numbers, and whether it stays.
  function evaluate(state) {
    const platform = state.platform ? data.platforms.indexOf(state.platform) : -1;
    const rules = matchingRules(state);
    const asksForRule = state.status || state.level || state.source;
    const group = state.group && new Set(data.groups.find(([id]) => id === state.group)[2]);
    const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
    return data.techniques.map((technique, number) => {
      const place = platform < 0 ? -1 : technique[PLATFORMS].indexOf(platform);
      const isHere = platform < 0 || place >= 0;
      const code = platform < 0 ? technique[TOTAL] : technique[STATES][place];
      let count = 0;
      let chosen = false;
      const own = technique[RULES];
      for (let at = 0; at < own.length; at += 2) {
        const [here, matches] = rules[own[at]];
        if (here) count += own[at + 1];
        chosen ||= matches;
      }
      const stays =
        isHere &&
        (!state.verdict || verdictOf(code) === state.verdict) &&
        (!state.blind || code === 0 || isBlind(code)) &&
        (!asksForRule || chosen) &&
        (!group || group.has(number)) &&
        words.every((word) => names[number].includes(word));
      return { isHere, code, rules: count, tests: platform < 0 ? technique[TESTS] : technique[TESTS_ON][place], stays };
    });
  }

  // What is as it should be is left alone: to write it again would cost a new layout.
  const show = (node, isShown) => {
    if (node.hidden === isShown) node.hidden = !isShown;
  };

  function showFacts(cell, found) {
    show(cell.facts, found.isHere);
    if (!found.isHere || found.code === OUT) return;
    const shown = `${found.code} ${found.rules} ${found.tests}`;
    if (cell.shown === shown) return;
    cell.shown = shown;
    const verdict = verdictOf(found.code);
    const blind = isBlind(found.code);
    const context = cell.node.classList.contains("kb-cell--context") ? " kb-cell--context" : "";
    cell.node.className = `kb-cell kb-cell--${verdict}${blind ? " kb-cell--dark" : ""}${context}`;
    cell.mark.className = `kb-mark kb-mark--${verdict}`;
    cell.mark.textContent = verdict;
    cell.numbers.textContent = `${plural(found.rules, "rule", "rules")}, ${plural(found.tests, "test", "tests")}`;
    const told = cell.facts.querySelector(".kb-cell__blind");
    if (told && !blind) told.remove();
    if (blind && !told) {
      const word = document.createElement("span");
      word.className = "kb-cell__blind";
      word.textContent = "blind";
      cell.facts.append(" ", word);
    }
  }

  function showEntry(entry, found, opensAll) {
    const own = found[entry.cell.technique];
    let below = 0;
    for (const child of entry.children) {
      const stays = found[child.technique].stays;
      show(child.item, stays);
      below += stays;
      showFacts(child, found[child.technique]);
    }
    show(entry.item, own.stays || below > 0);
    entry.cell.node.classList.toggle("kb-cell--context", !own.stays);
    showFacts(entry.cell, own);
    if (!entry.fold) return Number(own.stays);
    const all = entry.children.length;
    show(entry.fold, below > 0);
    const text = plural(all, "sub-technique", "sub-techniques");
    const label = below < all ? `${below} of ${text}` : text;
    if (entry.label.textContent !== label) entry.label.textContent = label;
    const opens = opensAll || (!own.stays && below > 0);
    if (opens !== entry.wasOpened) entry.fold.open = opens; // else it stays as the reader left it
    entry.wasOpened = opens;
    return own.stays + below;
  }

  function apply() {
    const state = read();
    const found = evaluate(state);
    for (const column of columns) {
      let count = 0;
      for (const entry of column.entries) count += showEntry(entry, found, Boolean(state.open));
      column.count.textContent = count;
    }
    const kept = found.filter((each) => each.stays);
    const total = plural(found.length, "technique", "techniques");
    legend.querySelector("[data-shown]").textContent = kept.length < found.length ? `${kept.length} of ${total}` : total;
    const dark = legend.querySelector("[data-dark]");
    if (dark) dark.textContent = kept.filter((each) => isBlind(each.code)).length;
    for (const node of legend.querySelectorAll("[data-verdict]")) {
      node.textContent = kept.filter((each) => verdictOf(each.code) === node.dataset.verdict).length;
    }
    return state;
  }

  // A choice makes a step of the browser's history; the letters of a text make one together.
  let waiting = 0;
  let isTyping = false;
  const typed = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      const target = address(apply());
      history[isTyping ? "replaceState" : "pushState"](null, "", target);
      isTyping = true;
    });
  };
  const chosen = () => {
    cancelAnimationFrame(waiting);
    isTyping = false;
    history.pushState(null, "", address(apply()));
  };
  form.addEventListener("input", (event) => (event.target.name === "text" ? typed() : chosen()));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    // The browser would clear the fields only after this, and paint before what they say is true.
    event.preventDefault();
    fill(new URLSearchParams());
    chosen();
  });
  window.addEventListener("popstate", () => {
    isTyping = false;
    restore();
    apply();
  });

  // Arrow keys between cells; Tab works as everywhere.
  const isVisible = (node) => !node.closest("[hidden], details:not([open]) > ul");
  const stops = (column) => Array.from(column.querySelectorAll(".kb-cell > a, summary")).filter(isVisible);
  document.addEventListener("keydown", (event) => {
    const column = event.target.closest?.(".kb-column");
    if (!column || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const own = stops(column);
    const place = own.indexOf(event.target);
    if (place < 0) return;
    const beside = (step) => {
      let next = column;
      do next = next[step];
      while (next && !stops(next).length);
      if (!next) return null;
      const top = event.target.getBoundingClientRect().top;
      const far = (node) => Math.abs(node.getBoundingClientRect().top - top);
      return stops(next).reduce((best, node) => (far(node) < far(best) ? node : best));
    };
    const moves = {
      ArrowDown: () => own[place + 1],
      ArrowUp: () => own[place - 1],
      ArrowRight: () => beside("nextElementSibling"),
      ArrowLeft: () => beside("previousElementSibling"),
      Home: () => own[0],
      End: () => own[own.length - 1],
    };
    if (!Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    moves[event.key]()?.focus();
  });

  // The picture: what is visible, on white, as the colours of paper are not those of a dark screen.
  const INK = { gap: "#a3161c", untested: "#735400", testable: "#1f5a96", proven: "#17653a", out: "#4f5b66" };
  const MARKS = { gap: "○", untested: "◔", testable: "◑", proven: "●", out: "–" };
  const DASHES = { untested: "1 2", testable: "4 2" };
  const [WIDTH, GAP, LINE, LETTERS] = [150, 6, 12, 25];
  const XMLNS = "http://www.w3.org/2000/svg";
  const draw = (name, attributes, text) => {
    const node = document.createElementNS(XMLNS, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const wrapped = (text, letters) => {
    const lines = [""];
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const last = lines[lines.length - 1];
      if (last && last.length + 1 + word.length > letters) lines.push(word);
      else lines[lines.length - 1] = last ? `${last} ${word}` : word;
    }
    return lines;
  };

  function drawCell(node, x, y, indent) {
    const verdict = ["out", ...VERDICTS].find((name) => node.classList.contains(`kb-cell--${name}`));
    const isContext = node.classList.contains("kb-cell--context");
    const colour = isContext ? INK.out : INK[verdict];
    const facts = node.querySelector(".kb-cell__facts");
    const letters = LETTERS - indent / 5;
    const lines = wrapped(Array.from(facts.parentElement.childNodes, (each) => (each === facts ? "" : each.textContent)).join(""), letters);
    const told = facts.hidden ? [] : wrapped(`${MARKS[verdict]} ${facts.textContent.trim()}`, letters + 4);
    const height = (lines.length + told.length) * LINE + 8;
    const width = WIDTH - indent;
    const all = draw("g", { transform: `translate(${x + indent} ${y})` });
    all.append(
      draw("rect", { width, height, fill: colour, "fill-opacity": isContext || verdict === "out" ? 0 : 0.1, stroke: "#999", "stroke-width": 0.5 }),
      draw("line", { x1: 2, x2: 2, y1: 0, y2: height, stroke: colour, "stroke-width": 4, "stroke-dasharray": DASHES[verdict] ?? "none" }),
    );
    if (verdict === "gap" && !isContext) all.append(draw("rect", { width, height, fill: "url(#hatch)" }));
    lines.forEach((line, place) => all.append(draw("text", { x: 8, y: LINE * (place + 1), fill: "#111" }, line)));
    told.forEach((line, place) =>
      all.append(draw("text", { x: 8, y: LINE * (lines.length + place + 1) + 2, fill: colour, "font-size": 9 }, line)),
    );
    return [all, height];
  }

  function picture(section) {
    const svg = draw("svg", { xmlns: XMLNS, "font-family": "sans-serif", "font-size": 10 });
    const title = section.querySelector("h2").firstChild.textContent.trim();
    const state = read();
    const filters = KEYS.filter((key) => key !== "open" && state[key]).map((key) => `${key}: ${state[key]}`);
    const heading = [`ATT&CK matrix, ${title}`, ...filters].join("; ");
    const hatch = draw("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    hatch.append(draw("line", { x1: 0, x2: 0, y1: 0, y2: 6, stroke: INK.gap, "stroke-opacity": 0.25 }));
    const definitions = draw("defs", {});
    definitions.append(hatch);
    const paper = draw("rect", { fill: "#fff" });
    svg.append(draw("title", {}, heading), definitions, paper, draw("text", { x: GAP, y: 20, "font-size": 14 }, heading));
    let key = GAP;
    for (const item of legend.querySelectorAll("li")) {
      const number = item.querySelector("[data-verdict]");
      const verdict = number.dataset.verdict;
      const text = `${MARKS[verdict]} ${item.querySelector(".kb-mark").textContent}: ${number.textContent}`;
      svg.append(draw("text", { x: key, y: 38, fill: INK[verdict] }, text));
      key += text.length * 6 + 16;
    }
    let x = GAP;
    let bottom = 0;
    for (const column of section.querySelectorAll(".kb-column")) {
      svg.append(draw("text", { x, y: 62, "font-weight": "bold", fill: "#111" }, column.querySelector("h3").textContent.replace(/\s+/g, " ").trim()));
      let y = 70;
      for (const node of column.querySelectorAll(".kb-cell")) {
        if (!isVisible(node)) continue;
        const [drawn, height] = drawCell(node, x, y, node.closest("details") ? 10 : 0);
        svg.append(drawn);
        y += height + 3;
      }
      bottom = Math.max(bottom, y);
      x += WIDTH + GAP;
    }
    const [width, height] = [Math.max(x, key), bottom + GAP];
    for (const node of [svg, paper]) {
      node.setAttribute("width", width);
      node.setAttribute("height", height);
    }
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    return new XMLSerializer().serializeToString(svg);
  }

  for (const section of document.querySelectorAll(".kb-domain")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Download as SVG";
    button.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([picture(section)], { type: "image/svg+xml" }));
      link.download = `matrix-${section.getAttribute("aria-labelledby")}.svg`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
    section.querySelector(".kb-domain__head").append(button);
  }

  const start = () => {
    restore();
    if (location.search) apply();
    form.hidden = false;
  };
  // In a task of its own, so that the page answers in between. Where the address asks for filters, the style sheet holds the
  // matrix back until the form is shown, or until the load ends: it is painted once, filtered.
  if (location.search) start();
  else setTimeout(start);
})();
