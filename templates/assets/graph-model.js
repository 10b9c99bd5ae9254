// The graph page, first part: what graph-data.js holds, unpacked, and what of it is shown.
// The shape of the data is told in kbgen/pages/graph_data.py.
(() => {
  "use strict";
  const parts = (self.kbgenGraphParts = self.kbgenGraphParts || {});
  const FAR = 255, CELL = 24;

  const readKinds = (data) => {
    const kindOf = new Uint8Array(data.x.length);
    data.kind.reduce((start, count, kind) => (kindOf.fill(kind, start, start + count), start + count), 0);
    return kindOf;
  };

  const readTies = (edges) => {
    const sources = [], targets = [], ties = [];
    edges.forEach((packed, kind) => {
      for (let at = 0, source = 0; at < packed.length; ) {
        source += packed[at++];
        for (let left = packed[at++]; left > 0; left--) {
          sources.push(source);
          targets.push(packed[at++]);
          ties.push(kind);
        }
      }
    });
    return { sources, targets, ties };
  };

  // For each node, where its ties stand in a flat list.
  const listIncident = (total, sources, targets) => {
    const begin = new Uint32Array(total + 1);
    for (let tie = 0; tie < sources.length; tie++) {
      begin[sources[tie] + 1]++;
      begin[targets[tie] + 1]++;
    }
    for (let node = 0; node < total; node++) begin[node + 1] += begin[node];
    const next = begin.slice(), incident = new Uint32Array(2 * sources.length);
    for (let tie = 0; tie < sources.length; tie++) {
      incident[next[sources[tie]]++] = tie;
      incident[next[targets[tie]]++] = tie;
    }
    return { begin, incident };
  };

  const fillCells = (data) => {
    const cells = new Map();
    for (let node = 0; node < data.x.length; node++) {
      const cell = `${Math.floor(data.x[node] / CELL)} ${Math.floor(data.y[node] / CELL)}`;
      cells.has(cell) ? cells.get(cell).push(node) : cells.set(cell, [node]);
    }
    return cells;
  };

  // `base` is the reference from the page to the root of the site.
  parts.Model = class {
    constructor(data, base) {
      this.data = data;
      this.base = base;
      this.total = data.x.length;
      this.kindOf = readKinds(data);
      Object.assign(this, readTies(data.edges));
      Object.assign(this, listIncident(this.total, this.sources, this.targets));
      this.sizeOf = Float32Array.from({ length: this.total }, (_, node) => 1 + Math.min(1, Math.log2(1 + this.degree(node)) / 8));
      this.cells = fillCells(data);
      this.lower = data.title.map((title) => title.toLowerCase());
    }

    degree(node) {
      return this.begin[node + 1] - this.begin[node];
    }

    keyOf(node) {
      return this.data.id[node] || this.data.url[node] || this.data.title[node];
    }

    nameOf(node) {
      return this.data.id[node] ? `${this.data.id[node]} ${this.data.title[node]}` : this.data.title[node];
    }

    nameAndKindOf(node) {
      return `${this.nameOf(node)} (${this.data.kinds[this.kindOf[node]][4]})`;
    }

    isTactic(node) {
      return this.data.kinds[this.kindOf[node]][0] === "tactic";
    }

    pageOf(node) {
      return this.base + this.data.url[node].split("#").map(encodeURI).join("#");
    }

    addressOf(node, depth) {
      if (node < 0) return location.pathname;
      return `?node=${encodeURIComponent(this.keyOf(node)).replaceAll("%2F", "/")}${depth > 1 ? `&depth=${depth}` : ""}`;
    }

    // The node whose key this is, in any case of letters; -1 where none has it.
    withKey(key) {
      const wanted = key.toLowerCase();
      for (let node = 0; wanted && node < this.total; node++) if (this.keyOf(node).toLowerCase() === wanted) return node;
      return -1;
    }

    // The ties of a node, each with the node at its other end.
    *tiesOf(node) {
      for (let place = this.begin[node]; place < this.begin[node + 1]; place++) {
        const tie = this.incident[place], isOut = this.sources[tie] === node;
        yield { kind: this.ties[tie], isOut, other: isOut ? this.targets[tie] : this.sources[tie] };
      }
    }

    // The nodes in the cells that a square around a place touches.
    *near(x, y, reach) {
      for (let column = Math.floor((x - reach) / CELL); column <= Math.floor((x + reach) / CELL); column++) {
        for (let row = Math.floor((y - reach) / CELL); row <= Math.floor((y + reach) / CELL); row++) {
          yield* this.cells.get(`${column} ${row}`) ?? [];
        }
      }
    }

    // The nodes that have a text, in lower case, in identifier or title, best first.
    search(text) {
      const ranked = [];
      for (let node = 0; text && node < this.total; node++) {
        const id = this.data.id[node].toLowerCase(), place = this.lower[node].indexOf(text);
        const rank = id === text ? 0 : id.startsWith(text) ? 1 : place === 0 ? 2 : place > 0 ? 3 : -1;
        if (rank >= 0) ranked.push([rank, this.kindOf[node], this.lower[node].length, node]);
      }
      ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]);
      return ranked.map(([, , , node]) => node);
    }
  };

  // What is shown. `steps` says how far each node is from the one in focus; it is null without a focus.
  parts.Shown = class {
    constructor(model) {
      this.model = model;
      this.kinds = model.data.kinds.map(() => true);
      this.ties = model.data.ties.map(() => true);
      this.focus = -1;
      this.depth = 1;
      this.steps = null;
      this.over = -1;
    }

    isShown(node) {
      return this.kinds[this.model.kindOf[node]] || node === this.focus || (this.steps !== null && this.steps[node] === 1);
    }

    inFocus(node) {
      return this.steps === null || this.steps[node] !== FAR;
    }

    isTieShown(tie) {
      const { model, steps, depth } = this, a = model.sources[tie], b = model.targets[tie];
      if (!this.ties[model.ties[tie]] || !this.isShown(a) || !this.isShown(b)) return false;
      return steps === null || (steps[a] !== FAR && steps[b] !== FAR && Math.min(steps[a], steps[b]) < depth);
    }

    setFocus(focus) {
      this.focus = focus;
      this.steps = null;
      if (focus < 0) return;
      const steps = (this.steps = new Uint8Array(this.model.total).fill(FAR));
      steps[focus] = 0;
      for (let queue = [focus], step = 1; step <= this.depth; step++) {
        const further = [];
        for (const node of queue) {
          for (const { kind, other } of this.model.tiesOf(node)) {
            if (steps[other] !== FAR || !this.ties[kind] || !this.kinds[this.model.kindOf[other]]) continue;
            steps[other] = step;
            further.push(other);
          }
        }
        queue = further;
      }
    }
  };
})();
