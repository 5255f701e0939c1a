import { ALPHA, ICON, LOWER, QUOTES, UPPER } from "../gpt1/alphabet.ts";
import { exceptions } from "../gpt1/exceptions.ts";

// spaCy's lists of affixes (`lang/punctuation.py`, `lang/en/punctuation.py`), as they stand there.
const MARKS =
  "… …… , : ; ! ? ¿ ؟ ¡ ( ) [ ] { } < > _ # * & 。 ？ ！ ， 、 ； ： ～ · । ، ۔ ؛ ٪".split(" ");
const CURRENCIES = "$ £ € ¥ ฿ US$ C$ A$ ₽ ﷼ ₴".split(" ");
const UNITS = (
  "km km² km³ m m² m³ dm dm² dm³ cm cm² cm³ mm mm² mm³ ha µm nm yd in ft kg g mg µg t lb oz m/s km/h " +
  "kmh mph hPa Pa mbar mb MB kb KB gb GB tb TB T G M K % км км² км³ м м² м³ дм дм² дм³ см см² см³ мм " +
  "мм² мм³ нм кг г мг м/с км/ч кПа Па Кб КБ кб Мб МБ мб Гб ГБ гб Тб ТБ тб كم كم² كم³ م م² م³ سم سم² " +
  "سم³ مم مم² مم³ غرام جرام جم كغ ملغ كوب اكواب"
).split(" ");
const HYPHENS = "(?:-|–|—|--|---|——|~)";

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
const oneOf = (texts: readonly string[]): string => `(?:${texts.map(escaped).join("|")})`;
const EVERY_CURRENCY = `(?:${oneOf(CURRENCIES)}|[₠-₾₿])`;

const COMMON = [...MARKS.map(escaped), "\\.\\.+", "…", ...[...QUOTES].map(escaped), ICON];
const PREFIXES = ["§", "%", "=", "—", "–", "\\+(?![0-9])", ...COMMON, EVERY_CURRENCY];
const SUFFIXES = [
  ...COMMON,
  ..."'s 'S ’s ’S — –".split(" "),
  "(?<=[0-9])\\+",
  "(?<=°[FfCcKk])\\.",
  `(?<=[0-9])${EVERY_CURRENCY}`,
  `(?<=[0-9])${oneOf(UNITS)}`,
  `(?<=[0-9%²+|:()?-]|${oneOf([...MARKS, ...QUOTES].filter((mark) => mark.length === 1))}|${LOWER})\\.`,
  `(?<=${UPPER}${UPPER})\\.`,
];
const INFIXES = [
  "\\.\\.+",
  "…",
  ICON,
  "(?<=[0-9])[+*^-](?=[0-9-])",
  `(?<=${LOWER}|${oneOf([...QUOTES])})\\.(?=${UPPER}|${oneOf([...QUOTES])})`,
  `(?<=${ALPHA}),(?=${ALPHA})`,
  `(?<=${ALPHA}|[0-9])${HYPHENS}(?=${ALPHA})`,
  `(?<=${ALPHA}|[0-9])[:<>=/](?=${ALPHA})`,
];

const prefix = new RegExp(`^(?:${PREFIXES.join("|")})`, "u");
const suffix = new RegExp(`(?:${SUFFIXES.map((one) => `${one}$`).join("|")})`, "u");
const infix = new RegExp(INFIXES.join("|"), "gu");
const special = exceptions();

/** spaCy's `Tokenizer`, for one stretch without blanks: affixes, infixes, then special cases. */
export function spacyWords(stretch: string): string[] {
  const prefixes: string[] = [];
  const suffixes: string[] = [];
  let rest = stretch;
  for (let last = -1; rest !== "" && rest.length !== last && !special.has(rest); ) {
    last = rest.length;
    const head = prefix.exec(rest)?.[0] ?? "";
    const tail = suffix.exec(rest.slice(head.length))?.[0] ?? "";
    const [headless, tailless] = [
      rest.slice(head.length),
      rest.slice(0, rest.length - tail.length),
    ];
    const keepsTail = head !== "" && special.has(headless);
    const keepsHead = !keepsTail && tail !== "" && special.has(tailless);
    if (head !== "" && !keepsHead) prefixes.push(head);
    if (tail !== "" && !keepsTail) suffixes.unshift(tail);
    rest = keepsTail ? headless : keepsHead ? tailless : tailless.slice(head.length);
  }
  return joined([...prefixes, ...inner(rest), ...suffixes]);
}

function inner(rest: string): readonly string[] {
  const exception = special.get(rest);
  if (exception !== undefined) return exception;
  if (rest === "" || isAddress(rest)) return rest === "" ? [] : [rest];
  const parts: string[] = [];
  let from = 0;
  for (const { 0: found, index } of rest.matchAll(infix)) {
    if (index === 0) continue;
    parts.push(rest.slice(from, index), found);
    from = index + found.length;
  }
  return [...parts, rest.slice(from)].filter((part) => part !== "");
}

/** Special cases over what was split: the longest first; whatever overlaps another bars a third. */
function joined(parts: readonly string[]): string[] {
  const spans = parts
    .flatMap((_, from) => parts.map((_, to) => [from, to] as const))
    .filter(([from, to]) => from < to && special.has(parts.slice(from, to + 1).join("")))
    .filter(([from, to]) => /\P{L}/u.test(parts.slice(from, to + 1).join("")))
    .sort((a, b) => b[1] - b[0] - (a[1] - a[0]) || a[0] - b[0]);
  const seen = new Set<number>();
  const words: (readonly string[])[] = parts.map((part) => [part]);
  for (const [from, to] of spans) {
    if (!seen.has(from) && !seen.has(to)) {
      words.fill([], from, to + 1);
      words[from] = special.get(parts.slice(from, to + 1).join("")) as readonly string[];
    }
    for (let at = from; at <= to; at++) seen.add(at);
  }
  return words.flat();
}

/** A host with a small top-level domain, perhaps a port, a path, and a user before it. */
function isAddress(word: string): boolean {
  const host = word.lastIndexOf("@") > 0 ? (word.split("@").at(-1) as string) : word;
  const bare = host.replace(/[/?#].*$/u, "").replace(/:[0-9]{2,5}$/, "");
  const labels = bare.split(".");
  const top = labels.pop() as string;
  const small = [...top].every((c) => /\p{L}/u.test(c) && new RegExp(LOWER, "u").test(c));
  return labels.length > 0 && labels.every(isLabel) && small && isWithin([...top].length, 2, 63);
}

function isLabel(label: string): boolean {
  const ends = [label.at(0) ?? "", label.at(-1) ?? ""];
  const right = (c: string): boolean => /^[A-Za-z0-9\u00a1-\ud7ff\ue000-\uffff]$/.test(c);
  const inside = label.split("").every((c) => right(c) || c === "_" || c === "-");
  return isWithin(label.length, 1, 64) && ends.every(right) && inside;
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
