// A form that is being filled in: saved a moment after the last key, conditions followed, rows changed in place.
// The server decides everything; here are only the questions and where the answers go.
import { isFilledIn } from "./came.js";
import { startFind } from "./find.js";
import { checkSizes, chosen, keepFiles } from "./files.js";
import { lookAgain, noteLeft } from "./left.js";
import { after } from "./rows.js";
import { still } from "./still.js";
import { startYards } from "./yard.js";

const PAUSE = 900;
// who never pauses is saved all the same
const OFTEN = 5000;
const PATIENCE = 4000;
const AGAIN = 10_000;
const LONGEST = 60_000;
// what a page may send as it is left: browsers take 64 kB
const LAST_WORDS = 60_000;
const nynorsk = document.documentElement.lang === "nn";
const say = {
  saving: nynorsk ? "Lagrar …" : "Lagrer …",
  slow: nynorsk ? "Ikkje lagra enno – nettet er tregt" : "Ikke lagret ennå – nettet er tregt",
  offline: nynorsk ? "Ikkje lagra – prøver igjen" : "Ikke lagret – prøver igjen",
  unsent: nynorsk
    ? "Ikkje sendt: nettet er borte. Teksten står her. Trykk igjen når nettet er tilbake."
    : "Ikke sendt: nettet er borte. Teksten står her. Trykk igjen når nettet er tilbake.",
};

const later = (time) => new Promise((done) => setTimeout(done, time));

// signed out, or out of order: the same may be answered otherwise in a moment
const isForNow = ({ status }) => status === 401 || status === 503;

