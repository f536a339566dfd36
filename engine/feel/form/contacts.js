// E-mail addresses as the HTML standard has them, and international telephone numbers as the viewer does (rule 8).

const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const email = new RegExp(`^[a-zA-Z0-9.!#$%&'*+/=?^_\`{|}~-]+@${label}(?:\\.${label})*$`);

// calling codes of countries, the first part of a number after + or 00
const CALLING_CODES = `
  1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 76
  77 81 82 84 86 90 91 92 93 94 95 98 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232
  233 234 235 236 237 238 239 240 241 242 243 244 245 246 248 249 250 251 252 253 254 255 256 257 258 260 261
  262 263 264 265 266 267 268 269 291 297 298 299 350 351 352 353 354 355 356 357 358 359 370 371 372 373 374
  375 376 377 378 379 380 381 382 383 385 386 387 389 420 421 423 500 501 502 503 504 505 506 507 508 509 590
  591 592 593 594 595 596 597 598 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690
  691 692 850 852 853 855 856 880 886 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 992
  993 994 995 996 998 1242 1246 1264 1268 1284 1340 1345 1441 1473 1649 1664 1670 1671 1684 1721 1758 1767
  1784 1787 1809 1829 1849 1868 1869 1876 1939 4779 5999 3906698
`.trim().split(/\s+/);

// the part after the calling code: how many digits its area code has, by how it starts
const AREAS = [
  [/^[17]/, 1],
  [/^(?:2[1-689]|3[578]|42|5[09]|6[789]|8[035789]|9[679])\d/, 3],
  [/^(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/, 2],
];

/** Whether `text` is one e-mail address; a domain without a dot is enough. */
export const isEmail = (text) => email.test(text);

/** Whether `text` ends in + or 00, a calling code and a number, digits only. */
export function isPhone(text) {
  return [...String(text).matchAll(/\+|(?=00)/g)].some(({ 0: sign, index }) => isNumber(text.slice(index + (sign ? 1 : 2))));
}

function isNumber(digits) {
  return /^\d+$/.test(digits) && CALLING_CODES.some((code) => digits.startsWith(code) && hasArea(digits.slice(code.length)));
}

function hasArea(rest) {
  const [, width] = AREAS.find(([start]) => start.test(rest)) ?? [null, Infinity];
  return rest.length >= width + 4 && rest.length <= width + 20;
}
