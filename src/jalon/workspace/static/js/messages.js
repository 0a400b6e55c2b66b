// When part of a page cannot be fetched, say so where messages stand; the page itself stays.
const says = (text) => {
  const place = document.getElementById("messages");
  const notice = document.createElement("p");
  notice.className = "notice bad";
  notice.textContent = text;
  place.replaceChildren(notice);
  notice.scrollIntoView({ block: "nearest" });
};

const { refused, offline } = document.getElementById("messages").dataset;
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status !== 422) says(refused);
});
document.addEventListener("htmx:error", () => says(offline));

// A refused form that arrives as part of a page: its summary takes the focus.
document.addEventListener("htmx:after:swap", () => document.querySelector(".error-summary")?.focus());
