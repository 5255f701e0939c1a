import type { Scene } from "../../tales/plots.ts";
import type { Split } from "../../tales/story.ts";
import type { TextExample } from "../task-set.ts";
import { SITUATIONS, type Situation } from "./situations.ts";
import { setting, shuffled, taskScene } from "./task-scene.ts";

/** Names of the classes, by index. */
export const SIMILARITIES = ["different", "same"] as const;

/**
 * Do both texts tell the same? If so, in other words. If not, something else happens to the same
 * characters, it goes the other way, or it happens to the other one. One of the two, the first or the
 * second, says who and where.
 */
export function similarityExample(seed: number, index: number, split: Split): TextExample {
  const scene = taskScene("similarity", seed, index, split);
  const label = index % SIMILARITIES.length;
  const { random } = scene;
  const situation = random.pick(SITUATIONS);
  const outcome = random.pick(["bad", "good"] as const);
  const [one, two] = shuffled([0, 1, 2] as const, random) as [Way, Way];
  const told = situation[outcome](scene)[one];
  const same = situation[outcome](scene)[two];
  const retold = label === 1 ? same : different(scene, situation, outcome, two, named(told, scene));
  const [text, second] = shuffled([`${setting(scene)} ${told}`, retold], random);
  return { text: text as string, second: second as string, label };
}

type Way = 0 | 1 | 2;

/** Something else, as often as the other outcome or somebody else, where the text says who it is. */
function different(
  scene: Scene,
  situation: Situation,
  outcome: "bad" | "good",
  way: Way,
  saysWho: boolean,
): string {
  const { random, h, f, hp, fp } = scene;
  const opposite = outcome === "bad" ? "good" : "bad";
  const other = random.pick(SITUATIONS.filter(({ about }) => about !== situation.about));
  const swapped = situation[outcome]({ ...scene, h: f, f: h, hp: fp, fp: hp })[way];
  const kinds = [
    other[outcome](scene)[way],
    other[opposite](scene)[way],
    situation[opposite](scene)[way],
    situation[opposite](scene)[way],
  ];
  return random.pick(saysWho && named(swapped, scene) ? [...kinds, swapped] : kinds);
}

function named(text: string, { h, f }: Scene): boolean {
  return text.includes(h) || text.includes(f);
}
