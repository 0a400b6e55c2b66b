// Sends a chosen file in pieces, so that a broken line costs one piece and not the whole file.
// Without this script the form sends its file in the ordinary way.
(() => {
  "use strict";
  if (window.jalonUpload) return;
  window.jalonUpload = true;

  const WORTH_IT = 512 * 1024; // smaller files go with the form
  const WAITS = [1, 2, 5, 10, 20, 30]; // seconds between attempts
  const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

  class Refused extends Error {}

  class Upload {
    constructor(box) {
      this.box = box;
      this.words = box.dataset;
      this.input = box.querySelector("input[type=file]");
      this.sent = box.querySelector("input[type=hidden]");
      this.form = this.input.form;
      this.paused = false;
      this.input.addEventListener("change", () => this.choose());
      this.announceInterrupted();
    }

    get csrf() {
      return this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    }

    // One file, chosen for one form by one person, is the same upload after a reload.
    key(file) {
      return ["jalon-upload", location.pathname, file.name, file.size, file.lastModified].join("|");
    }

    remember(key, value) {
      try {
        if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
      } catch { /* private browsing: an upload then ends with its page */ }
    }

    recall(key) {
      try { return localStorage.getItem(key); } catch { return null; }
    }

    announceInterrupted() {
      if (this.sent.value) return;
      const start = `jalon-upload|${location.pathname}|`;
      let found = null;
      try {
        found = Object.keys(localStorage).find((key) => key.startsWith(start));
      } catch { return; }
      if (found) this.say(`${this.words.labelAgain} (${found.slice(start.length).split("|")[0]})`);
    }

    draw() {
      if (this.status) return;
      this.bar = document.createElement("progress");
      this.bar.max = 1;
      this.button = this.makeButton("", () => this.toggle());
      this.stop = this.makeButton(this.words.labelCancel, () => this.cancel());
      this.box.append(this.bar, this.button, this.stop);
      this.say("");
    }

    makeButton(text, act) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button plain";
      button.textContent = text;
      button.addEventListener("click", act);
      return button;
    }

    show(shown) {
      for (const part of [this.bar, this.button, this.stop]) part.hidden = !shown;
    }

    say(text) {
      if (!this.status) {
        this.status = document.createElement("p");
        this.status.setAttribute("role", "status");
        this.box.append(this.status);
      }
      this.status.textContent = text;
    }

    progress(offset, size) {
      const share = size ? offset / size : 0;
      this.bar.value = share;
      this.bar.setAttribute("aria-label", this.words.labelSending);
      const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
      const tenth = Math.floor(share * 10);
      if (tenth !== this.told) this.say(`${this.words.labelSending}: ${percent.format(share)}`);
      this.told = tenth;
    }

    toggle() {
      this.paused = !this.paused;
      this.button.textContent = this.paused ? this.words.labelResume : this.words.labelPause;
      if (!this.paused) this.run(this.file);
    }

    async cancel() {
      const key = this.key(this.file);
      const url = this.recall(key);
      this.turn = Symbol("cancelled");
      this.remember(key, null);
      this.input.value = "";
      this.hold(false);
      this.show(false);
      this.say(this.words.labelCancelled);
      if (url) await this.ask(url, { method: "DELETE" });
    }

    hold(held) {
      for (const button of this.form.querySelectorAll("button:not([type=button])")) {
        button.disabled = held;
      }
    }

    choose() {
      const [file] = this.input.files;
      this.file = file;
      this.sent.value = "";
      this.told = null;
      this.input.setCustomValidity("");
      this.box.querySelector(".upload-kept")?.remove();
      if (!file || file.size < WORTH_IT) {
        this.hold(false);
        return;
      }
      if (!this.bar) {
        this.status?.remove();
        this.status = null;
        this.draw();
      }
      this.paused = false;
      this.show(true);
      this.button.textContent = this.words.labelPause;
      this.run(file);
    }

    async run(file) {
      this.hold(true);
      const turn = (this.turn = Symbol("turn")); // a newer choice or a pause ends this one
      try {
        await this.send(file, turn);
      } catch (error) {
        if (turn !== this.turn) return;
        this.say(error.message);
        this.hold(false);
        if (error instanceof Refused) {
          this.remember(this.key(file), null);
          this.input.setCustomValidity(error.message);
          this.show(false);
        }
      }
    }

    async send(file, turn) {
      const key = this.key(file);
      let state = await this.resumed(key) ?? await this.begin(file, key);
      while (state.offset < state.size) {
        if (this.paused || turn !== this.turn) return this.hold(false);
        this.progress(state.offset, state.size);
        const piece = file.slice(state.offset, state.offset + state.chunk);
        const answer = await this.ask(state.url, {
          method: "PATCH",
          body: piece,
          headers: { "Upload-Offset": String(state.offset), "Content-Type": "application/octet-stream" },
        }, turn);
        if (turn !== this.turn) return;
        if (answer.status === 409) state.offset = answer.body.offset;
        else state = { ...state, ...this.accepted(answer) };
      }
      if (turn !== this.turn) return;
      this.progress(state.size, state.size);
      const done = this.accepted(await this.ask(`${state.url}finish/`, { method: "POST" }, turn));
      if (turn !== this.turn) return;
      this.sent.value = done.token;
      this.input.value = ""; // the form need not send it once more
      this.input.required = false;
      this.show(false);
      this.remember(key, null);
      this.say(`${this.words.labelSent}: ${done.name}`);
      this.hold(false);
    }

    async resumed(key) {
      const url = this.recall(key);
      if (!url) return null;
      const answer = await this.ask(url, { method: "GET" });
      if (answer.status === 200) return answer.body;
      this.remember(key, null);
      return null;
    }

    async begin(file, key) {
      const body = JSON.stringify({ name: file.name, size: file.size });
      const state = this.accepted(await this.ask(this.words.upload, { method: "POST", body }));
      this.remember(key, state.url);
      return state;
    }

    accepted(answer) {
      if (answer.status >= 400) throw new Refused(answer.body.error ?? String(answer.status));
      return answer.body;
    }

    // Ask until there is an answer: a broken line is waited for, a server in trouble too.
    async ask(url, options, turn = this.turn) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          const response = await fetch(url, {
            ...options,
            credentials: "same-origin",
            headers: { "X-CSRFToken": this.csrf, Accept: "application/json", ...options.headers },
          });
          if (response.redirected) throw new Error(this.words.labelSignedOut);
          if (response.status < 500) return { status: response.status, body: await this.json(response) };
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
        }
        if (turn !== this.turn) return { status: 0, body: {} };
        this.say(this.words.labelBroken);
        await sleep(WAITS[Math.min(attempt, WAITS.length - 1)]);
      }
    }

    async json(response) {
      try { return await response.json(); } catch { return {}; }
    }
  }

  const start = (root) => {
    for (const box of root.querySelectorAll("[data-upload]:not([data-upload-ready])")) {
      box.dataset.uploadReady = "";
      new Upload(box);
    }
  };
  const watch = () => {
    start(document);
    new MutationObserver(() => start(document)).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();
})();
