import type { Scene } from "../../tales/plots.ts";
import type { Split } from "../../tales/story.ts";
import type { TextExample } from "../task-set.ts";
import { feeling, type Outcome, SITUATIONS, type Situation, type Ways } from "./situations.ts";
import { setting, shuffled, taskScene } from "./task-scene.ts";

/** Names of the classes, by index. */
export const SIMILARITIES = ["different", "same"] as const;

/** How much of what is different is so because it turned out well. */
const WELL = 0.85;
/** How many second texts have one event. */
const ALONE = 0.4;
/** Most characters of both texts. */
const LONGEST = 300;

/**
 * Do both texts leave somebody in the same trouble? The first tells of it. The second tells of it in
 * other words, or how it turned out well, or of other trouble, or of somebody else's. Before that most
 * second texts have an event of another matter that went the other way: what comes last counts, so a bag
 * of words is right half of the time there.
 */
export function similarityExample(seed: number, index: number, split: Split): TextExample {
  const scene = taskScene("similarity", seed, index, split);
  const label = index % SIMILARITIES.length;
  const { random } = scene;
  const matter = random.pick(SITUATIONS);
  const [one, two, three] = shuffled([0, 1, 2] as const, random) as [Way, Way, Way];
  const others = SITUATIONS.filter(({ about }) => about !== matter.about);
  const [other, another] = shuffled(others, random) as [Situation, Situation];
  const text = `${setting(scene)} ${matter.bad(scene)[one]}`;
  const outcome = label === 0 && random.uniform() < WELL ? "good" : "bad";
  const event = label === 1 ? matter.bad(scene) : differently(outcome, matter, other, scene);
  const second = `${event[two]} ${feeling(outcome, scene)}`;
  if (random.uniform() < ALONE) return { text, second, label };
  const before = another[opposite(outcome)](scene);
  const felt = feeling(opposite(outcome), scene);
  const [long, short] = [before[three], before[SHORTEST]].map((way) => `${way} ${felt} ${second}`);
  const fits = text.length + (long as string).length <= LONGEST;
  return { text, second: (fits ? long : short) as string, label };
}

/** Which of the ways to tell something; the last one is the shortest. */
type Way = 0 | 1 | 2;
const SHORTEST = 2;

/** It turned out well; or there is other trouble; or, where it is said whose it is, somebody else's. */
function differently(
  outcome: Outcome,
  matter: Situation,
  other: Situation,
  scene: Scene,
): ReturnType<Ways> {
  if (outcome === "good") return matter.good(scene);
  const others = matter.bad(othersScene(scene));
  const saysWho = others.every((text) => text.includes(scene.h) || text.includes(scene.f));
  return saysWho && scene.random.uniform() < 0.5 ? others : other.bad(scene);
}

function opposite(outcome: Outcome): Outcome {
  return outcome === "good" ? "bad" : "good";
}

/** The scene with hero and friend in each other's place. */
function othersScene(scene: Scene): Scene {
  const { h, f, hp, fp } = scene;
  return { ...scene, h: f, f: h, hp: fp, fp: hp };
}
