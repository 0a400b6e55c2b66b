// The matrix by keyboard: arrows move, Enter edits and saves, Escape leaves, Ctrl+Z undoes.
// Without this script every cell is a link to the form in which its figure is reported.

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

class ResultMatrix extends HTMLElement {
  connectedCallback() {
    this.said = this.querySelector(".matrix-said");
    this.words = this.querySelector("template[data-words]").content;
    this.undos = [];
    this.querySelector(".matrix-help")?.removeAttribute("hidden");
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("dblclick", (event) => this.edit(event.target.closest("td.cell")));
    this.addEventListener("focusin", (event) => this.here(event.target.closest("td.cell")));
    this.addEventListener("paste", (event) => this.paste(event));
    this.ready();
    this.toNow();
  }

  // Programmes run for years: begin at the period that runs now.
  toNow() {
    const now = this.querySelector("th.now");
    if (!now) return;
    const region = this.querySelector(".matrix-scroll");
    const kept = region.querySelector("thead th").offsetWidth;
    const [here, all] = [now.getBoundingClientRect(), region.getBoundingClientRect()];
    const rtl = getComputedStyle(region).direction === "rtl";
    const gap = rtl ? all.right - kept - here.right : here.left - all.left - kept;
    if (gap + here.width <= all.width - kept) return;
    region.scrollLeft += rtl ? -gap : gap;
  }

  word(name) {
    return this.words.querySelector(`[data-${name}]`)?.textContent ?? "";
  }

  say(text) {
    this.said.textContent = text;
  }

  // One cell at a time is in the order of Tab; the arrows reach the others.
  ready() {
    const cells = [...this.querySelectorAll("td.cell")];
    for (const cell of cells) {
      cell.tabIndex = -1;
      cell.querySelector("a").tabIndex = -1;
    }
    const first = cells.find((cell) => cell.classList.contains("open")) ?? cells[0];
    if (first) first.tabIndex = 0;
  }

  here(cell) {
    if (!cell) return;
    for (const other of this.querySelectorAll('td.cell[tabindex="0"]')) other.tabIndex = -1;
    cell.tabIndex = 0;
  }

