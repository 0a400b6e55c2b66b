// What somebody writes in a long form survives: a session that ends, a closed lid, a lost line.
// <form data-draft="name"> is kept in this browser, for this person, until it is sent and accepted.
// Every form with data-draft or data-guard asks before the page is left with changes unsent.
const WEEK = 7 * 24 * 3600 * 1000;
const person = document.body.dataset.user ?? "";
const key = (form) => `draft:${person}:${location.pathname}:${form.dataset.draft}`;
const kept = (input) =>
  input.name && !["hidden", "password", "file", "submit", "button"].includes(input.type);
const state = (input) =>
  ["checkbox", "radio"].includes(input.type) ? input.checked
    : input.multiple ? [...input.selectedOptions].map((option) => option.value) : input.value;

const read = (form) => [...form.elements].filter(kept).map((input) => [input.name, state(input)]);

const write = (form, draft) => {
  const inputs = [...form.elements].filter(kept);
  draft.forEach(([name, value], i) => {
    const input = inputs[i]?.name === name ? inputs[i] : undefined;
    if (!input) return;
    if (typeof value === "boolean") input.checked = value;
    else if (Array.isArray(value)) {
      for (const option of input.options) option.selected = value.includes(option.value);
    } else input.value = value;
  });
};

const storage = {
  names() {
    try { return Object.keys(localStorage); } catch { return []; }
  },
  get(name) {
    try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
  },
  set(name, value) {
    try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* full or forbidden */ }
  },
  forget(name) {
    try { localStorage.removeItem(name); } catch { /* forbidden */ }
  },
};

const offer = (form, draft) => {
  const words = document.getElementById("draft-words");
  const notice = words.content.firstElementChild.cloneNode(true);
  notice.querySelector("time").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang);
  const [restore, drop] = notice.querySelectorAll("button");
  restore.addEventListener("click", () => {
    write(form, draft.values);
    form.dataset.changed = "";
    notice.remove();
    form.querySelector("input, select, textarea")?.focus();
  });
  drop.addEventListener("click", () => {
    storage.forget(key(form));
    notice.remove();
  });
  form.prepend(notice);
};

const watch = (form) => {
  const first = JSON.stringify(read(form));
  let timer = 0;
  form.addEventListener("input", () => {
    form.dataset.changed = "";
    if (form.dataset.draft === undefined) return;
    clearTimeout(timer);
    timer = setTimeout(() => storage.set(key(form), { at: Date.now(), values: read(form) }), 400);
  });
  form.addEventListener("submit", () => {
    delete form.dataset.changed;
    clearTimeout(timer);
    if (form.dataset.draft === undefined) return;
    storage.set(key(form), { at: Date.now(), values: read(form), sent: true });
  });
  if (form.dataset.draft === undefined) return;
  const draft = storage.get(key(form));
  if (!draft) return;
  const old = Date.now() - draft.at > WEEK;
  const same = JSON.stringify(draft.values) === first;
  const refused = form.querySelector(".error-summary, .field.refused");
  if (old || same || refused) storage.forget(key(form));
  else offer(form, draft);
};

const forget = (done) => {
  for (const name of storage.names()) {
    if (name.startsWith(`draft:${person}:`) && done(storage.get(name))) storage.forget(name);
  }
};

// A form that was sent and is followed by a page with a message of success has done its work.
if (document.querySelector("#messages .success")) forget((draft) => draft?.sent);
// Somebody who signs out leaves nothing behind on a shared machine.
for (const form of document.querySelectorAll("[data-forget-drafts]")) {
  form.addEventListener("submit", () => forget(() => true));
}

const start = (root) => root.querySelectorAll("form[data-draft], form[data-guard]").forEach(watch);
start(document);
document.addEventListener("htmx:after:swap", (event) => start(event.target));
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-changed]")) event.preventDefault();
});
