// Fills the inputs of a test into its commands, as text for people to copy. Nothing is run, kept or sent.
(() => {
  "use strict";
  const PREFIX = "Input ";

  // Highlighting may cut one value into several marks: those that follow each other without any text are one.
  function places(test) {
    const found = new Map();
    for (const code of test.querySelectorAll(".kb-command__filled code")) {
      let last = null;
      const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const mark = walker.currentNode.parentElement.closest(".kb-filled");
        if (!mark) {
          last = null;
        } else if (last && last.title === mark.title) {
          if (!last.marks.includes(mark)) last.marks.push(mark);
        } else {
          last = { title: mark.title, marks: [mark] };
          const name = mark.title.slice(PREFIX.length);
          found.set(name, [...(found.get(name) ?? []), last]);
        }
      }
    }
    return found;
  }

  const text = (place) => place.marks.map((mark) => mark.textContent).join("");

  function fill(list, value) {
    for (const place of list) {
      place.marks.forEach((mark, number) => {
        mark.textContent = number ? "" : value;
      });
    }
  }

  function form(test, number) {
    const inputs = places(test);
    const after = test.querySelector(".kb-switch");
    if (!inputs.size || !after) return;
    const fieldset = document.createElement("fieldset");
    fieldset.className = "kb-inputs";
    const legend = document.createElement("legend");
    legend.textContent = "Inputs";
    fieldset.append(legend);
    for (const [name, list] of inputs) {
      const label = document.createElement("label");
      const field = document.createElement("input");
      const original = text(list[0]);
      field.id = `kb.input-${number}-${name}`;
      field.value = original;
      field.autocomplete = "off";
      field.spellcheck = false;
      label.htmlFor = field.id;
      label.textContent = name;
      // An empty field stands for the default: a command without its argument may mean something else.
      field.addEventListener("input", () => fill(list, field.value || original));
      fieldset.append(label, field);
    }
    after.after(fieldset);
  }

  document.querySelectorAll(".kb-case").forEach(form);
})();
