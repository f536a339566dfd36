// What a page does beyond its HTML: saves while one types, follows conditions, counts running clocks, searches long
// lists. Every page works without it.
import { startClocks } from "./script/clocks.js";
import { startFind } from "./script/find.js";
import { startForm } from "./script/form.js";
import { startPrint } from "./script/print.js";
import { startYards } from "./script/yard.js";
import { showWhereOneIs, startFocus } from "./script/focus.js";

startFocus();
showWhereOneIs();
startClocks();
startFind(document);
startPrint();
startYards(document);
for (const form of document.querySelectorAll("form[data-form]")) startForm(form);
// a picture wider than the screen begins in its middle, where its content is
for (const one of document.querySelectorAll(".sociogram")) one.scrollLeft = (one.scrollWidth - one.clientWidth) / 2;
