// A page that is loaded right after it was left may be drawn before what its last moment held is saved.
const LEFT = "skolemiljo-forlatt";
const LONGEST = 60_000;
// it looks again after this, then after twice as long each time
const ARRIVAL = 700;

/** Remember that this page is left; what it has sent is saved when the draft has the version `last`. */
export const noteLeft = (last) => sessionStorage.setItem(LEFT, `${Date.now()} ${location.pathname} ${last}`);

/** Load the page again until it has that, where nobody touches it. */
export function lookAgain(form, version) {
  const left = sessionStorage.getItem(LEFT) ?? "", [at, path, last] = left.split(" "), since = Date.now() - at;
  sessionStorage.removeItem(LEFT);
  if (path !== location.pathname || since > LONGEST || Number(version.value) >= last) return;
  let isTouched = false;
  for (const kind of ["input", "submit"]) form.addEventListener(kind, () => (isTouched = true), { once: true });
  const look = () => {
    sessionStorage.setItem(LEFT, left);
    location.reload();
  };
  setTimeout(() => isTouched || look(), Math.max(ARRIVAL, since));
}
