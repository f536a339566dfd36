// The running clock of a task that is to be done straks: the words are the server's, only the time in them moves.
const span = (seconds, nynorsk) => {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days >= 2) return `${days} ${nynorsk ? "dagar" : "dager"}`;
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
      const seconds = Math.max(0, (Date.now() + shift - Date.parse(clock.dataset.since)) / 1000);
      clock.textContent = clock.textContent.replace(/(for ).*?( si[dae]+n)/, `$1${span(seconds, nynorsk)}$2`);
    }
  };
  setInterval(tick, 30_000);
}
