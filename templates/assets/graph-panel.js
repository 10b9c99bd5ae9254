// The graph page, third part: the list that says in words what the picture shows, the status, and the field that finds nodes.
(() => {
  "use strict";
  const parts = self.kbgenGraphParts;
  const LIST = 15;

  const make = (name, text = "", attributes = {}) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  // `turnTo` puts a node into the focus and shows all that is in it.
  parts.Panel = class {
    constructor(root, model, shown, turnTo) {
      Object.assign(this, { model, shown, turnTo });
      this.box = root.querySelector("section");
      this.clear = root.querySelector("[data-do=clear]");
      this.status = root.querySelector("[role=status]");
    }

    list() {
      const { model, box, shown: { focus } } = this;
      box.hidden = this.clear.hidden = focus < 0;
      box.replaceChildren();
      if (focus < 0) return this.say();
      const heading = make("h2", "", { tabindex: "-1" }), name = model.nameOf(focus);
      heading.append(model.data.url[focus] ? make("a", name, { href: model.pageOf(focus) }) : name);
      const groups = make("div", "", { class: "kb-graph__groups" });
      groups.append(...[...this.groupsOf(focus)].map(([words, others]) => this.group(words, others)));
      box.append(heading, groups);
      this.say();
    }

    // The nodes in the focus that are tied to a node, by the words for the tie.
    groupsOf(node) {
      const { model, shown } = this, groups = new Map();
      for (const { kind, isOut, other } of model.tiesOf(node)) {
        if (!shown.inFocus(other) || !shown.ties[kind]) continue;
        const words = model.data.ties[kind][isOut ? 1 : 2];
        groups.set(words, (groups.get(words) ?? new Set()).add(other));
      }
      return groups;
    }

    group(words, others) {
      const group = make("div"), items = make("ul", "", { class: "kb-list" });
      const nameOf = (node) => this.model.nameOf(node);
      const nodes = [...others].sort((a, b) => nameOf(a).localeCompare(nameOf(b), "en"));
      items.append(...nodes.slice(0, LIST).map((node) => this.entry(node)));
      group.append(make("h3", `${words} (${nodes.length})`), items);
      if (nodes.length > LIST) group.append(this.moreButton(items, nodes.slice(LIST)));
      return group;
    }

    moreButton(items, nodes) {
      const more = make("button", `Show ${nodes.length} more`, { type: "button" });
      more.addEventListener("click", () => {
        items.append(...nodes.map((node) => this.entry(node)));
        items.children[LIST].querySelector("a").focus();
        more.remove();
      });
      return more;
    }

    entry(node) {
      const { model } = this, item = make("li");
      item.append(this.focusLink(node));
      if (!model.data.url[node]) return item;
      const label = `Page of ${model.nameOf(node)}`;
      item.append(" ", make("a", "page", { class: "kb-graph__page", href: model.pageOf(node), "aria-label": label }));
      return item;
    }

    focusLink(node) {
      const link = make("a", this.model.nameOf(node), { href: this.model.addressOf(node, this.shown.depth) });
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.turnTo(node);
        this.box.querySelector("h2").focus();
      });
      return link;
    }

    say() {
      const { model, shown } = this, { focus, depth } = shown;
      let count = 0;
      for (let node = 0; node < model.total; node++) count += shown.isShown(node) && shown.inFocus(node);
      const number = (value) => value.toLocaleString("en");
      this.status.textContent = focus < 0
        ? `${number(count)} of ${number(model.total)} nodes are shown.`
        : `${model.nameOf(focus)}: ${number(count - 1)} nodes within ${depth === 1 ? "1 step" : `${depth} steps`}.`;
    }
  };

  parts.Finder = class {
    constructor(root, model, panel) {
      Object.assign(this, { model, panel });
      this.input = root.querySelector("input");
      this.found = root.querySelector("ul");
      const field = root.querySelector(".kb-graph__search");
      this.input.addEventListener("input", () => this.search());
      field.addEventListener("keydown", (event) => this.press(event));
      document.addEventListener("click", (event) => field.contains(event.target) || (this.found.hidden = true));
    }

    search() {
      const { found, model, panel } = this, text = this.input.value.trim().toLowerCase();
      const nodes = model.search(text);
      found.replaceChildren(...nodes.slice(0, 10).map((node) => this.choice(node)));
      found.hidden = !text;
      if (text && !nodes.length) found.append(make("li", "Nothing has this in its identifier or title."));
      if (text) panel.status.textContent = `${nodes.length} found.`;
    }

    choice(node) {
      const item = make("li"), button = make("button", this.model.nameAndKindOf(node), { type: "button" });
      button.addEventListener("click", () => this.choose(node));
      item.append(button);
      return item;
    }

    choose(node) {
      this.found.hidden = true;
      this.input.value = "";
      this.panel.turnTo(node);
      this.panel.box.querySelector("h2").focus({ preventScroll: true });
    }

    press(event) {
      const { found, input } = this;
      const buttons = [...found.querySelectorAll("button")], here = buttons.indexOf(document.activeElement);
      if (event.key === "Escape") (found.hidden = true), input.focus();
      else if (event.key === "Enter" && here < 0) buttons[0]?.click();
      else if (event.key === "ArrowDown") buttons[Math.min(here + 1, buttons.length - 1)]?.focus();
      else if (event.key === "ArrowUp") (buttons[here - 1] ?? input).focus();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }
  };
})();
