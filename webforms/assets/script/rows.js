// Rows that change under buttons that are pressed already: what each asks for is the row that it stood at.
const swapped = (place, upper) => ({ [upper]: upper + 1, [upper + 1]: upper })[place] ?? place;
const places = {
  fjern: (place, gone) => (place === gone ? NaN : place - (place > gone)),
  opp: (place, row) => swapped(place, row - 1),
  ned: swapped,
};

/** Return a button's value after the rows have changed as another one's said: of a row that is gone no button has it. */
export function after(value, done) {
  const [verb, path = ""] = value.split(" "), [did, row] = done.split(" ");
  const list = row.slice(0, row.lastIndexOf(".") + 1);
  if (!places[did] || !path.startsWith(list)) return value;
  const [own, ...inside] = path.slice(list.length).split(".");
  const now = places[did](Number(own), Number(row.slice(list.length)));
  return `${verb} ${list}${[now, ...inside].join(".")}`;
}
