// The graph page, last part: loads the data, and ties pointer, keyboard, buttons, filters and address to the other parts,
// graph-model.js, graph-picture.js and graph-panel.js, which the page loads before.
(() => {
  "use strict";
  const root = document.querySelector("[data-kb-graph]");
  if (!root) return;
  const { Model, Shown, Picture, Panel, Finder } = self.kbgenGraphParts ?? {};
  const fail = () => (document.querySelector("[data-kb-graph-failed]").hidden = false);
  if (!Model || !Picture || !Panel) return fail();
  // A script, since nothing can be fetched by a page that was opened from a file.
  const loader = document.createElement("script");
  loader.src = root.dataset.script;
  loader.onload = () => new Graph(self.kbgenGraph).start();
  loader.onerror = fail;
  document.head.append(loader);

  class Graph {
    constructor(data) {
      this.canvas = root.querySelector("canvas");
      this.tip = root.querySelector(".kb-graph__tip");
      this.depthBox = root.querySelector("[data-depth]");
      this.model = new Model(data, root.dataset.base);
      this.shown = new Shown(this.model);
      this.picture = new Picture(this.canvas, this.model, this.shown);
      this.panel = new Panel(root, this.model, this.shown, (node) => this.turnTo(node));
    }

    start() {
      followPointer(this);
      followKeys(this);
      followDepth(this);
      new Finder(root, this.model, this.panel);
      const { kinds, ties } = this.model.data;
      followFilters(this, "kinds", this.shown.kinds, kinds);
      followFilters(this, "ties", this.shown.ties, ties);
      root.hidden = false;
      this.picture.readColours();
      followPage(this);
    }

    setFocus(node, isNew) {
      this.shown.setFocus(node);
      this.hover(-1);
      this.panel.list();
      if (isNew) this.remember();
      this.picture.rebuild();
    }

    turnTo(node) {
      this.setFocus(node, true);
      this.picture.fit();
    }

    remember() {
      try {
        history.pushState(null, "", this.model.addressOf(this.shown.focus, this.shown.depth));
      } catch {
        // a page that was opened from a file may not be allowed to
      }
    }

    // Show what the address asks for.
    read() {
      const asked = new URLSearchParams(location.search);
      this.shown.depth = Math.min(3, Math.max(1, Number(asked.get("depth")) || 1));
      this.depthBox.value = String(this.shown.depth);
      const wanted = asked.get("node") ?? "", node = this.model.withKey(wanted);
      this.setFocus(node, false);
      if (wanted && node < 0) this.panel.status.textContent = `The graph has no node ${wanted}.`;
      this.picture.fit();
    }

    hover(node, here) {
      const { tip, picture, shown } = this;
      tip.hidden = node < 0;
      this.canvas.classList.toggle("is-over", node >= 0);
      if (node >= 0) {
        tip.textContent = this.model.nameAndKindOf(node);
        tip.style.left = `${Math.max(0, Math.min(here[0] + 12, picture.width - tip.offsetWidth - 4))}px`;
        const isLow = here[1] + 18 + tip.offsetHeight > picture.height;
        tip.style.top = `${isLow ? here[1] - tip.offsetHeight - 8 : here[1] + 18}px`;
      }
      if (node === shown.over) return;
      shown.over = node;
      picture.ask();
    }

    // A click: the first puts a node into the focus, the second opens its page.
    click(node) {
      if (node < 0) return;
      if (node === this.shown.focus && this.model.data.url[node]) this.open(node);
      else this.setFocus(node, true);
    }

    open(node) {
      location.assign(this.model.pageOf(node));
    }
  }

  const placeOf = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  const pinch = (picture, before, here, other) => {
    const span = (point) => Math.max(20, Math.hypot(point[0] - other[0], point[1] - other[1]));
    picture.zoomAt((here[0] + other[0]) / 2, (here[1] + other[1]) / 2, span(here) / span(before));
    picture.move((here[0] - before[0]) / 2, (here[1] - before[1]) / 2);
  };

  const followPointer = (graph) => {
    const { canvas, picture } = graph, pointers = new Map();
    let travelled = 0;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      canvas.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, placeOf(event));
      if (pointers.size === 1) travelled = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const here = placeOf(event), before = pointers.get(event.pointerId);
      if (!before) {
        graph.hover(picture.nodeAt(...here), here);
        return;
      }
      pointers.set(event.pointerId, here);
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      travelled += Math.hypot(here[0] - before[0], here[1] - before[1]);
      if (other) {
        pinch(picture, before, here, other);
        travelled += 10;
      } else if (travelled > 4) {
        canvas.classList.add("is-moving");
        picture.move(here[0] - before[0], here[1] - before[1]);
      }
    });
    const release = (event) => {
      const here = pointers.get(event.pointerId);
      pointers.delete(event.pointerId);
      canvas.classList.remove("is-moving");
      if (here && event.type === "pointerup" && travelled <= 4) graph.click(picture.nodeAt(...here));
    };
    canvas.addEventListener("pointerup", release);
    canvas.addEventListener("pointercancel", release);
    canvas.addEventListener("pointerleave", () => graph.hover(-1));
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      picture.zoomAt(...placeOf(event), Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)));
    }, { passive: false });
  };

  const followKeys = (graph) => {
    const { canvas, picture, shown, model } = graph;
    const nearer = () => picture.zoom(1.3), farther = () => picture.zoom(1 / 1.3), fit = () => picture.fit();
    const keys = {
      ArrowLeft: () => picture.move(60, 0), ArrowRight: () => picture.move(-60, 0),
      ArrowUp: () => picture.move(0, 60), ArrowDown: () => picture.move(0, -60),
      "+": nearer, "=": nearer, "-": farther, 0: fit, Escape: () => graph.setFocus(-1, true),
      Enter: () => shown.focus >= 0 && model.data.url[shown.focus] && graph.open(shown.focus),
    };
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    });
    const actions = { in: nearer, out: farther, fit, clear: () => graph.turnTo(-1) };
    for (const button of root.querySelectorAll("[data-do]")) button.addEventListener("click", () => actions[button.dataset.do]());
  };

  const followDepth = (graph) => {
    graph.depthBox.addEventListener("change", () => {
      graph.shown.depth = Number(graph.depthBox.value);
      if (graph.shown.focus >= 0) graph.turnTo(graph.shown.focus);
    });
  };

  // The boxes of the legend.
  const followFilters = (graph, name, shown, rows) => {
    for (const box of document.querySelectorAll(`[data-kb-${name}] input`)) {
      const place = rows.findIndex((row) => row[0] === box.value);
      box.hidden = false;
      shown[place] = box.checked;
      box.addEventListener("change", () => {
        shown[place] = box.checked;
        graph.setFocus(graph.shown.focus, false);
      });
    }
  };

  // The size of the page, its colours and its address.
  const followPage = (graph) => {
    const { canvas, picture } = graph;
    const resize = () => {
      const isFirst = !picture.width;
      picture.resize();
      isFirst ? graph.read() : picture.rebuild();
    };
    new ResizeObserver(resize).observe(canvas);
    const recolour = () => (picture.readColours(), picture.rebuild());
    new MutationObserver(recolour).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
    self.addEventListener("popstate", () => graph.read());
  };
})();
