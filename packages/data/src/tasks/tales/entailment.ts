import type { Split } from "../../tales/story.ts";
import type { TextExample } from "../task-set.ts";
import { SITUATIONS, type Ways } from "./situations.ts";
import { setting, taskScene } from "./task-scene.ts";

/** Names of the classes, by index. */
export const ENTAILMENTS = ["entailment", "neutral", "contradiction"] as const;

/**
 * Is the second text true if the first is? The second is drawn first, so that it alone says nothing;
 * the first tells the same in other words, something of another matter, or that it went the other way.
 */
export function entailmentExample(seed: number, index: number, split: Split): TextExample {
  const scene = taskScene("entailment", seed, index, split);
  const label = index % ENTAILMENTS.length;
  const { random } = scene;
  const asked = random.pick(SITUATIONS);
  const outcome = random.pick(["bad", "good"] as const);
  const opposite = outcome === "bad" ? "good" : "bad";
  const other = random.pick(SITUATIONS.filter(({ about }) => about !== asked.about));
  const unrelated = random.pick([other.bad, other.good]);
  const told = [asked[outcome], unrelated, asked[opposite]][label] as Ways;
  const [one, two] = told(scene);
  return {
    text: `${setting(scene)} ${random.pick([one, two])}`,
    second: asked[outcome](scene)[2],
    label,
  };
}
