// The graph page: draws what graph-data.js holds, finds and filters nodes, and shows what is tied to the one in focus.
// The shape of the data is told in kbgen/pages/graph_data.py.
(() => {
  "use strict";
  const root = document.querySelector("[data-kb-graph]");
  if (!root) return;
  // A script, since nothing can be fetched by a page that was opened from a file.
  const loader = document.createElement("script");
  loader.src = root.dataset.script;
  loader.onload = () => show(self.kbgenGraph);
  loader.onerror = () => (document.querySelector("[data-kb-graph-failed]").hidden = false);
  document.head.append(loader);

  function show(data) {
    const find = (selector) => root.querySelector(selector);
    const [canvas, tip, status, panel] = [find("canvas"), find(".kb-graph__tip"), find("[role=status]"), find("section")];
    const [input, found, depthBox, clear] = [find("input"), find("ul"), find("[data-depth]"), find("[data-do=clear]")];
    const context = canvas.getContext("2d");
    const total = data.x.length;
    const FAR = 255, NODE = 3, MARGIN = 0.3, LABELS = 45, LIST = 15, SLICE = 10;

    // The model: kinds of nodes, ties as pairs, and for each node where its ties stand in a flat list.
    const kindOf = new Uint8Array(total);
    data.kind.reduce((start, count, kind) => (kindOf.fill(kind, start, start + count), start + count), 0);
    const sources = [], targets = [], ties = [];
    data.edges.forEach((packed, kind) => {
      for (let at = 0, source = 0; at < packed.length; ) {
        source += packed[at++];
        for (let left = packed[at++]; left > 0; left--) {
          sources.push(source);
          targets.push(packed[at++]);
          ties.push(kind);
        }
      }
    });
    const begin = new Uint32Array(total + 1);
    for (let tie = 0; tie < ties.length; tie++) {
      begin[sources[tie] + 1]++;
      begin[targets[tie] + 1]++;
    }
    for (let node = 0; node < total; node++) begin[node + 1] += begin[node];
    const next = begin.slice(), incident = new Uint32Array(2 * ties.length);
    for (let tie = 0; tie < ties.length; tie++) {
      incident[next[sources[tie]]++] = tie;
      incident[next[targets[tie]]++] = tie;
    }
    const sizeOf = Float32Array.from({ length: total }, (_, node) => 1 + Math.min(1, Math.log2(1 + begin[node + 1] - begin[node]) / 8));
    const keyOf = (node) => data.id[node] || data.url[node] || data.title[node];
    const nameOf = (node) => (data.id[node] ? `${data.id[node]} ${data.title[node]}` : data.title[node]);
    const shapes = data.kinds.map(([, , shape]) => new Path2D(shape));
    const cells = new Map();
    const CELL = 24;
    for (let node = 0; node < total; node++) {
      const cell = `${Math.floor(data.x[node] / CELL)} ${Math.floor(data.y[node] / CELL)}`;
      cells.has(cell) ? cells.get(cell).push(node) : cells.set(cell, [node]);
    }

    // What is shown. `steps` says how far each node is from the one in focus.
    const kindShown = data.kinds.map(() => true), tieShown = data.ties.map(() => true);
    let focus = -1, depth = 1, steps = null, over = -1;
    const view = { x: 0, y: 0, scale: 1 };
    let width = 0, height = 0, ratio = 1;
    const isShown = (node) => kindShown[kindOf[node]] || node === focus || (steps !== null && steps[node] === 1);
    const inFocus = (node) => steps === null || steps[node] !== FAR;

    let colours = {};
    const readColours = () => {
      const style = getComputedStyle(document.body);
      const read = (name) => style.getPropertyValue(name).trim();
      colours = { text: getComputedStyle(canvas).color, back: read("--md-default-bg-color"), accent: read("--md-accent-fg-color") };
      colours.kinds = data.kinds.map(([, , , name]) => read(`--kb-${name}`));
      colours.ties = data.ties.map(([, , , name]) => read(`--kb-${name}`));
    };

    // Drawing. The scene goes into a picture somewhat larger than the canvas, in slices, so that no frame waits for it;
    // while the view moves, frames show the last finished picture, moved and scaled.
    let scene = null, work = null, frameAsked = false, settle = 0;
    const ask = () => {
      if (!frameAsked) {
        frameAsked = true;
        requestAnimationFrame(frame);
      }
    };
    const redraw = () => {
      clearTimeout(settle);
      settle = setTimeout(rebuild, 60);
      if (!work && hasStrayed()) work = draw();
      ask();
    };
    const hasStrayed = () => {
      const zoom = scene ? view.scale / scene.at.scale : 0, reach = MARGIN * 0.8;
      const away = (name, size) => Math.abs(scene.at[name] - view[name]) * view.scale > reach * size;
      return zoom < 0.7 || zoom > 2 || away("x", width) || away("y", height);
    };
    const rebuild = () => {
      clearTimeout(settle);
      work = draw();
      ask();
    };

    function* draw() {
      const across = width * (1 + 2 * MARGIN), down = height * (1 + 2 * MARGIN);
      const picture = document.createElement("canvas");
      picture.width = across * ratio;
      picture.height = down * ratio;
      const at = { ...view };
      const pen = picture.getContext("2d", { willReadFrequently: true });
      pen.scale(ratio, ratio);
      const x = (node) => (data.x[node] - at.x) * at.scale + across / 2;
      const y = (node) => (data.y[node] - at.y) * at.scale + down / 2;
      const isIn = (node) => x(node) > -20 && y(node) > -20 && x(node) < across + 20 && y(node) < down + 20;
      yield* drawTies(pen, x, y, across, down);
      yield* drawNodes(pen, x, y, isIn, at.scale);
      drawLabels(pen, x, y, isIn, at.scale);
      scene = { picture, at, across, down };
    }

    // Browsers put strokes off until somebody looks: look, or one frame pays for all of them.
    const finish = (pen) => void pen.getImageData(0, 0, 1, 1);

    function* drawTies(pen, x, y, across, down) {
      let count = 0;
      const isDrawn = (tie) => {
        const [a, b] = [sources[tie], targets[tie]];
        if (!tieShown[ties[tie]] || !isShown(a) || !isShown(b)) return false;
        return steps === null || (steps[a] !== FAR && steps[b] !== FAR && Math.min(steps[a], steps[b]) < depth);
      };
      for (let tie = 0; tie < ties.length; tie++) count += isDrawn(tie);
      pen.globalAlpha = Math.min(steps === null ? 0.45 : 0.75, Math.max(0.07, 600 / count));
      pen.lineWidth = steps !== null && count < 300 ? 1.4 : 1;
      let drawn = 0;
      for (let tie = 0, kind = -1; tie <= ties.length; tie++) {
        if (tie === ties.length || ties[tie] !== kind || drawn >= 400) {
          if (kind >= 0) pen.stroke();
          if (tie === ties.length) break;
          if (drawn >= 400) yield finish(pen);
          kind = ties[tie];
          drawn = 0;
          pen.beginPath();
          pen.strokeStyle = colours.ties[kind];
        }
        if (!isDrawn(tie)) continue;
        const [x1, y1, x2, y2] = [x(sources[tie]), y(sources[tie]), x(targets[tie]), y(targets[tie])];
        if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0) || (x1 > across && x2 > across) || (y1 > down && y2 > down)) continue;
        pen.moveTo(x1, y1);
        pen.lineTo(x2, y2);
        drawn++;
      }
    }

    const radiusAt = (node, scale) => Math.min(11, Math.max(1.1, NODE * scale)) * sizeOf[node] * (node === focus ? 1.4 : 1);

    function* drawNodes(pen, x, y, isIn, scale) {
      for (const bright of steps === null ? [true] : [false, true]) {
        pen.globalAlpha = bright ? 1 : 0.12;
        for (let node = 0; node < total; node++) {
          if (node % 500 === 0) yield finish(pen);
          if (inFocus(node) !== bright || !isShown(node) || !isIn(node)) continue;
          const radius = radiusAt(node, scale);
          pen.fillStyle = colours.kinds[kindOf[node]];
          if (radius < 2) {
            pen.fillRect(x(node) - radius, y(node) - radius, 2 * radius, 2 * radius);
            continue;
          }
          pen.save();
          pen.translate(x(node), y(node));
          pen.scale(radius / 5, radius / 5);
          pen.fill(shapes[kindOf[node]]);
          pen.restore();
        }
      }
      pen.globalAlpha = 1;
    }

    function drawLabels(pen, x, y, isIn, scale) {
      const wanted = [];
      const isTactic = (node) => data.kinds[kindOf[node]][0] === "tactic";
      for (let node = 0; node < total; node++) {
        if (isShown(node) && inFocus(node) && isIn(node) && (steps !== null || scale > 2.4 || isTactic(node))) wanted.push(node);
      }
      const weight = (node) => (node === focus ? 1e9 : 0) + (isTactic(node) && steps === null ? 1e6 : 0) + begin[node + 1] - begin[node];
      wanted.sort((a, b) => weight(b) - weight(a) || a - b);
      pen.font = `${12}px ${getComputedStyle(canvas).fontFamily}`;
      pen.textBaseline = "middle";
      pen.lineJoin = "round";
      pen.lineWidth = 3;
      const boxes = [];
      for (const node of wanted.slice(0, 600)) {
        if (boxes.length >= LABELS) break;
        const text = shorten(nameOf(node));
        const left = x(node) + radiusAt(node, scale) + (node === focus ? 7 : 3), top = y(node) - 8, right = left + pen.measureText(text).width;
        if (boxes.some((box) => left < box[2] && right > box[0] && top < box[3] && top + 16 > box[1])) continue;
        boxes.push([left, top, right, top + 16]);
        pen.strokeStyle = colours.back;
        pen.strokeText(text, left, y(node));
        pen.fillStyle = colours.text;
        pen.fillText(text, left, y(node));
      }
    }
    const shorten = (text) => (text.length > 38 ? `${text.slice(0, 36)}…` : text);

    const toScreen = (node) => [(data.x[node] - view.x) * view.scale + width / 2, (data.y[node] - view.y) * view.scale + height / 2];
    function frame() {
      frameAsked = false;
      if (work) {
        const until = performance.now() + SLICE;
        while (work && performance.now() < until) if (work.next().done) work = null;
        if (work) ask();
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      if (scene) {
        const zoom = view.scale / scene.at.scale;
        const left = width / 2 + ((scene.at.x - view.x) * view.scale) - (scene.across / 2) * zoom;
        const top = height / 2 + ((scene.at.y - view.y) * view.scale) - (scene.down / 2) * zoom;
        context.drawImage(scene.picture, left, top, scene.across * zoom, scene.down * zoom);
      }
      for (const node of new Set([focus, over])) {
        if (node < 0) continue;
        const [x, y] = toScreen(node);
        context.beginPath();
        context.arc(x, y, radiusAt(node, view.scale) + 4, 0, 2 * Math.PI);
        context.strokeStyle = node === focus ? colours.accent : colours.text;
        context.lineWidth = 2;
        context.stroke();
      }
    }

    // Moving.
    const zoomAt = (x, y, factor) => {
      const scale = Math.min(12, Math.max(0.02, view.scale * factor));
      view.x += (x - width / 2) * (1 / view.scale - 1 / scale);
      view.y += (y - height / 2) * (1 / view.scale - 1 / scale);
      view.scale = scale;
      redraw();
    };
    const move = (dx, dy) => {
      view.x -= dx / view.scale;
      view.y -= dy / view.scale;
      redraw();
    };
    const fit = () => {
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let node = 0; node < total; node++) {
        if (!isShown(node) || !inFocus(node) || (steps === null && begin[node] === begin[node + 1] && total > 50)) continue;
        left = Math.min(left, data.x[node]);
        right = Math.max(right, data.x[node]);
        top = Math.min(top, data.y[node]);
        bottom = Math.max(bottom, data.y[node]);
      }
      if (left > right) return;
      view.x = (left + right) / 2;
      view.y = (top + bottom) / 2;
      const room = steps === null ? 30 : 70;
      view.scale = Math.min(3, (width - 2 * room) / (right - left || 1), (height - 2 * room) / (bottom - top || 1));
      view.scale = Math.max(0.02, view.scale);
      rebuild();
    };
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const nodeAt = (x, y) => {
      const reach = Math.max(11 / view.scale, 4);
      const wx = view.x + (x - width / 2) / view.scale, wy = view.y + (y - height / 2) / view.scale;
      let best = -1, nearest = reach * reach;
      for (let column = Math.floor((wx - reach) / CELL); column <= Math.floor((wx + reach) / CELL); column++) {
        for (let row = Math.floor((wy - reach) / CELL); row <= Math.floor((wy + reach) / CELL); row++) {
          for (const node of cells.get(`${column} ${row}`) ?? []) {
            const away = (data.x[node] - wx) ** 2 + (data.y[node] - wy) ** 2;
            if (away < nearest && isShown(node) && inFocus(node)) [best, nearest] = [node, away];
          }
        }
      }
      return best;
    };
    const pointers = new Map();
    let travelled = 0;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      canvas.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, at(event));
      if (pointers.size === 1) travelled = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const here = at(event), before = pointers.get(event.pointerId);
      if (!before) {
        hover(nodeAt(...here), here);
        return;
      }
      pointers.set(event.pointerId, here);
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      travelled += Math.hypot(here[0] - before[0], here[1] - before[1]);
      if (other) {
        const span = (point) => Math.max(20, Math.hypot(point[0] - other[0], point[1] - other[1]));
        zoomAt((here[0] + other[0]) / 2, (here[1] + other[1]) / 2, span(here) / span(before));
        move((here[0] - before[0]) / 2, (here[1] - before[1]) / 2);
        travelled += 10;
      } else if (travelled > 4) {
        canvas.classList.add("is-moving");
        move(here[0] - before[0], here[1] - before[1]);
      }
    });
    const release = (event) => {
      const here = pointers.get(event.pointerId);
      pointers.delete(event.pointerId);
      canvas.classList.remove("is-moving");
      if (!here || event.type !== "pointerup" || travelled > 4) return;
      const node = nodeAt(...here);
      if (node < 0) return;
      if (node === focus && data.url[node]) location.assign(pageOf(node));
      else setFocus(node, true);
    };
    canvas.addEventListener("pointerup", release);
    canvas.addEventListener("pointercancel", release);
    canvas.addEventListener("pointerleave", () => hover(-1));
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      zoomAt(...at(event), Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)));
    }, { passive: false });
    const hover = (node, here) => {
      tip.hidden = node < 0;
      canvas.classList.toggle("is-over", node >= 0);
      if (node >= 0) {
        tip.textContent = `${nameOf(node)} (${data.kinds[kindOf[node]][4]})`;
        tip.style.left = `${Math.max(0, Math.min(here[0] + 12, width - tip.offsetWidth - 4))}px`;
        tip.style.top = `${here[1] + 18 + tip.offsetHeight > height ? here[1] - tip.offsetHeight - 8 : here[1] + 18}px`;
      }
      if (node !== over) {
        over = node;
        ask();
      }
    };
    const keys = {
      ArrowLeft: () => move(60, 0), ArrowRight: () => move(-60, 0), ArrowUp: () => move(0, 60), ArrowDown: () => move(0, -60),
      "+": () => zoomAt(width / 2, height / 2, 1.3), "=": () => zoomAt(width / 2, height / 2, 1.3),
      "-": () => zoomAt(width / 2, height / 2, 1 / 1.3), 0: fit, Escape: () => setFocus(-1, true),
      Enter: () => focus >= 0 && data.url[focus] && location.assign(pageOf(focus)),
    };
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    });
    const actions = { in: keys["+"], out: keys["-"], fit, clear: () => (setFocus(-1, true), fit()) };
    for (const button of root.querySelectorAll("[data-do]")) button.addEventListener("click", () => actions[button.dataset.do]());

    // The focus, and the list that says in words what the picture shows.
    const pageOf = (node) => root.dataset.base + data.url[node].split("#").map(encodeURI).join("#");
    const addressOf = (node) => (node < 0 ? location.pathname : `?node=${encodeURIComponent(keyOf(node)).replaceAll("%2F", "/")}${depth > 1 ? `&depth=${depth}` : ""}`);
    const remember = () => {
      try {
        history.pushState(null, "", addressOf(focus));
      } catch {
        // a page that was opened from a file may not be allowed to
      }
    };
    const measure = () => {
      steps = null;
      if (focus < 0) return;
      steps = new Uint8Array(total).fill(FAR);
      steps[focus] = 0;
      for (let queue = [focus], step = 1; step <= depth; step++) {
        const further = [];
        for (const node of queue) {
          for (let place = begin[node]; place < begin[node + 1]; place++) {
            const tie = incident[place], other = sources[tie] === node ? targets[tie] : sources[tie];
            if (steps[other] !== FAR || !tieShown[ties[tie]] || !kindShown[kindOf[other]]) continue;
            steps[other] = step;
            further.push(other);
          }
        }
        queue = further;
      }
    };
    const setFocus = (node, isNew) => {
      focus = node;
      hover(-1);
      measure();
      list();
      if (isNew) remember();
      rebuild();
    };
    const make = (name, text = "", attributes = {}) => {
      const element = document.createElement(name);
      if (text) element.textContent = text;
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return element;
    };
    const focusLink = (node) => {
      const link = make("a", nameOf(node), { href: addressOf(node) });
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        setFocus(node, true);
        fit();
        panel.querySelector("h2").focus();
      });
      return link;
    };
    const entry = (node) => {
      const item = make("li");
      item.append(focusLink(node));
      if (data.url[node]) item.append(" ", make("a", "page", { class: "kb-graph__page", href: pageOf(node), "aria-label": `Page of ${nameOf(node)}` }));
      return item;
    };
    const groupsOf = (node) => {
      const groups = new Map();
      for (let place = begin[node]; place < begin[node + 1]; place++) {
        const tie = incident[place], isOut = sources[tie] === node, other = isOut ? targets[tie] : sources[tie];
        const words = data.ties[ties[tie]][isOut ? 1 : 2];
        if (steps[other] === FAR || !tieShown[ties[tie]]) continue;
        groups.set(words, (groups.get(words) ?? new Set()).add(other));
      }
      return groups;
    };
    const list = () => {
      panel.hidden = clear.hidden = focus < 0;
      panel.replaceChildren();
      if (focus < 0) return say();
      const heading = make("h2", "", { tabindex: "-1" });
      heading.append(data.url[focus] ? make("a", nameOf(focus), { href: pageOf(focus) }) : nameOf(focus));
      const box = make("div", "", { class: "kb-graph__groups" });
      for (const [words, others] of groupsOf(focus)) {
        const group = make("div"), items = make("ul", "", { class: "kb-list" });
        const nodes = [...others].sort((a, b) => nameOf(a).localeCompare(nameOf(b), "en"));
        items.append(...nodes.slice(0, LIST).map(entry));
        group.append(make("h3", `${words} (${nodes.length})`), items);
        if (nodes.length > LIST) {
          const more = make("button", `Show ${nodes.length - LIST} more`, { type: "button" });
          more.addEventListener("click", () => {
            items.append(...nodes.slice(LIST).map(entry));
            items.children[LIST].querySelector("a").focus();
            more.remove();
          });
          group.append(more);
        }
        box.append(group);
      }
      panel.append(heading, box);
      say();
    };
    const say = () => {
      let shown = 0;
      for (let node = 0; node < total; node++) shown += isShown(node) && inFocus(node);
      const number = shown.toLocaleString("en");
      status.textContent = focus < 0 ? `${number} of ${total.toLocaleString("en")} nodes are shown.` : `${nameOf(focus)}: ${(shown - 1).toLocaleString("en")} nodes within ${depth === 1 ? "1 step" : `${depth} steps`}.`;
    };
    depthBox.addEventListener("change", () => {
      depth = Number(depthBox.value);
      if (focus < 0) return;
      setFocus(focus, true);
      fit();
    });

    // Finding.
    const lower = data.title.map((title) => title.toLowerCase());
    const search = () => {
      const text = input.value.trim().toLowerCase();
      const ranked = [];
      for (let node = 0; text && node < total; node++) {
        const id = data.id[node].toLowerCase(), place = lower[node].indexOf(text);
        const rank = id === text ? 0 : id.startsWith(text) ? 1 : place === 0 ? 2 : place > 0 ? 3 : -1;
        if (rank >= 0) ranked.push([rank, kindOf[node], lower[node].length, node]);
      }
      ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]);
      found.replaceChildren(...ranked.slice(0, 10).map(([, , , node]) => {
        const item = make("li"), button = make("button", `${nameOf(node)} (${data.kinds[kindOf[node]][4]})`, { type: "button" });
        button.addEventListener("click", () => choose(node));
        item.append(button);
        return item;
      }));
      found.hidden = !text;
      if (text && !ranked.length) found.append(make("li", "Nothing has this in its identifier or title."));
      if (text) status.textContent = `${ranked.length} found.`;
    };
    const choose = (node) => {
      found.hidden = true;
      input.value = "";
      setFocus(node, true);
      fit();
      panel.querySelector("h2").focus({ preventScroll: true });
    };
    input.addEventListener("input", search);
    find(".kb-graph__search").addEventListener("keydown", (event) => {
      const buttons = [...found.querySelectorAll("button")], here = buttons.indexOf(document.activeElement);
      if (event.key === "Escape") (found.hidden = true), input.focus();
      else if (event.key === "Enter" && here < 0) buttons[0]?.click();
      else if (event.key === "ArrowDown") buttons[Math.min(here + 1, buttons.length - 1)]?.focus();
      else if (event.key === "ArrowUp") (buttons[here - 1] ?? input).focus();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    document.addEventListener("click", (event) => find(".kb-graph__search").contains(event.target) || (found.hidden = true));

    // Filters: the boxes of the legend.
    for (const [name, shown, rows] of [["kinds", kindShown, data.kinds], ["ties", tieShown, data.ties]]) {
      for (const box of document.querySelectorAll(`[data-kb-${name}] input`)) {
        const place = rows.findIndex((row) => row[0] === box.value);
        box.hidden = false;
        shown[place] = box.checked;
        box.addEventListener("change", () => {
          shown[place] = box.checked;
          setFocus(focus, false);
        });
      }
    }

    const read = () => {
      const asked = new URLSearchParams(location.search);
      depth = Math.min(3, Math.max(1, Number(asked.get("depth")) || 1));
      depthBox.value = String(depth);
      const wanted = (asked.get("node") ?? "").toLowerCase();
      let node = -1;
      for (let each = 0; wanted && node < 0 && each < total; each++) if (keyOf(each).toLowerCase() === wanted) node = each;
      setFocus(node, false);
      if (wanted && node < 0) status.textContent = `The graph has no node ${asked.get("node")}.`;
      fit();
    };
    const resize = () => {
      const isFirst = !width;
      [width, height, ratio] = [canvas.clientWidth, canvas.clientHeight, Math.min(2, devicePixelRatio || 1)];
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      isFirst ? read() : rebuild();
    };
    root.hidden = false;
    readColours();
    new ResizeObserver(resize).observe(canvas);
    new MutationObserver(() => (readColours(), rebuild())).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
    self.addEventListener("popstate", read);
  }
})();
