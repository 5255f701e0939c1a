import { Random, STREAM, site } from "@gpt/random";
import {
  type Gender,
  KINDS,
  LOOKS,
  MORNINGS,
  NAMES,
  PLACES,
  type Place,
  THINGS,
  type Thing,
  TRAITS,
} from "./lexicon.ts";
import { PLOTS, type PlotName } from "./plots.ts";

/** Somebody in a tale. */
interface Character {
  readonly name: string;
  readonly gender: Gender;
  readonly kind: string;
  readonly trait: string;
}

/** What happens in a tale, before it is told: who, where, with what, and how it goes. */
export interface Story {
  readonly plot: PlotName;
  readonly hero: Character;
  readonly friend: Character;
  readonly place: Place;
  readonly thing: Thing;
  readonly look: string;
  readonly morning: string;
}

/** Which half of the tales: no tale is in both. */
export type Split = "train" | "validation";

/** One hero, thing and place in ten is kept for validation. */
const HELD_OUT = 10;

/**
 * The facts of tale `index` of a split: a pure function. Hero, thing and place are named in every
 * tale, and together decide the split, so equal texts are always in the same one.
 */
export function story(seed: number, index: number, split: Split): { story: Story; random: Random } {
  for (let attempt = 0; ; attempt++) {
    const address = { seed, step: index, site: site(`${split} ${attempt}`), stream: STREAM.text };
    const random = new Random(address);
    const drawn = draw(random);
    if (splitOf(drawn) === split) return { story: drawn, random };
  }
}

/** The split that a story belongs to. */
export function splitOf({ hero, thing, place }: Story): Split {
  const key = site(`${hero.name}, ${thing.noun}, ${place.noun}`);
  return key % HELD_OUT === 0 ? "validation" : "train";
}

function draw(random: Random): Story {
  const hero = character(random, []);
  return {
    plot: random.pick(Object.keys(PLOTS) as PlotName[]),
    hero,
    friend: character(random, [hero.name]),
    place: random.pick(PLACES),
    thing: random.pick(THINGS),
    look: random.pick(LOOKS),
    morning: random.pick(MORNINGS),
  };
}

function character(random: Random, taken: readonly string[]): Character {
  const gender: Gender = random.pick(["he", "she"]);
  const name = random.pick(NAMES[gender].filter((name) => !taken.includes(name)));
  const kind = random.pick(KINDS);
  const own = kind === "boy or girl" ? (gender === "he" ? "boy" : "girl") : kind;
  return { name, gender, kind: own, trait: random.pick(TRAITS) };
}
