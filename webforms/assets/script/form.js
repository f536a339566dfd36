// A form that is being filled in: saved a moment after the last key, conditions followed, rows changed in place.
// The server decides everything; here are only the questions and where the answers go.
import { startFind } from "./find.js";
import { still } from "./still.js";
import { startYards } from "./yard.js";

const PAUSE = 900;
const PATIENCE = 4000;
// a page that is loaded anew may be drawn before what its last moment held is saved: it looks once more after this
const ARRIVAL = 700;
const LEFT = "skolemiljo-forlatt";
const nynorsk = document.documentElement.lang === "nn";
const say = {
  saving: nynorsk ? "Lagrar …" : "Lagrer …",
  offline: nynorsk ? "Ikkje lagra – prøver igjen" : "Ikke lagret – prøver igjen",
  large: (mb) => (nynorsk ? `Fila er større enn ${mb} MB. Vel ei mindre fil.` : `Filen er større enn ${mb} MB. Velg en mindre fil.`),
  together: (mb) =>
    nynorsk
      ? `Filene er til saman større enn ${mb} MB. Legg ved nokre av dei, lagre, og legg ved resten etterpå.`
      : `Filene er til sammen større enn ${mb} MB. Legg ved noen av dem, lagre, og legg ved resten etterpå.`,
};

export function startForm(form) {
  const saved = form.querySelector("[data-saved]");
  const version = form.elements.namedItem("utkast");
  // one question at a time: the next one must know the draft's version that the last one gave
  let timer, running = Promise.resolve(), waiting = 0, hasWaited = false, isStopped = false, isDirty = false;
  let isUnsaved = false;  // what leaving the page would lose

  const tell = (text) => saved && saved.textContent !== text && (saved.textContent = text);
  // the text without new files: those are sent with the form itself
  const body = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const ask = (address, content) =>
    fetch(address, { method: "POST", body: content, headers: { "X-Skript": "1" }, credentials: "same-origin" });
  const inTurn = (work) => {
    waiting += 1;
    const mine = running.then(work).finally(() => (waiting -= 1));
    running = mine.catch(() => {});
    return mine;
  };

  const show = ({ hidden, values }) => {
    if (!hidden) return;
    const gone = new Set(hidden);
    for (const field of form.querySelectorAll("[data-path]")) field.hidden = gone.has(field.dataset.path);
    for (const [path, value] of Object.entries(values ?? {})) {
      const output = form.querySelector(`[data-path="${CSS.escape(path)}"] [data-value]`);
      if (output) output.textContent = value ?? "";
    }
  };

  async function save() {
    if (isStopped || !form.dataset.draft) return;
    isDirty = false;
    tell(say.saving);
    try {
      const answer = await ask(form.dataset.draft, body());
      const found = await answer.json();
      if (answer.ok) version.value = found.version;
      else isStopped = answer.status === 409 || answer.status === 401;
      isUnsaved = !answer.ok;
      tell(found.message ?? "");
      await still();
      show(found);
    } catch {
      tell(say.offline);
      isDirty = isUnsaved = true;
      plan(10_000);
    }
  }

  function plan(after) {
    clearTimeout(timer);
    timer = setTimeout(() => inTurn(save), after);
  }

  async function changeRows(button) {
    const content = body();
    content.append(button.name, button.value);
    const answer = await ask(form.action, content);
    if (!answer.ok || !answer.headers.get("X-Utkast")) throw new Error("the whole page is needed");
    version.value = answer.headers.get("X-Utkast");
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const fresh = holder.content.querySelector("[data-form-body]");
    await still();
    keepFiles(form, fresh);
    form.querySelector("[data-form-body]").replaceWith(fresh);
    startFind(fresh);
    startYards(fresh);
    const there = fresh.querySelector("[autofocus]");
    there?.focus();
    there?.scrollIntoView({ block: "nearest" });
  }

  // chosen files that are not sent yet stay with their fields
  function keepFiles(from, to) {
    for (const input of from.querySelectorAll("input[type=file]")) {
      if (input.files.length) to.querySelector(`#${CSS.escape(input.id)}`)?.replaceWith(input);
    }
  }

  // one file, and all that would be sent together: beyond the second the server closes its door before it has read
  function checkSizes() {
    let all = 0;
    for (const input of form.querySelectorAll("input[type=file]")) {
      const { maxMb, maxAllMb } = input.dataset;
      const isOver = (size, limit) => size > Number(limit) * 1024 * 1024;
      const sizes = [...input.files].map((file) => file.size);
      all += sizes.reduce((sum, size) => sum + size, 0);
      const isAllOver = sizes.length && isOver(all, maxAllMb);
      input.setCustomValidity(sizes.some((size) => isOver(size, maxMb)) ? say.large(maxMb) : isAllOver ? say.together(maxAllMb) : "");
      if (!input.checkValidity()) input.reportValidity();
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.closest(".find")) return;
    isDirty = true;
    plan(PAUSE);
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") return checkSizes();
    if (!event.target.closest(".find")) plan(50);
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    clearTimeout(timer);
    if (button?.name === "_rad" && form.dataset.draft) {
      event.preventDefault();
      // where that fails the page itself is sent, as without a script
      inTurn(() => changeRows(button)).catch(() => ((form.dataset.draft = ""), form.requestSubmit(button)));
      return;
    }
    if (waiting && !isStopped && !hasWaited) {
      event.preventDefault();
      hasWaited = true;
      Promise.race([running, new Promise((done) => setTimeout(done, PATIENCE))]).then(() => form.requestSubmit(button));
      return;
    }
    isStopped = true;
    isUnsaved = false;
  });
  addEventListener("beforeunload", (event) => isUnsaved && event.preventDefault());
  addEventListener("pagehide", () => {
    if (isDirty && !isStopped && form.dataset.draft) {
      fetch(form.dataset.draft, { method: "POST", body: body(), headers: { "X-Skript": "1" }, keepalive: true });
      sessionStorage.setItem(LEFT, `${Date.now()} ${location.pathname}`);
    }
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  lookAgain();

  function lookAgain() {
    const [at, path] = (sessionStorage.getItem(LEFT) ?? "").split(" ");
    sessionStorage.removeItem(LEFT);
    if (path !== location.pathname || Date.now() - at > 10_000) return;
    let isTouched = false;
    form.addEventListener("input", () => (isTouched = true), { once: true });
    setTimeout(() => isTouched || isStopped || location.reload(), ARRIVAL);
  }
}
