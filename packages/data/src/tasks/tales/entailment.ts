import type { Split } from "../../tales/story.ts";
import type { TextExample } from "../task-set.ts";
import { feeling, SITUATIONS } from "./situations.ts";
import { setting, shuffled, taskScene } from "./task-scene.ts";

/** Names of the classes, by index. */
export const ENTAILMENTS = ["entailment", "neutral", "contradiction"] as const;
const NEUTRAL = 1;

/**
 * Is the second text true if the first is? The first tells of something that went well in the end. The
 * second tells the same in other words, something of another matter, or that it went badly. What is
 * contradicted sounds bad, then, but half of what is neutral does so too: the second text alone gives
 * two labels in three away, as it does in SNLI (Gururangan et al. 2018).
 */
export function entailmentExample(seed: number, index: number, split: Split): TextExample {
  const scene = taskScene("entailment", seed, index, split);
  const label = index % ENTAILMENTS.length;
  const { random } = scene;
  const matter = random.pick(SITUATIONS);
  const other = random.pick(SITUATIONS.filter(({ about }) => about !== matter.about));
  const [one, two] = shuffled([0, 1, 2] as const, random) as [0 | 1 | 2, 0 | 1 | 2];
  const either = random.pick(["good", "bad"] as const);
  const outcome = label === NEUTRAL ? either : label === 0 ? "good" : "bad";
  const asked = (label === NEUTRAL ? other : matter)[outcome];
  return {
    text: `${setting(scene)} ${matter.good(scene)[one]}`,
    second: `${asked(scene)[two]} ${feeling(outcome, scene)}`,
    label,
  };
}
