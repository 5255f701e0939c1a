import type { Document, TextSource } from "../source.ts";
import { MORALS } from "./lexicon.ts";
import { article, capital } from "./phrase.ts";
import { PLOTS, type Scene, sceneOf } from "./plots.ts";
import { type Split, story } from "./story.ts";

/**
 * Tale number `index` of a split: the same text for the same numbers, on every machine, without
 * telling the ones before it.
 *
 * @example
 * ```ts
 * tale(0, 3, "train"); // "One windy day, a shy fox named …"
 * ```
 */
export function tale(seed: number, index: number, split: Split = "train"): string {
  const { story: facts, random } = story(seed, index, split);
  const scene = sceneOf(facts, random);
  const { theme, paragraphs } = PLOTS[facts.plot](scene);
  const moral = random.pick(MORALS[theme]);
  return [opening(scene), ...paragraphs, moral].join("\n");
}

/** Who, where, and with what: named in every tale. */
function opening({ story, pick, h, f, hp, t }: Scene): string {
  const { hero, friend, place, morning } = story;
  const who = `${article(hero.trait)} ${hero.kind} named ${h}`;
  const start = pick(
    `Once upon a time, ${who} lived ${place.at}.`,
    `${morning}, ${who} was ${place.at}.`,
    `There once was ${who}, who lived ${place.at}.`,
  );
  const owned = pick(
    `${capital(hp.subject)} had ${t.some}.`,
    `${h} owned ${t.some}, and was very proud of ${t.it}.`,
    `${capital(hp.possessive)} grandmother had given ${hp.object} ${t.some}.`,
  );
  const friendly = pick(
    `${capital(hp.possessive)} best friend was ${article(friend.trait)} ${friend.kind} called ${f}.`,
    `Not far away lived ${article(friend.trait)} ${friend.kind} called ${f}.`,
    `${h} often met ${f}, ${article(friend.trait)} ${friend.kind}.`,
  );
  return [start, owned, friendly].join(" ");
}

/** The tales of a split as a source of documents. */
export function tales(options: { seed?: number; count: number; split?: Split }): TextSource {
  const { seed = 0, count, split = "train" } = options;
  return {
    name: `tales (${split})`,
    async *documents(): AsyncGenerator<Document> {
      for (let index = 0; index < count; index++) {
        yield { id: `${split}-${index}`, text: tale(seed, index, split) };
      }
    },
  };
}
