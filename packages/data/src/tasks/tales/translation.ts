import type { Split } from "../../tales/story.ts";
import type { PairExample } from "../task-set.ts";
import { shuffled, taskScene } from "./task-scene.ts";
import { type Clause, english, invented, type Somebody, VERBS } from "./toy-language.ts";

/** A sentence about the hero in English, and in the invented language. */
export function translationExample(seed: number, index: number, split: Split): PairExample {
  const { random, story } = taskScene("translation", seed, index, split);
  const { hero, friend, thing, look, place } = story;
  const other: Somebody = { trait: friend.trait, kind: friend.kind };
  const [giver, receiver] = shuffled<string | Somebody>([hero.name, other], random);
  const clause: Clause = {
    giver: giver as string | Somebody,
    receiver: receiver as string | Somebody,
    verb: random.pick(VERBS),
    look,
    thing: thing.noun,
    plural: thing.plural ?? false,
    preposition: place.at.split(" ")[0] as string,
    place: place.noun,
  };
  return { source: english(clause), target: invented(clause) };
}
