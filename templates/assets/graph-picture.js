// The graph page, second part: the picture, and what moves it.
(() => {
  "use strict";
  const parts = self.kbgenGraphParts;
  const NODE = 3, MARGIN = 0.3, LABELS = 45, SLICE = 10;

  // Browsers put strokes off until somebody looks: look, or one frame pays for all of them.
  const finish = (pen) => void pen.getImageData(0, 0, 1, 1);
  const shorten = (text) => (text.length > 38 ? `${text.slice(0, 36)}…` : text);

  // Where nodes stand in a picture of so many pixels across and down that is made for a view.
  const placesIn = (data, at, across, down) => {
    const x = (node) => (data.x[node] - at.x) * at.scale + across / 2;
    const y = (node) => (data.y[node] - at.y) * at.scale + down / 2;
    const isIn = (node) => x(node) > -20 && y(node) > -20 && x(node) < across + 20 && y(node) < down + 20;
    return { x, y, isIn, across, down, scale: at.scale };
  };

  const addLine = (pen, { x, y, across, down }, source, target) => {
    const x1 = x(source), y1 = y(source), x2 = x(target), y2 = y(target);
    if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0) || (x1 > across && x2 > across) || (y1 > down && y2 > down)) return 0;
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
    return 1;
  };

  function* drawTies({ model, shown, colours }, pen, places) {
    const { sources, targets, ties } = model;
    let count = 0;
    for (let tie = 0; tie < ties.length; tie++) count += shown.isTieShown(tie);
    pen.globalAlpha = Math.min(shown.steps === null ? 0.45 : 0.75, Math.max(0.07, 600 / count));
    pen.lineWidth = shown.steps !== null && count < 300 ? 1.4 : 1;
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
      if (shown.isTieShown(tie)) drawn += addLine(pen, places, sources[tie], targets[tie]);
    }
  }

  const drawNode = (pen, x, y, radius, shape) => {
    if (radius < 2) {
      pen.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
      return;
    }
    pen.save();
    pen.translate(x, y);
    pen.scale(radius / 5, radius / 5);
    pen.fill(shape);
    pen.restore();
  };

  function* drawNodes(picture, pen, { x, y, isIn, scale }) {
    const { model, shown, colours, shapes } = picture;
    for (const bright of shown.steps === null ? [true] : [false, true]) {
      pen.globalAlpha = bright ? 1 : 0.12;
      for (let node = 0; node < model.total; node++) {
        if (node % 500 === 0) yield finish(pen);
        if (shown.inFocus(node) !== bright || !shown.isShown(node) || !isIn(node)) continue;
        const kind = model.kindOf[node];
        pen.fillStyle = colours.kinds[kind];
        drawNode(pen, x(node), y(node), picture.radiusAt(node, scale), shapes[kind]);
      }
    }
    pen.globalAlpha = 1;
  }

  // The nodes that may have a label, those that most need one first.
  const wantedLabels = (model, shown, { isIn, scale }) => {
    const wanted = [];
    const isWanted = (node) => shown.steps !== null || scale > 2.4 || model.isTactic(node);
    for (let node = 0; node < model.total; node++) {
      if (shown.isShown(node) && shown.inFocus(node) && isIn(node) && isWanted(node)) wanted.push(node);
    }
    const weight = (node) =>
      (node === shown.focus ? 1e9 : 0) + (model.isTactic(node) && shown.steps === null ? 1e6 : 0) + model.degree(node);
    return wanted.sort((a, b) => weight(b) - weight(a) || a - b).slice(0, 600);
  };

  const drawLabels = (picture, pen, places) => {
    const { model, shown, colours } = picture, { x, y, scale } = places;
    pen.font = `${12}px ${getComputedStyle(picture.canvas).fontFamily}`;
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = 3;
    const boxes = [];
    for (const node of wantedLabels(model, shown, places)) {
      if (boxes.length >= LABELS) break;
      const text = shorten(model.nameOf(node));
      const left = x(node) + picture.radiusAt(node, scale) + (node === shown.focus ? 7 : 3), top = y(node) - 8;
      const right = left + pen.measureText(text).width;
      if (boxes.some((box) => left < box[2] && right > box[0] && top < box[3] && top + 16 > box[1])) continue;
      boxes.push([left, top, right, top + 16]);
      pen.strokeStyle = colours.back;
      pen.strokeText(text, left, y(node));
      pen.fillStyle = colours.text;
      pen.fillText(text, left, y(node));
    }
  };

  // The scene goes into a picture somewhat larger than the canvas, in slices, so that no frame waits for it;
  // while the view moves, frames show the last finished picture, moved and scaled.
  parts.Picture = class {
    constructor(canvas, model, shown) {
      Object.assign(this, { canvas, model, shown });
      this.context = canvas.getContext("2d");
      this.shapes = model.data.kinds.map(([, , shape]) => new Path2D(shape));
      this.colours = {};
      this.view = { x: 0, y: 0, scale: 1 };
      Object.assign(this, { width: 0, height: 0, ratio: 1 });
      Object.assign(this, { scene: null, work: null, frameAsked: false, settle: 0 });
    }

    readColours() {
      const style = getComputedStyle(document.body), { kinds, ties } = this.model.data;
      const read = (name) => style.getPropertyValue(name).trim();
      this.colours = {
        text: getComputedStyle(this.canvas).color,
        back: read("--md-default-bg-color"),
        accent: read("--md-accent-fg-color"),
        kinds: kinds.map(([, , , name]) => read(`--kb-${name}`)),
        ties: ties.map(([, , , name]) => read(`--kb-${name}`)),
      };
    }

    resize() {
      const { canvas } = this;
      [this.width, this.height, this.ratio] = [canvas.clientWidth, canvas.clientHeight, Math.min(2, devicePixelRatio || 1)];
      canvas.width = this.width * this.ratio;
      canvas.height = this.height * this.ratio;
    }

    radiusAt(node, scale) {
      return Math.min(11, Math.max(1.1, NODE * scale)) * this.model.sizeOf[node] * (node === this.shown.focus ? 1.4 : 1);
    }

    // Drawing.
    ask() {
      if (this.frameAsked) return;
      this.frameAsked = true;
      requestAnimationFrame(() => this.frame());
    }

    redraw() {
      clearTimeout(this.settle);
      this.settle = setTimeout(() => this.rebuild(), 60);
      if (!this.work && this.hasStrayed()) this.work = this.draw();
      this.ask();
    }

    rebuild() {
      clearTimeout(this.settle);
      this.work = this.draw();
      this.ask();
    }

    hasStrayed() {
      const { scene, view } = this;
      const zoom = scene ? view.scale / scene.at.scale : 0, reach = MARGIN * 0.8;
      const away = (name, size) => Math.abs(scene.at[name] - view[name]) * view.scale > reach * size;
      return zoom < 0.7 || zoom > 2 || away("x", this.width) || away("y", this.height);
    }

    *draw() {
      const across = this.width * (1 + 2 * MARGIN), down = this.height * (1 + 2 * MARGIN);
      const picture = document.createElement("canvas");
      picture.width = across * this.ratio;
      picture.height = down * this.ratio;
      const at = { ...this.view };
      const pen = picture.getContext("2d", { willReadFrequently: true });
      pen.scale(this.ratio, this.ratio);
      const places = placesIn(this.model.data, at, across, down);
      yield* drawTies(this, pen, places);
      yield* drawNodes(this, pen, places);
      drawLabels(this, pen, places);
      this.scene = { picture, at, across, down };
    }

    frame() {
      const { context, ratio } = this;
      this.frameAsked = false;
      this.workOn();
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, this.width, this.height);
      if (this.scene) this.copyScene(this.scene);
      for (const node of new Set([this.shown.focus, this.shown.over])) if (node >= 0) this.drawRing(node);
    }

    workOn() {
      const until = performance.now() + SLICE;
      while (this.work && performance.now() < until) if (this.work.next().done) this.work = null;
      if (this.work) this.ask();
    }

    copyScene({ picture, at, across, down }) {
      const { view } = this, zoom = view.scale / at.scale;
      const left = this.width / 2 + (at.x - view.x) * view.scale - (across / 2) * zoom;
      const top = this.height / 2 + (at.y - view.y) * view.scale - (down / 2) * zoom;
      this.context.drawImage(picture, left, top, across * zoom, down * zoom);
    }

    drawRing(node) {
      const { context, view, colours, model } = this;
      const x = (model.data.x[node] - view.x) * view.scale + this.width / 2;
      const y = (model.data.y[node] - view.y) * view.scale + this.height / 2;
      context.beginPath();
      context.arc(x, y, this.radiusAt(node, view.scale) + 4, 0, 2 * Math.PI);
      context.strokeStyle = node === this.shown.focus ? colours.accent : colours.text;
      context.lineWidth = 2;
      context.stroke();
    }

    // Moving.
    zoomAt(x, y, factor) {
      const { view } = this, scale = Math.min(12, Math.max(0.02, view.scale * factor));
      view.x += (x - this.width / 2) * (1 / view.scale - 1 / scale);
      view.y += (y - this.height / 2) * (1 / view.scale - 1 / scale);
      view.scale = scale;
      this.redraw();
    }

    zoom(factor) {
      this.zoomAt(this.width / 2, this.height / 2, factor);
    }

    move(dx, dy) {
      this.view.x -= dx / this.view.scale;
      this.view.y -= dy / this.view.scale;
      this.redraw();
    }

    fit() {
      const { view } = this, [left, top, right, bottom] = this.extent();
      if (left > right) return;
      view.x = (left + right) / 2;
      view.y = (top + bottom) / 2;
      const room = this.shown.steps === null ? 30 : 70;
      view.scale = Math.min(3, (this.width - 2 * room) / (right - left || 1), (this.height - 2 * room) / (bottom - top || 1));
      view.scale = Math.max(0.02, view.scale);
      this.rebuild();
    }

    // Left, top, right and bottom of what is shown; nodes without ties count in small graphs only.
    extent() {
      const { model, shown } = this, { data, total } = model;
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let node = 0; node < total; node++) {
        if (!shown.isShown(node) || !shown.inFocus(node)) continue;
        if (shown.steps === null && !model.degree(node) && total > 50) continue;
        left = Math.min(left, data.x[node]);
        right = Math.max(right, data.x[node]);
        top = Math.min(top, data.y[node]);
        bottom = Math.max(bottom, data.y[node]);
      }
      return [left, top, right, bottom];
    }

    // The node that is shown at a place of the canvas, or -1.
    nodeAt(x, y) {
      const { view, model, shown } = this, reach = Math.max(11 / view.scale, 4);
      const wx = view.x + (x - this.width / 2) / view.scale, wy = view.y + (y - this.height / 2) / view.scale;
      let best = -1, nearest = reach * reach;
      for (const node of model.near(wx, wy, reach)) {
        const away = (model.data.x[node] - wx) ** 2 + (model.data.y[node] - wy) ** 2;
        if (away < nearest && shown.isShown(node) && shown.inFocus(node)) [best, nearest] = [node, away];
      }
      return best;
    }
  };
})();
