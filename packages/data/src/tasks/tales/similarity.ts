import type { Scene } from "../../tales/plots.ts";
import type { Split } from "../../tales/story.ts";
import type { TextExample } from "../task-set.ts";
import { SITUATIONS } from "./situations.ts";
import { setting, shuffled, taskScene } from "./task-scene.ts";

/** Names of the classes, by index. */
export const SIMILARITIES = ["different", "same"] as const;

/**
 * Do both texts tell of the same trouble, in other words? If not, one of them tells of other trouble,
 * or of the same that turned out well, or somebody else has it. Who and where is said by one of the
 * two, the first or the second.
 */
export function similarityExample(seed: number, index: number, split: Split): TextExample {
  const scene = taskScene("similarity", seed, index, split);
  const label = index % SIMILARITIES.length;
  const { random } = scene;
  const matter = random.pick(SITUATIONS);
  const other = random.pick(SITUATIONS.filter(({ about }) => about !== matter.about));
  const [one, two] = shuffled([0, 1, 2] as const, random) as [0 | 1 | 2, 0 | 1 | 2];
  const told = matter.bad(scene)[one];
  const retold = matter.bad(scene)[two];
  const swapped = matter.bad(othersScene(scene))[two];
  const saysWho = [told, swapped].every((text) => text.includes(scene.h) || text.includes(scene.f));
  const different = random.pick([
    matter.good(scene)[two],
    matter.good(scene)[two],
    other.bad(scene)[two],
    saysWho ? swapped : other.bad(scene)[two],
  ]);
  const [text, second] = shuffled(
    [`${setting(scene)} ${told}`, label === 1 ? retold : different],
    random,
  );
  return { text: text as string, second: second as string, label };
}

/** The scene with hero and friend in each other's place. */
function othersScene(scene: Scene): Scene {
  const { h, f, hp, fp } = scene;
  return { ...scene, h: f, f: h, hp: fp, fp: hp };
}
