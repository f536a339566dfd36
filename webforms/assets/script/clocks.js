// The running clock of a task that is to be done straks: the words are the server's, only the time in them moves.
// As `times.since`: hours and minutes under a day and a night, then days by the calendar in Oslo.
import { still } from "./still.js";

const oslo = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Oslo" });
const dayOf = (moment) => Date.parse(oslo.format(moment));
const since = (start, now, nynorsk) => {
  const minutes = Math.floor(Math.max(0, now - start) / 60_000);
  const hours = Math.floor(minutes / 60);
  const days = Math.round((dayOf(now) - dayOf(start)) / 86_400_000);
  if (hours >= 24) return `${days} ${days === 1 ? "dag" : nynorsk ? "dagar" : "dager"}`;
  if (hours > 0) return minutes % 60 ? `${hours} t ${minutes % 60} min` : `${hours} t`;
  return minutes > 0 ? `${minutes} min` : nynorsk ? "under eitt minutt" : "under ett minutt";
};

export function startClocks() {
  const clocks = [...document.querySelectorAll("[data-since]")];
  if (!clocks.length) return;
  const nynorsk = document.documentElement.lang === "nn";
  // the server's clock may be moved (demo): count from what it was when the page came
  const shift = Date.parse(document.documentElement.dataset.now) - Date.now();
  const tick = () => {
    for (const clock of clocks) {
      const said = since(Date.parse(clock.dataset.since), Date.now() + shift, nynorsk);
      clock.textContent = clock.textContent.replace(/(for ).*?( si[dae]+n)/, `$1${said}$2`);
    }
  };
  setInterval(() => still().then(tick), 30_000);
}
