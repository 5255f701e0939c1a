/** Scripts with case that count as letters, as far as they do: Latin, Greek, Cyrillic. */
const CASED =
  "A-Za-zÀ-ÖØ-öø-\u01bf\u01c4-\u02afΆΈ-ΊΌΎΏΑ-Ωά-ία-ωό-ώЀЁЃ-ЊЌЍА-ёѓ-њќѝҐґҖҗҢңҮүҺһӘәӨө" +
  "\u1d00-\u1d25\u1d6b-\u1d77\u1d79-\u1d9a\u1e00-\u1eff\u2c60-\u2c7b\u2c7e\u2c7f\ua722-\ua76f" +
  "\ua771-\ua787\ua78b-\ua78e\ua790-\ua7b9\ua7fa\uab30-\uab5a\uab60-\uab64Ａ-Ｚａ-ｚ";

/** Blocks without case: Hebrew, Arabic, Indic scripts, Ethiopic, Hangul, kana, CJK. */
const UNCASED =
  "\u0591-\u05f4\u0620-\u064a\u066e-\u06d5\u06e5-\u06ff\u0750-\u077f\u08a0-\u08bd\u0900-\u09ff" +
  "\u0b80-\u0cff\u0d80-\u0dff\u1100-\u137f\u2e80-\u2fdf\u2ff0-\u30ff\u31c0-\u31ef\u3200-\u4dbf" +
  "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\ufb1d-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdc7\ufdf0-\ufdfb" +
  "\ufe30-\ufe4f\ufe70-\ufefc\u{1ee00}-\u{1eebb}\u{1f200}-\u{1f2ff}\u{20000}-\u{2a6df}" +
  "\u{2a700}-\u{2ebef}\u{2f800}-\u{2fa1f}";

/** Sources of expressions for one letter: any, lower case, upper case; those without case are both. */
export const ALPHA: string = `[${CASED}${UNCASED}]`;
export const LOWER: string = `(?:(?=[\\p{Ll}ʔ])[${CASED}]|[${UNCASED}])`;
export const UPPER: string = `(?:(?=\\p{Lu})[${CASED}]|[${UNCASED}])`;

/** Quotation marks. */
export const QUOTES = "'\"”“`‘´’‚,„»«「」『』（）〔〕【】《》〈〉\u2329\u232a⟦⟧";

/** Punctuation that is split off at both ends of a word. */
export const PUNCT = "…,:;!?¿؟¡()\\[\\]{}<>_#*&。？！，、；：～·।،۔؛٪";

/** Signs of currencies. */
export const CURRENCY = "$£€¥฿₠-₾₿﷼";

/**
 * Symbols and emoji, each a token of its own: Unicode's So as of version 11. Those that came later
 * are left out, as spaCy's list has them.
 */
export const ICON: string =
  "(?:(?![᙭⮗⯉⯿\u2e50\u2e51㋿\ufd40-\ufd4f﷏﷾\ufdff\u{1019c}\u{11fd5}-\u{11ff1}\u{1cf50}-\u{1cfc3}" +
  "\u{1d1e9}\u{1d1ea}\u{1e14f}\u{1ed2e}\u{1f10d}-\u{1f10f}\u{1f16c}-\u{1f16f}\u{1f1ad}" +
  "\u{1f6d5}-\u{1f6df}\u{1f6fa}-\u{1f6fc}\u{1f774}-\u{1f77f}\u{1f7d9}-\u{1f7f0}\u{1f8b0}-\u{1f8b1}" +
  "\u{1f90c}-\u{1f90f}\u{1f93f}\u{1f971}\u{1f972}\u{1f977}-\u{1f979}\u{1f97b}\u{1f9a3}-\u{1f9af}" +
  "\u{1f9ba}-\u{1f9bf}\u{1f9c3}-\u{1f9cf}\u{1fa00}-\u{1fa53}\u{1fa70}-\u{1fbca}])\\p{So})";