export function startForm(form) {
  const saved = form.querySelector("[data-saved]");
  const version = form.elements.namedItem("utkast");
  // one question at a time: the next one must know the draft's version that the last one gave
  let timer, running = Promise.resolve(), waiting = 0;
  let rowsChanged = Promise.resolve();  // as far as their buttons are pressed
  let said;  // of the save, the last
  let isNext = false;  // a save waits for its turn: it takes with it all that is typed by then
  let since = 0;  // when the first was typed that no save has tried to take with it
  let isDirty = false;  // something is typed that no save has taken with it
  let isUnsaved = false;  // the last save failed
  let isCut = false;  // and no answer came at all
  let isStopped = false;  // nothing more is saved from here: another window was there, or the task is done
  let isSent = false;  // a button has sent the page itself, and nothing is typed since
  let isPassing = false;  // the browser's own sending is let through
  const pressedRows = new Set();  // the buttons at rows that wait for their turn: { button, name, value }
  let pressed = null;  // and the one that waits for what is being saved
  let unsure = null;  // what was sent without an answer: it may be stored
  let unheard = null;  // and is told of to the next, which the browser sends itself

  // what went wrong stands out: who writes looks at the text, not at its foot; what takes two lines moves the buttons
  const tell = (text, isWrong = false) => {
    said = { text, isWrong };
    still().then(() => {
      saved?.toggleAttribute("data-wrong", said.isWrong);
      if (saved && saved.textContent !== said.text) saved.textContent = said.text;
    });
  };
  // the text without new files: those are sent with the form itself
  const body = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const words = () => {
    const all = body();
    all.delete(version.name);
    return String(all);
  };
  const inTurn = (work) => {
    waiting += 1;
    const mine = running.then(work).finally(() => (waiting -= 1));
    running = mine.catch(() => {});
    return mine;
  };

  async function deliver(address, content) {
    const mine = (unsure = { address, content });
    const answer = await fetch(address, {
      method: "POST", body: content, headers: { "X-Skript": "1" }, credentials: "same-origin",
      signal: AbortSignal.timeout(LONGEST),
    });
    const text = await answer.text();
    const found = answer.headers.get("Content-Type")?.includes("json") ? JSON.parse(text) : {};
    const now = answer.headers.get("X-Utkast") ?? found.version;
    if (answer.ok && now === undefined) throw new Error("somebody else has answered");
    if (!isForNow(answer) && unsure === mine) unsure = null;
    if (answer.ok) version.value = now;
    return { answer, text, found };
  }

  // what may be stored already is sent once more as it was, before anything newer: the server knows it again
  const settle = () => unsure && deliver(unsure.address, unsure.content);

  const show = ({ hidden, values }) => {
    if (!hidden) return;
    const gone = new Set(hidden);
    for (const field of form.querySelectorAll("[data-path]")) field.hidden = gone.has(field.dataset.path);
    for (const [path, value] of Object.entries(values ?? {})) {
      const output = form.querySelector(`[data-path="${CSS.escape(path)}"] [data-value]`);
      if (output) output.textContent = value ?? "";
    }
  };

  function saveInTurn() {
    if (!isNext) inTurn(save);
    isNext = true;
  }

  async function save() {
    isNext = false;
    if (isStopped || isSent || !form.dataset.draft) return;
    since = Date.now();
    isDirty = false;
    tell(say.saving, isUnsaved);
    const late = setTimeout(() => (tell(say.slow, true), (isUnsaved = true)), PATIENCE);
    try {
      const before = await settle();
      const { answer, found } = before && isForNow(before.answer) ? before : await deliver(form.dataset.draft, body());
      clearTimeout(late);
      isStopped = answer.status === 409;
      isUnsaved = !answer.ok;
      isCut = false;
      tell(found.message ?? say.offline, !answer.ok);
      if (answer.status >= 500) plan(AGAIN);
      await still();
      show(found);
    } catch {
      clearTimeout(late);
      lose();
    }
  }

  function lose() {
    tell(say.offline, true);
    isDirty = isUnsaved = isCut = true;
    plan(AGAIN);
  }

  function plan(after) {
    clearTimeout(timer);
    timer = setTimeout(saveInTurn, after);
  }

  // the form's body with its rows changed; asked for anew where something was typed meanwhile
  async function changed(button) {
    await settle();
    for (;;) {
      const content = body(), sent = words();
      content.append(button.name, button.value);
      const { answer, text } = await deliver(form.action, content);
      if (!answer.ok) return null;
      const holder = document.createElement("template");
      holder.innerHTML = text;
      await still();
      if (words() === sent) return holder.content.querySelector("[data-form-body]");
    }
  }

  function pressRow(button) {
    if ([...pressedRows].some((one) => one.button === button)) return;  // pressed twice
    const one = pressOf(button);
    pressedRows.add(one);
    inTurn(() => changeRows(one)).finally(() => pressedRows.delete(one));
    rowsChanged = running;
  }

  async function changeRows(one) {
    const button = pressedRows.has(one) && standing(one);
    if (!button) return;
    let fresh;
    try {
      fresh = await changed(button);
    } catch {
      return lose();
    }
    if (!fresh) {  // the page itself is sent, as without a script
      pressedRows.clear();
      pressed = null;
      return pass(button);
    }
    for (const other of [...pressedRows, pressed]) if (other) other.value = after(other.value, button.value);
    const { id, selectionStart, selectionEnd } = document.activeElement;
    keepFiles(form, fresh);
    form.querySelector("[data-form-body]").replaceWith(fresh);
    startFind(fresh);
    startYards(fresh);
    isDirty = false;
    if (isUnsaved) plan(0);
    // who has begun to type somewhere meanwhile stays there
    const same = id && fresh.querySelector(`#${CSS.escape(id)}`);
    const there = same || fresh.querySelector("[autofocus]");
    there?.focus({ preventScroll: Boolean(same) });
    if (!same) there?.scrollIntoView({ block: "nearest" });
    else if (typeof selectionStart === "number") same.setSelectionRange(selectionStart, selectionEnd);
  }

  function pass(button) {
    isPassing = true;
    form.requestSubmit(button);
    isPassing = false;
  }

  // what is typed is saved before the page is left: if the network is gone, it is not left
  function sendWhenSaved(button) {
    const isFirst = !pressed;
    pressed = pressOf(button);
    if (!isFirst) return;
    if (!waiting || isDirty) saveInTurn();
    // the text goes along with what is sent; rows that are pressed away would, too
    const patience = later(PATIENCE).then(() => (pressed && pressedRows.size && tell(say.slow, true), rowsChanged));
    Promise.race([running, patience]).then(() => isCut && running).then(() => {
      const last = pressed;
      pressed = null;
      if (isCut) tell(say.unsent, true);
      else if (last) pass(standing(last));
    });
  }

  const pressOf = (button) => ({ button, name: button?.name, value: button?.value ?? "" });
  // rows that have changed have new buttons
  const standing = ({ button, name, value }) =>
    !button || button.isConnected ? button : [...form.elements].find((one) => one.name === name && one.value === value);

  form.addEventListener("input", (event) => {
    if (event.target.closest(".find")) return;
    if (!isDirty) since = Date.now();
    isDirty = true;
    isSent = false;
    plan(waiting || Date.now() - since < OFTEN ? PAUSE : 0);
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") return checkSizes(form);
    if (!event.target.closest(".find")) plan(50);
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    clearTimeout(timer);
    // a row that moves takes its chosen file along only if that is sent
    const isInPlace = button?.name === "_rad" && !chosen(form).some((input) => input.closest(".list-row"));
    if (!isPassing && form.dataset.draft && isInPlace) {
      event.preventDefault();
      pressRow(button);
    } else if (!isPassing && form.dataset.draft && !isStopped && (waiting || isDirty || isUnsaved || !navigator.onLine)) {
      event.preventDefault();
      sendWhenSaved(button);
    } else {
      isSent = true;
      if (!form.dataset.draft) return;
      const content = lastWords();
      unheard = content.get("_forrige");
      unsure = { address: form.dataset.draft, content };
    }
  });
  form.addEventListener("formdata", ({ formData }) => {
    if (unheard) formData.append("_forrige", unheard);
    unheard = null;
  });
  const lastWords = () => {
    const content = body();
    if (unsure && (isDirty || isUnsaved)) content.append("_forrige", String(unsure.content));
    return content;
  };
  const isOpen = () => (isDirty || unsure) && !isStopped && !isSent && form.dataset.draft;
  const isKept = () => (form.dataset.draft ? !isUnsaved && !(isOpen() && String(lastWords()).length > LAST_WORDS) : !isDirty);
  addEventListener("beforeunload", (event) => {
    if (!isSent && (!isKept() || chosen(form).length)) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    if (!isOpen()) return;
    fetch(form.dataset.draft, { method: "POST", body: lastWords(), headers: { "X-Skript": "1" }, keepalive: true });
    // saved when the draft has this version, or that of what is on its way already and then this one
    noteLeft(Number(version.value) + (unsure && isDirty ? 2 : 1));
    isDirty = false;
  });
  // who turns to something else on a phone may never come back to the page; who comes back may be signed in again
  document.addEventListener("visibilitychange", () => (document.hidden ? isDirty : isUnsaved) && saveInTurn());
  addEventListener("online", () => isUnsaved && saveInTurn());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  if (chosen(form).length) checkSizes(form);
  isDirty = isFilledIn(form);
  if (isDirty) plan(0);
  else lookAgain(form, version);
}
