import { capital } from "../../tales/phrase.ts";
import type { Scene } from "../../tales/plots.ts";
import type { Split } from "../../tales/story.ts";
import type { TextExample } from "../task-set.ts";
import { setting, taskScene } from "./task-scene.ts";

/** Names of the classes, by index. */
export const SENTIMENTS = ["bad", "good"] as const;

/**
 * Does it end badly or well? One event, or one of each kind: then the last one decides, and the same
 * words in the other order have the other label.
 */
export function sentimentExample(seed: number, index: number, split: Split): TextExample {
  const scene = taskScene("sentiment", seed, index, split);
  const label = index % SENTIMENTS.length;
  const events = [bad(scene), good(scene)];
  const last = events[label] as string;
  const told = scene.random.uniform() < 0.5 ? [last] : [events[1 - label] as string, last];
  return { text: [setting(scene), ...told].join(" "), label };
}

function bad({ random, pick, h, f, hp, fp, t, story }: Scene): string {
  const spot = random.pick(story.place.spots);
  return pick(
    `${capital(t.the)} ${t.was} gone, and ${h} felt ${pick("sad", "worried", "like crying")}.`,
    `${h} looked everywhere, but could not find ${t.the}.`,
    `${h} looked ${spot}, but there was nothing.`,
    `${capital(t.the)} fell down and ${t.was} broken.`,
    `${h} was afraid and ran away from ${f}.`,
    `${f} was ${pick("angry", "very sad", "close to tears")}.`,
    `${h} fell over a ${pick("stone", "root", "bucket")} and hurt ${hp.possessive} leg.`,
    `${f} could not walk and was crying.`,
    `${f} waited and waited, but ${h} did not come.`,
    `${h} was hungry and had nothing to eat.`,
    `It began to rain hard, and ${h} did not know where to go.`,
    `${h} was ${pick("disappointed", "frightened", "cross")}.`,
    `"${pick("Oh no!", "What shall I do?", "This is too hard for me!")}" said ${h}.`,
    `Now ${t.the} ${t.was} stuck, and ${hp.subject} was too small to reach ${t.it}.`,
    `${f} was ill, and nobody helped ${fp.object}.`,
    `"It does not work!" said ${f}.`,
  );
}

function good({ random, pick, h, f, hp, fp, t, story }: Scene): string {
  const spot = random.pick(story.place.spots);
  return pick(
    `${h} ${pick("hugged", "thanked")} ${f} and was happy.`,
    `${f} looked ${spot} and found ${t.the}!`,
    `${f} came with a ladder and got ${t.the} out.`,
    `"I did it!" said ${h}, and ${hp.subject} was very proud.`,
    `"${pick("We did it!", "Hooray!", "There you are!")}" they shouted.`,
    `They shared a ${pick("pie", "honey cake", "pancake")} and ate until the sun went down.`,
    `${h} and ${f} played together and had fun until evening.`,
    `"Thank you," said ${f}. "${pick("You are a true friend", "This is the best present of all")}."`,
    `${f} smiled, and they had a wonderful time.`,
    `There was a fire and ${pick("hot soup", "warm milk", "fresh bread")}, and soon ${h} felt better.`,
    `Everybody ${pick("clapped", "cheered", "shouted their names")}.`,
    `After a week, ${f} could ${pick("walk", "dance", "run")} again.`,
    `${f} opened the parcel, and ${fp.possessive} eyes shone.`,
    `${h} was able to mend ${t.the}.`,
    `The weather was fine again, and ${h} came home.`,
    `"${pick("Come, let us try it!", "You are welcome here!")}" said ${f}.`,
  );
}
