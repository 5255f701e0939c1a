/**
 * Named HTML entities of Latin-1 from U+00A1 on, in order (HTML 4.01 §24.2); upper-case letters
 * are found by the capital in the name.
 */
const LATIN1 =
  "iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 " +
  "sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute " +
  "Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH " +
  "Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN " +
  "szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave " +
  "iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute " +
  "ucirc uuml yacute thorn yuml";

const NAMED: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ...LATIN1.split(" ").map((name, i) => [name, String.fromCodePoint(0xa1 + i)] as const),
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", "\xa0"],
  ["ndash", "–"],
  ["mdash", "—"],
  ["lsquo", "‘"],
  ["rsquo", "’"],
  ["ldquo", "“"],
  ["rdquo", "”"],
  ["bull", "•"],
  ["hellip", "…"],
  ["euro", "€"],
  ["trade", "™"],
]);

/** Finds what may be an entity. */
export const ENTITY = /&#?[0-9A-Za-z]{1,24};/g;

/** What an entity stands for; itself where it is none. */
export function unescaped(entity: string): string {
  const name = entity.slice(1, -1);
  if (!name.startsWith("#")) return NAMED.get(name) ?? entity;
  const hex = /^#[xX]([0-9a-fA-F]+)$/.exec(name)?.[1];
  const code = hex === undefined ? Number(name.slice(1)) : Number.parseInt(hex, 16);
  if (!Number.isInteger(code) || code > 0x10ffff) return entity;
  return (code & 0xfffff800) === 0xd800 || code === 0 ? "\ufffd" : String.fromCodePoint(code);
}
