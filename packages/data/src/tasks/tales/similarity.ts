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

/**
 * Do both texts leave somebody in the same trouble? The first tells of it. The second tells of it in
 * other words, or how it turned out well, or of other trouble, or of somebody else's. Before that most
 * second texts have an event of another matter with the opposite outcome: what comes last counts, so a
 * bag of words is right half of the time there.
 */
export function similarityExample(seed: number, index: number, split: Split): TextExample {
  const scene = taskScene("similarity", seed, index, split);
  const label = index % SIMILARITIES.length;
  const { random } = scene;
  const matter = random.pick(SITUATIONS);
  const [one, two, three] = shuffled([0, 1, 2] as const, random) as [Way, Way, Way];
  const told = matter.bad(scene)[one];
  const [other, third] = shuffled(othersThan(matter), random) as [Situation, Situation];
  const swapped = othersScene(scene);
  const saysWho = [told, matter.bad(swapped)[two]].every(
    (text) => text.includes(scene.h) || text.includes(scene.f),
  );
  const trouble = random.uniform() < 0.5 && saysWho ? [matter.bad, swapped] : [other.bad, scene];
  const isWell = label === 0 && random.uniform() < WELL;
  const [ways, who] = (
    label === 1 ? [matter.bad, scene] : isWell ? [matter.good, scene] : trouble
  ) as [Ways, Scene];
  const outcome = isWell ? "good" : "bad";
  const event = ways(who)[two];
  const before = third[opposite(outcome)](scene)[three];
  return {
    text: `${setting(scene)} ${told}`,
    second: random.uniform() < ALONE ? `${event} ${feeling(outcome, scene)}` : `${before} ${event}`,
    label,
  };
}

/** Which of the ways to tell something. */
type Way = 0 | 1 | 2;

/** Situations about something else, one for each thing that they can be about. */
function othersThan({ about }: Situation): Situation[] {
  return SITUATIONS.filter((situation) => situation.about !== about);
}

function opposite(outcome: Outcome): Outcome {
  return outcome === "good" ? "bad" : "good";
}

/** The scene with hero and friend in each other's place. */
function othersScene(scene: Scene): Scene {
  const { h, f, hp, fp } = scene;
  return { ...scene, h: f, f: h, hp: fp, fp: hp };
}
