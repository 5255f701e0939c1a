import { Random, STREAM, site } from "@gpt/random";
import { KINDS, LOOKS, PLACES, THINGS, TRAITS } from "../../tales/lexicon.ts";

/** Deeds of one to another with a thing, in English. */
export const VERBS = ["gave", "brought", "showed", "lent", "sold", "promised"] as const;

const CONSONANTS = "bdgklmnprstvz";
const VOWELS = "aeiou";

/** English words that the language has stems for. */
const VOCABULARY: readonly string[] = [
  ...VERBS,
  ...TRAITS,
  ...LOOKS,
  ...KINDS.flatMap((kind) => kind.split(" or ")),
  ...THINGS.map((thing) => thing.noun),
  ...PLACES.flatMap(({ at, noun }) => [at.split(" ")[0] as string, noun]),
];

const STEMS = stems();

/** Who gives what to whom, where: the meaning of a sentence in both languages. */
export interface Clause {
  /** A name, or the words for somebody. */
  readonly giver: string | Somebody;
  readonly receiver: string | Somebody;
  readonly verb: string;
  readonly look: string;
  readonly thing: string;
  readonly plural: boolean;
  /** "in", "by" … */
  readonly preposition: string;
  readonly place: string;
}

/** "The shy fox". */
export interface Somebody {
  readonly trait: string;
  readonly kind: string;
}

/** The clause in English. */
export function english(clause: Clause): string {
  const { giver, receiver, verb, look, thing, preposition, place } = clause;
  const name = (who: string | Somebody) =>
    typeof who === "string" ? who : `the ${who.trait} ${who.kind}`;
  const sentence = `${name(giver)} ${verb} the ${look} ${thing} to ${name(receiver)} ${preposition} the ${place}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/**
 * The clause in an invented language: place first and verb last, the postposition after its noun, the
 * receiver marked by "um", no articles. An adjective follows its noun and ends as its class asks: -a
 * for somebody, -o for a thing, -i for things. The verb agrees with what is given: -an, plural -ir.
 * Names stay as they are.
 */
export function invented(clause: Clause): string {
  const { giver, receiver, verb, look, thing, plural, preposition, place } = clause;
  const name = (who: string | Somebody) =>
    typeof who === "string" ? who : `${stem(who.kind)} ${stem(who.trait)}a`;
  return [
    `${stem(place)} ${stem(preposition)}`,
    name(giver),
    `${name(receiver)} um`,
    `${stem(thing)} ${stem(look)}${plural ? "i" : "o"}`,
    `${stem(verb)}${plural ? "ir" : "an"}.`,
  ].join(" ");
}

function stem(word: string): string {
  return STEMS.get(word) as string;
}

/** A stem of two syllables for every word, no two alike, the same on every machine. */
function stems(): Map<string, string> {
  const random = new Random({ seed: 0, stream: STREAM.text, site: site("toy language") });
  const taken = new Map<string, string>();
  for (const word of new Set(VOCABULARY)) {
    let made: string;
    do made = syllables(random);
    while ([...taken.values()].includes(made));
    taken.set(word, made);
  }
  return taken;
}

function syllables(random: Random): string {
  const letter = (letters: string) => random.pick([...letters]);
  return [CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS].map(letter).join("");
}