  key(event) {
    if (event.target.matches("input, textarea")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      this.undo();
      return;
    }
    const cell = event.target.closest("td.cell");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) {
      const [down, across] = ARROWS[event.key];
      const rtl = getComputedStyle(this).direction === "rtl";
      if (this.move(cell, down, rtl ? -across : across)) event.preventDefault();
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      const row = [...cell.parentElement.querySelectorAll("td.cell")];
      row.at(event.key === "Home" ? 0 : -1).focus();
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      this.edit(cell);
    } else if (event.key.length === 1 && /[\d.,٫+\-−٠-٩]/.test(event.key)) {
      event.preventDefault();
      this.edit(cell, event.key);
    } else if (event.key === "Delete" && cell.classList.contains("open")) {
      event.preventDefault();
      this.save(cell, "");
    }
  }

  move(cell, down, across) {
    if (across) {
      let next = cell;
      do next = across > 0 ? next.nextElementSibling : next.previousElementSibling;
      while (next && !next.matches("td.cell"));
      next?.focus();
      return Boolean(next);
    }
    let row = cell.parentElement;
    for (;;) {
      row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
      if (!row) return false;
      const next = row.cells[cell.cellIndex];
      if (next?.matches("td.cell")) {
        next.focus();
        return true;
      }
    }
  }

  edit(cell, begun) {
    if (!cell || cell.querySelector("input")) return;
    if (!cell.classList.contains("open")) {
      this.say(this.word(cell.dataset.s));
      return;
    }
    const input = document.createElement("input");
    input.type = "text";
    input.dir = "auto";
    input.autocomplete = "off";
    input.setAttribute("aria-label", this.word("edit"));
    input.value = begun ?? cell.dataset.e;
    cell.classList.add("editing");
    cell.append(input);
    input.focus();
    if (begun === undefined) input.select();
    let done = false;
    const leave = () => {
      done = true;
      input.remove();
      cell.classList.remove("editing");
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        leave();
        cell.focus();
      } else if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        const text = input.value;
        leave();
        const down = event.key === "Enter" ? (event.shiftKey ? -1 : 1) : 0;
        const across = event.key === "Tab" ? (event.shiftKey ? -1 : 1) : 0;
        const id = cell.id;
        this.save(cell, text).then((saved) => {
          const now = document.getElementById(id) ?? cell;
          if (saved && !this.move(now, down, across)) now.focus();
        });
      }
      event.stopPropagation();
    });
    input.addEventListener("blur", () => {
      if (done) return;
      const text = input.value;
      leave();
      if (text !== cell.dataset.e) this.save(cell, text);
    });
  }

  async save(cell, text, { version = cell.dataset.v, undoing = false } = {}) {
    const before = cell.dataset.e;
    if (text.trim() === before.trim() && version === cell.dataset.v) return true;
    const body = new URLSearchParams(this.dataset.filters);
    body.set("period", cell.dataset.p);
    body.set("breakdown", cell.dataset.b ?? "");
    body.set("version", version);
    body.set("value", text);
    this.say(this.word("saving"));
    cell.setAttribute("aria-busy", "true");
    let answer;
    try {
      answer = await fetch(this.dataset.save, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": this.token() },
      });
    } catch {
      answer = null;
    }
    cell.removeAttribute("aria-busy");
    if (answer?.ok && !answer.redirected) {
      if (!undoing) this.undos.push({ id: cell.id, text: before });
      this.put(await answer.text());
      this.say(this.word(undoing ? "undone" : "saved"));
      return true;
    }
    if (answer?.status === 409) {
      this.conflict(cell, text, await answer.json());
    } else {
      const told = answer?.status === 422 ? (await answer.json()).message : this.word("failed");
      this.edit(cell, text);
      this.say(told);
    }
    return false;
  }

  token() {
    return JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
  }

  // The answer is the row; each of its cells takes the place of the one with its id.
  put(html) {
    const row = document.createElement("template");
    row.innerHTML = html;
    for (const fresh of row.content.querySelectorAll("[id]")) {
      const old = document.getElementById(fresh.id);
      if (!old || old.tagName === "TR") continue;
      const focused = old === document.activeElement;
      if (fresh.matches("td.cell")) {
        fresh.tabIndex = old.tabIndex;
        fresh.querySelector("a").tabIndex = -1;
      }
      old.replaceWith(fresh);
      if (focused) fresh.focus();
    }
  }

  conflict(cell, text, { message, theirs, version }) {
    const dialog = document.createElement("dialog");
    const part = (tag, words, into = dialog) => {
      const element = document.createElement(tag);
      element.textContent = words;
      into.append(element);
      return element;
    };
    part("p", message);
    const values = part("dl", "");
    values.className = "meta";
    for (const [name, value] of [["there", theirs], ["typed", text]]) {
      part("dt", this.word(name), values);
      part("dd", value || "–", values);
    }
    const choices = part("div", "");
    choices.className = "row";
    const keep = part("button", this.word("theirs"), choices);
    const mine = part("button", this.word("mine"), choices);
    keep.className = "button";
    mine.className = "button primary";
    const close = () => {
      dialog.close();
      dialog.remove();
    };
    keep.addEventListener("click", () => {
      close();
      location.reload();
    });
    mine.addEventListener("click", () => {
      close();
      cell.dataset.e = theirs;
      this.save(cell, text, { version: String(version) });
    });
    this.append(dialog);
    dialog.showModal();
  }

  undo() {
    const last = this.undos.pop();
    const cell = last && document.getElementById(last.id);
    if (!cell || !cell.classList.contains("open")) {
      this.say(this.word("nothing"));
      return;
    }
    cell.focus();
    this.save(cell, last.text, { undoing: true });
  }

  // A block from a spreadsheet goes to a page that shows what it would change.
  paste(event) {
    const cell = event.target.closest("td.cell");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || event.target.matches("input") || !text.trim()) return;
    event.preventDefault();
    if (!/[\t\n]/.test(text.trim())) {
      this.edit(cell, text.trim());
      return;
    }
    const form = document.createElement("form");
    form.method = "post";
    form.action = this.dataset.paste;
    const fields = new URLSearchParams(this.dataset.filters);
    fields.set("csrfmiddlewaretoken", this.token());
    fields.set("anchor", cell.id);
    fields.set("page", new URLSearchParams(location.search).get("page") ?? "1");
    fields.set("text", text);
    for (const [name, value] of fields) {
      const input = document.createElement(name === "text" ? "textarea" : "input");
      input.name = name;
      input.value = value;
      form.append(input);
    }
    form.hidden = true;
    this.append(form);
    form.submit();
  }
}

customElements.define("result-matrix", ResultMatrix);
