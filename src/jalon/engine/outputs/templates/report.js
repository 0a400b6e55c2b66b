"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  document.documentElement.classList.add("scripted");
  all(".needs-script").forEach((part) => { part.hidden = false; });

  const index = new Map(data.codes.map((code, i) => [code, i]));
  const rows = new Map(all("#area-table tbody tr").map((row) => [row.dataset.a, row]));
  const svg = document.querySelector("#map-drawing svg");
  const shapes = new Map(all("[data-layer=areas_marks] path", svg || document.body).map((path) => [path.dataset.key, path]));
  const hatch = svg && svg.querySelector("[data-layer=hatch_marks]");
  const titles = all("#area-table thead th").map((heading) => heading.textContent);
  const cell = (row, i) => row.cells[i].textContent;
  // A cell may hold a bar beside its interval, or a second number: what is said of it in a few words.
  const shown = (row, i) => (row.cells[i].querySelector(".interval") || row.cells[i]).textContent;
  const element = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };
  const decimal = (value, digits) => Math.abs(value).toFixed(digits).replace(".", data.decimal);
  const signed = (value) => {
    const text = decimal(value, data.digits);
    if (Number(Math.abs(value).toFixed(data.digits)) === 0) return text;
    return (document.dir === "rtl" ? "\u200e" : "") + (value < 0 ? "\u2212" : "+") + text;
  };

  /* Map: colours, region, tooltip */
  const paint = (key) => {
    const theme = data.themes[key];
    shapes.forEach((path, code) => { path.setAttribute("fill", theme.colours[theme.bins[index.get(code)]] || data.empty); });
    if (hatch) hatch.style.display = key === "class" ? "" : "none";
    all(".key").forEach((part) => { part.hidden = part.dataset.theme !== key; });
  };
  all("input[name=theme]").forEach((input) => {
    input.addEventListener("change", () => paint(input.value));
    if (input.checked) paint(input.value); // a browser may restore the choice of an earlier visit
  });

  const frame = svg && svg.getAttribute("viewBox");
  const zoom = (region) => {
    if (!svg) return;
    let box = null;
    shapes.forEach((path, code) => {
      const inside = !region || rows.get(code).dataset.r === region;
      path.classList.toggle("off", !inside);
      if (!region || !inside) return;
      const b = path.getBBox();
      box = box ? [Math.min(box[0], b.x), Math.min(box[1], b.y), Math.max(box[2], b.x + b.width), Math.max(box[3], b.y + b.height)] : [b.x, b.y, b.x + b.width, b.y + b.height];
    });
    if (!box) { svg.setAttribute("viewBox", frame); return; }
    const pad = 0.08 * Math.max(box[2] - box[0], box[3] - box[1]);
    svg.setAttribute("viewBox", [box[0] - pad, box[1] - pad, box[2] - box[0] + 2 * pad, box[3] - box[1] + 2 * pad].join(" "));
  };
  $("map-region").addEventListener("change", (event) => zoom(event.target.value));

  const tip = $("tip");
  const home = document.querySelector(".map-and-panel");
  const drawing = $("map-drawing");
  drawing.addEventListener("pointermove", (event) => {
    const row = rows.get(event.target.dataset.key);
    tip.hidden = !row || event.pointerType === "touch";
    if (tip.hidden) return;
    const lines = data.tip.flatMap((line) => [element("br", ""), line.replace(/\{(\d+)\}/g, (_, column) => shown(row, Number(column)))]);
    tip.replaceChildren(element("strong", cell(row, 1)), ...lines);
    const edge = home.getBoundingClientRect();
    const x = Math.min(event.clientX - edge.left + 14, edge.width - tip.offsetWidth - 4);
    tip.style.left = `${Math.max(x, 0)}px`;
    tip.style.top = `${event.clientY - edge.top + 16}px`;
  });
  drawing.addEventListener("pointerleave", () => { tip.hidden = true; });
  drawing.addEventListener("click", (event) => {
    const code = event.target.dataset.key;
    if (rows.has(code)) show(code);
  });

  /* One area */
  const bar = (share, colour) => {
    const track = element("td", "", { class: "track" });
    track.append(element("span", "", { style: `width:${(100 * share).toFixed(1)}%;background:${colour}` }));
    return track;
  };
  const table = (id, lines) => $(id).tBodies[0].replaceChildren(...lines.map((cells) => {
    const line = document.createElement("tr");
    line.append(...cells);
    return line;
  }));
  const head = (text) => element("th", text, { scope: "row" });
  const number = (text) => element("td", text, { class: "n" });
  const details = (i) => {
    const probabilities = data.probabilities[i] || [];
    table("panel-classes", probabilities.map((p, k) => [head(data.classes[k]), bar(p, data.themes.class.colours[k]), number(`${decimal(100 * p, 0)}${data.percent}`)]).reverse());
    const parts = data.factors[i] || [];
    $("panel-factors-part").hidden = !parts.length;
    const widest = Math.max(data.factorScale, ...parts.map(Math.abs), 1e-9);
    table("panel-factors", parts.map((value, k) => {
      const track = element("td", "", { class: "track signed" });
      const width = (50 * Math.abs(value) / widest).toFixed(1);
      track.append(element("span", "", { style: `width:${width}%;background:${value < 0 ? data.down : data.up};${value < 0 ? "inset-inline-end" : "inset-inline-start"}:50%` }));
      return [head(data.factorNames[k]), track, number(signed(value))];
    }));
    const groups = data.groups[i] || [];
    $("panel-groups-part").hidden = !groups.length;
    table("panel-groups", groups.map(([name, rate, interval]) => [head(data.groupNames[name]), number(rate), number(interval)]));
  };
  let chosen = null;
  const mark = (code, on) => {
    if (rows.has(code)) rows.get(code).classList.toggle("on", on);
    if (!shapes.has(code)) return;
    const path = shapes.get(code);
    path.classList.toggle("on", on);
    if (on) path.parentNode.append(path); // drawn last, so that its outline is whole
  };
  const show = (code, focus = false) => {
    const row = rows.get(code);
    if (!row) return;
    if (chosen) mark(chosen, false);
    chosen = code;
    mark(code, true);
    const i = index.get(code);
    $("panel-empty").hidden = true;
    $("panel-area").hidden = false;
    $("panel-name").textContent = cell(row, 1);
    $("panel-region").textContent = `${cell(row, 2)} · ${code}`;
    $("panel-class").replaceChildren(...[...row.cells[3].childNodes].map((node) => node.cloneNode(true)), ` (${cell(row, 4)})`);
    const facts = data.facts.flatMap((column) => [element("dt", titles[column]), element("dd", shown(row, column))]);
    $("panel-facts").replaceChildren(...facts);
    if ($("panel-classes")) details(i);
    const sheet = $("panel-sheet");
    if (sheet) sheet.href = `${data.sheets}/${encodeURIComponent(code.replace(/[^\p{L}\p{N}_.-]/gu, "_"))}.pdf`;
    $("map-area").value = code;
    history.replaceState(null, "", `#area=${encodeURIComponent(code)}`);
    if (focus) $("panel-name").focus();
  };
  $("map-area").addEventListener("change", (event) => show(event.target.value));
  $("area-table").tBodies[0].addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (!row || String(window.getSelection())) return;
    show(row.dataset.a, true);
    $("panel").scrollIntoView({ block: "nearest" });
  });

  /* Table: search, filter, sort */
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const searched = new Map([...rows].map(([code, row]) => [code, plain(`${cell(row, 1)} ${code}`)]));
  const filter = () => {
    const text = plain($("find").value.trim());
    const wanted = { r: $("find-region").value, k: $("find-class").value, c: $("find-certainty").value };
    let found = 0;
    rows.forEach((row, code) => {
      const fits = searched.get(code).includes(text) && Object.entries(wanted).every(([key, value]) => !value || row.dataset[key] === value);
      row.hidden = !fits;
      found += fits;
    });
    $("found").textContent = data.found.replace("%(found)s", found).replace("%(all)s", rows.size);
  };
  ["find", "find-region", "find-class", "find-certainty"].forEach((id) => $(id).addEventListener("input", filter));
  all("form.controls").forEach((form) => form.addEventListener("submit", (event) => event.preventDefault()));
  filter();

  const body = $("area-table").tBodies[0];
  const headings = all("#area-table thead th");
  headings.forEach((heading, column) => {
    const button = element("button", heading.textContent, { type: "button" });
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => {
        const at = row.cells[column];
        const text = at.dataset.v === undefined ? at.textContent : at.dataset.v;
        return text === "" || Number.isNaN(Number(text)) ? text : Number(text);
      };
      const order = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), document.documentElement.lang);
      const sorted = [...rows.values()].map((row) => [key(row), row]).sort((a, b) => (down ? -1 : 1) * order(a[0], b[0]));
      body.append(...sorted.map(([, row]) => row));
    });
  });

  /* A link to one area; everything open on paper */
  const linked = /^#area=(.+)$/.exec(location.hash);
  if (linked) show(decodeURIComponent(linked[1]));
  window.addEventListener("beforeprint", () => all("details").forEach((part) => { part.open = true; }));
})();
