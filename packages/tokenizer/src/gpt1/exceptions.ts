/** Words that are split, or kept whole, against the rules: the text → its parts. */
export type Exceptions = ReadonlyMap<string, readonly string[]>;

/** Words of a table; `|` stands where a word is split. */
function listed(words: string): string[][] {
  return words.split(" ").map((word) => word.split("|"));
}

/** With and without the apostrophe of a contraction: `I|'ll`, `I|ll`. */
function bothWays(parts: readonly string[]): string[][] {
  return [[...parts], parts.map((part) => part.replace("'", ""))];
}

function title(parts: readonly string[]): string[] {
  const [first = "", ...rest] = parts;
  return [first.replace(/^./u, (letter) => letter.toUpperCase()), ...rest];
}

/** Every stem with every ending, in both spellings, small and capital. */
function contractions(stems: string, endings: string): string[][] {
  return stems.split(" ").flatMap((stem) =>
    listed(endings).flatMap((ending) => {
      return bothWays([stem, ...ending]).flatMap((parts) => [parts, title(parts)]);
    }),
  );
}

const WILL = "'ll 'll|'ve 'd 'd|'ve";

/** Contractions of English; without their apostrophe too, as far as that is no other word. */
const CONTRACTIONS: readonly (readonly [stems: string, endings: string])[] = [
  ["i", "'m 'm|a"],
  ["i you he she it we they", WILL],
  ["i you we they", "'ve"],
  ["you we they", "'re"],
  ["he she it", "'s"],
  ["who what when where why how there that this", "'s"],
  ["who what when where why how there that this these those", WILL],
  ["who what when where why how there these those", "'re 've"],
  ["ca could do does did had may might must need ought sha should wo would", "n't n't|'ve"],
  ["could might must should would", "'ve"],
  ["ai are is was were have has dare", "n't"],
];

/** Contracted without their apostrophe these are other words. */
const OTHER_WORDS = "ill its hell shell shed were well whore".split(" ");

/** Split or whole as they stand, with a capital as well. */
const EITHER_CASE =
  "how|'d|'y not|'ve not|ve can|not gon|na got|ta let|'s c'm|on ma'am o'clock lovin' lovin havin' " +
  "havin doin' doin goin' goin nothin' nothin nuthin' nuthin ol' ol somethin' somethin 'cause 'cos " +
  "'coz 'cuz";

const AS_IS = "y'|all y|all em 'em ll 'll nuff 'nuff 's 'S 're 'd 'Cause 'Cos 'Coz 'Cuz 'bout '' '";

/** Abbreviations: titles, firms, months, states of the USA, and small letters with a point. */
const ABBREVIATIONS =
  "a.m. p.m. Adm. Bros. co. Co. Corp. D.C. Dr. e.g. E.g. E.G. Gen. Gov. i.e. I.e. I.E. Inc. Jr. " +
  "Ltd. Md. Messrs. Mo. Mont. Mr. Mrs. Ms. Mt. Ph.D. Prof. Rep. Rev. Sen. St. vs. v.s. Ak. Ala. " +
  "Apr. Ariz. Ark. Aug. Calif. Colo. Conn. Dec. Del. Feb. Fla. Ga. Ia. Id. Ill. Ind. Jan. Jul. " +
  "Jun. Kan. Kans. Ky. La. Mar. Mass. Mich. Minn. Miss. N.C. N.D. N.H. N.J. N.M. N.Y. Neb. Nebr. " +
  "Nev. Nov. Oct. Okla. Ore. Pa. S.C. Sep. Sept. Tenn. Va. Wash. Wis. " +
  "a. b. c. d. e. f. g. h. i. j. k. l. m. n. o. p. q. r. s. t. u. v. w. x. y. z. ä. ö. ü.";

/** Emoticons that the standardisation leaves whole: it sets most of their characters apart. */
const EMOTICONS =
  "=3 :1 :P :p :O :o :0 >:o :3 :> :X :x :D =D xD XD xDD XDD 8D >.< >.> <.< v.v V.V o.O O.o O.O o.o " +
  "0.0 o.0 0.o <3 <33 <333 ಠ︵ಠ";

/** All of them. */
export function exceptions(): Exceptions {
  const other = new Set(OTHER_WORDS.flatMap((word) => [word, title([word])[0]]));
  const split = CONTRACTIONS.flatMap(([stems, endings]) => contractions(stems, endings));
  const hours = Array.from({ length: 12 }, (_, i) => `${i + 1}`);
  const times = hours.flatMap((hour) => ["a.m.", "am", "p.m.", "pm"].map((half) => [hour, half]));
  const all = [
    ...split.filter((parts) => !other.has(parts.join(""))),
    ...listed(EITHER_CASE).flatMap((parts) => [parts, title(parts)]),
    ...listed(AS_IS),
    ...listed(ABBREVIATIONS),
    ...listed(EMOTICONS),
    ...times,
  ];
  return new Map(all.map((parts) => [parts.join(""), parts]));
}
