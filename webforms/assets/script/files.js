// Files that are chosen and not sent yet.
const nynorsk = document.documentElement.lang === "nn";
const say = {
  large: (mb) => (nynorsk ? `Fila er større enn ${mb} MB. Vel ei mindre fil.` : `Filen er større enn ${mb} MB. Velg en mindre fil.`),
  together: (mb) =>
    nynorsk
      ? `Filene er til saman større enn ${mb} MB. Legg ved nokre av dei, lagre, og legg ved resten etterpå.`
      : `Filene er til sammen større enn ${mb} MB. Legg ved noen av dem, lagre, og legg ved resten etterpå.`,
};

/** Return the fields of a form that hold such files. */
export const chosen = (form) => [...form.querySelectorAll("input[type=file]")].filter((input) => input.files.length);

/** Let them stay with their fields where a form's body is drawn anew. */
export function keepFiles(from, to) {
  for (const input of chosen(from)) to.querySelector(`#${CSS.escape(input.id)}`)?.replaceWith(input);
}

/** Tell of one that is too large, and of all that would be sent: beyond that the server closes its door unread. */
export function checkSizes(form) {
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
