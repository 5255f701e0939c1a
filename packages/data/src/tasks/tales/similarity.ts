import type { Scene } from "../../tales/plots.ts";
import type { Split } from "../../tales/story.ts";
import type { TextExample } from "../task-set.ts";
import { feeling, SITUATIONS, type Ways } from "./situations.ts";
import { setting, shuffled, taskScene } from "./task-scene.ts";

/** Names of the classes, by index. */
export const SIMILARITIES = ["different", "same"] as const;

/** How much of what is different is so because it turned out well. */
const WELL = 0.75;

/**
 * Do both texts tell of the same trouble, in other words? If not, the second tells how it turned out
 * well, or of other trouble, or of somebody else's.
 */
export function similarityExample(seed: number, index: number, split: Split): TextExample {
  const scene = taskScene("similarity", seed, index, split);
  const label = index % SIMILARITIES.length;
  const { random } = scene;
  const matter = random.pick(SITUATIONS);
  const [one, two] = shuffled([0, 1, 2] as const, random) as [0 | 1 | 2, 0 | 1 | 2];
  const told = matter.bad(scene)[one];
  const bad = (ways: Ways, of = scene) => `${ways(of)[two]} ${feeling("bad", scene)}`;
  const good = `${matter.good(scene)[two]} ${feeling("good", scene)}`;
  const other = random.pick(SITUATIONS.filter(({ about }) => about !== matter.about));
  const swapped = bad(matter.bad, othersScene(scene));
  const saysWho = [told, swapped].every((text) => text.includes(scene.h) || text.includes(scene.f));
  const trouble = random.pick([bad(other.bad), saysWho ? swapped : bad(other.bad)]);
  const different = random.uniform() < WELL ? good : trouble;
  return {
    text: `${setting(scene)} ${told}`,
    second: label === 1 ? bad(matter.bad) : different,
    label,
  };
}

/** The scene with hero and friend in each other's place. */
function othersScene(scene: Scene): Scene {
  const { h, f, hp, fp } = scene;
  return { ...scene, h: f, f: h, hp: fp, fp: hp };
}
