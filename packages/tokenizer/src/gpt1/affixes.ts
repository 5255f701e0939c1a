import { ALPHA, CURRENCY, ICON, LOWER, PUNCT, QUOTES, UPPER } from "./alphabet.ts";

const PREFIX = new RegExp(
  `(?:(?:US|[CA])\\$|\\.\\.+|\\+(?![0-9])|[§%=—–${PUNCT}${QUOTES}${CURRENCY}]|${ICON})`,
  "uy",
);

/** Units after a digit, longest first. */
const UNITS = (
  "kmh mph km² km³ dm² dm³ cm² cm³ mm² mm³ mbar km/h hPa m² m³ m/s km dm cm mm ha µm nm yd in ft kg " +
  "mg µg lb oz Pa mb MB kb KB gb GB tb TB g t m T G M K % км² км³ км м² м³ дм² дм³ см² см³ мм² мм³ " +
  "кПа м/с км/ч дм см мм нм кг мг Па Кб КБ кб Мб МБ мб Гб ГБ гб Тб ТБ тб м г كم² كم³ كم سم² سم³ سم " +
  "مم² مم³ مم م² م³ م غرام جرام جم كغ ملغ كوب اكواب"
).replaceAll(" ", "|");

/** One character that is split off at the end, whatever stands before it. */
const LAST = new RegExp(`^(?:[—–${PUNCT}${QUOTES}]|${ICON})$`, "u");

/** What is split off at the end; looked for in the last few characters only. */
const SUFFIX = new RegExp(
  [
    "……",
    "['’][sS]",
    "(?<=[0-9])\\+",
    "(?<=°[FCK])\\.",
    `(?<=[0-9])(?:US\\$|C\\$|A\\$|[${CURRENCY}])`,
    `(?<=[0-9])(?:${UNITS})`,
    `(?<=[0-9%²+|\\-(:)?${PUNCT}${QUOTES}]|${LOWER})\\.`,
    `(?<=${UPPER}${UPPER})\\.`,
  ]
    .map((one) => `(?:${one})$`)
    .join("|"),
  "u",
);

/** Longest suffix that is no run of points, and what it looks back at. */
const WINDOW = 8;

const INFIX = new RegExp(
  [
    "\\.\\.+",
    "…",
    ICON,
    "(?<=[0-9])[+\\-*^](?=[0-9-])",
    `(?<=${LOWER}|[${QUOTES}])\\.(?=${UPPER}|[${QUOTES}])`,
    `(?<=${ALPHA}),(?=${ALPHA})`,
    `(?<=${ALPHA}|[0-9])(?:——|---|--|[-–—~])(?=${ALPHA})`,
    `(?<=${ALPHA}|[0-9])[:<>=/](?=${ALPHA})`,
  ].join("|"),
  "gu",
);

const HOST =
  /^(?:[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff_-]{0,62}[A-Za-z0-9\u00a1-\uffff])?\.)+(\p{L}{2,63})(?::\d{2,5})?(?:[/?#].*)?$/u;
const LOWER_ONLY = new RegExp(`^${LOWER}+$`, "u");

/** Length of what is split off at the start of `text[start … end)`, 0 where nothing is. */
export function prefixLength(text: string, start: number, end: number): number {
  PREFIX.lastIndex = start;
  const found = PREFIX.exec(text)?.[0].length ?? 0;
  return Math.min(found, end - start);
}

/** Length of what is split off at the end, 0 where nothing is. */
export function suffixLength(text: string, start: number, end: number): number {
  const points = pointsBefore(text, start, end);
  if (points > 1) return points;
  const from = Math.max(start, end - WINDOW);
  const window = text.slice(from, end);
  const found = SUFFIX.exec(window);
  const last = String.fromCodePoint(lastCodePoint(window));
  return Math.max(found === null ? 0 : found[0].length, LAST.test(last) ? last.length : 0);
}

function pointsBefore(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text.charCodeAt(at - 1) === 0x2e) at--;
  return end - at;
}

function lastCodePoint(text: string): number {
  const pair = text.codePointAt(text.length - 2) ?? 0;
  return pair > 0xffff ? pair : text.charCodeAt(text.length - 1);
}

/** Where `word` is split inside: start and end of each infix. */
export function infixes(word: string): readonly (readonly [start: number, end: number])[] {
  return Array.from(word.matchAll(INFIX), ({ 0: found, index }) => [index, index + found.length]);
}

/** Whether a word is an address: a host with a small top-level domain, perhaps a user before it. */
export function isAddress(word: string): boolean {
  if (!word.includes(".")) return false;
  const at = word.lastIndexOf("@");
  const domain = HOST.exec(at > 0 ? word.slice(at + 1) : word)?.[1];
  return domain !== undefined && LOWER_ONLY.test(domain);
}
