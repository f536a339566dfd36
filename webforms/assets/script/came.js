// What is typed or chosen before a page's script is there: no listener has heard of it.

/** Tell whether a form holds something else than it came with. */
export const isFilledIn = (form) => [...form.elements].some((field) => !field.closest(".find") && isOther(field));

function isOther(field) {
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  if (field.type === "select-multiple") return [...field.options].some((one) => one.selected !== one.defaultSelected);
  if (field.type === "select-one") return field.selectedIndex !== Math.max(0, came(field.options));
  if (field.type === "file" || field.defaultValue === undefined) return false;
  // as the browser keeps it: a line of its own has no line breaks, a date is one
  const first = field.cloneNode();
  first.value = field.defaultValue;
  return field.value !== first.value;
}

const came = (options) => [...options].findLastIndex((one) => one.defaultSelected);
