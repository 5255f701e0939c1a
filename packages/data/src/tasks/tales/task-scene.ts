import { Random, STREAM, site } from "@gpt/random";
import { article } from "../../tales/phrase.ts";
import { type Scene, sceneOf } from "../../tales/plots.ts";
import { type Split, story } from "../../tales/story.ts";

/** Who, where and with what of tale `index`, for a task: other random numbers than the tale's own. */
export function taskScene(task: string, seed: number, index: number, split: Split): Scene {
  const address = { seed, step: index, site: site(`${task} ${split}`), stream: STREAM.text };
  return sceneOf(story(seed, index, split).story, new Random(address));
}

/** Opens a text with what decides a tale's split: hero, thing and place, so no text is in both. */
export function setting({ story, pick, h, t }: Scene): string {
  const { hero, place, morning } = story;
  return pick(
    `${morning}, ${h} was ${place.at} with ${t.the}.`,
    `${h} lived ${place.at} and had ${t.some}.`,
    `${morning}, ${article(hero.kind)} named ${h} was ${place.at} with ${t.the}.`,
  );
}

/** An order of items drawn at random. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  return items.map(() => left.splice(random.integer(left.length), 1)[0] as T);
}
