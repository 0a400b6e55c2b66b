// Keys for those who like them: "/" searches, "?" lists the keys, "g" and a letter goes somewhere.
const dialog = document.getElementById("shortcuts");
const places = { h: "/", p: "/programmes/", d: "/documents/", s: "/standards/" };
let going = 0;

const writing = (target) => target.closest("input, select, textarea, [contenteditable]");
const matrix = () => document.querySelector('.programme-bar a[href$="/matrix/"]')?.href;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
  const place = Date.now() - going < 1500 && (event.key === "m" ? matrix() : places[event.key]);
  going = event.key === "g" ? Date.now() : 0;
  if (place) window.location.assign(place);
  else if (event.key === "?") dialog.showModal();
  else if (event.key === "/") {
    const search = document.getElementById("site-search");
    if (search) event.preventDefault();
    search?.focus();
    search?.select();
  }
});

for (const button of document.querySelectorAll("[data-shortcuts]")) {
  button.addEventListener("click", () => dialog.showModal());
}
