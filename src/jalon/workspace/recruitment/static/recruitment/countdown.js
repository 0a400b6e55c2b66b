// Keeps the time that is left up to date, and shows the deadline on the reader's own clock.
// Without it the page says both as they were when it was made.
const language = document.documentElement.lang || "en";
const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

function words(rest) {
  const whole = [["day", DAY], ["hour", HOUR], ["minute", MINUTE]];
  if (rest < HOUR) whole.push(["second", SECOND]);
  const parts = [];
  for (const [unit, length] of whole) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count || parts.length) parts.push([unit, count]);
  }
  const written = parts.slice(0, 2).filter(([, count]) => count).map(([unit, count]) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count));
  return new Intl.ListFormat(language, { style: "narrow", type: "unit" }).format(written);
}

function show(box) {
  const closes = Date.parse(box.dataset.closes);
  const ahead = Date.parse(box.dataset.now) - Date.now(); // the server's clock counts
  const left = box.querySelector("[data-left]");
  const tick = () => {
    const rest = closes - (Date.now() + ahead);
    if (!left || rest <= 0) return;
    left.textContent = words(rest) || left.textContent;
    setTimeout(tick, rest < HOUR ? SECOND : 10 * SECOND);
  };
  tick();
  const here = box.querySelector("[data-here]"), own = box.querySelector("[data-own]")?.dataset.own;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const on = (zone) => {
    const long = { dateStyle: "long", timeStyle: "short", hourCycle: "h23", timeZone: zone };
    try {
      return new Intl.DateTimeFormat(language, long).format(Date.parse(box.dataset.shown));
    } catch { return ""; } // an old browser does not know every zone
  };
  here.querySelector("time").textContent = on(timeZone);
  here.querySelector("dt").title = timeZone;
  here.hidden = Boolean(own) && on(own) === on(timeZone); // said once where both clocks agree
}

for (const box of document.querySelectorAll("[data-closes]")) show(box);
