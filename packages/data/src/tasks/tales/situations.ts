import { article, capital } from "../../tales/phrase.ts";
import type { Scene } from "../../tales/plots.ts";

/** Three ways to tell one thing. */
export type Ways = (scene: Scene) => readonly [string, string, string];

/** How something turned out. */
export type Outcome = "bad" | "good";

/** Something that can go badly or well. */
export interface Situation {
  /** What it is about: situations about the same say something of each other. */
  readonly about: string;
  readonly bad: Ways;
  readonly good: Ways;
}

/** Situations of the tales, each outcome in several words. */
export const SITUATIONS: readonly Situation[] = [
  {
    about: "thing",
    bad: ({ h, t, pick }) => [
      `${h} looked ${pick("everywhere", "here and there", "up and down")}, but could not find ${t.the}.`,
      `${h} wanted to play, but ${t.the} ${t.was} gone.`,
      `${h} had lost the ${t.noun}.`,
    ],
    good: ({ h, f, t, story, random }) => [
      `At last ${f} looked ${random.pick(story.place.spots)}, and there ${t.was === "was" ? "it was" : "they were"}!`,
      `"Look, I found ${t.it}!" cried ${f}, and ${h} was happy again.`,
      `${f} found the ${t.noun}.`,
    ],
  },
  {
    about: "thing",
    bad: ({ h, t }) => [
      `A gust of wind took ${t.the} away, and now ${t.it === "it" ? "it was" : "they were"} in a tall tree.`,
      `${h} jumped and stretched, but was too small to reach ${t.it}.`,
      `The ${t.noun} ${t.was} stuck.`,
    ],
    good: ({ h, f, t }) => [
      `${h} held the ladder while ${f} got ${t.the} out.`,
      `Soon ${f} came back with a ladder. "We did it!" they shouted.`,
      `They got the ${t.noun} out of the tree.`,
    ],
  },
  {
    about: "food",
    bad: ({ f, pick }) => [
      `"I have not eaten all day," said ${f}.`,
      `${f} looked ${pick("tired", "pale")} and had nothing for lunch.`,
      `${f} was hungry.`,
    ],
    good: ({ h, f, pick }) => [
      `${h} broke the ${pick("pie", "bun", "pancake")} in two and gave one half to ${f}.`,
      `${f} sat down with ${h}, and both of them ate until the sun went down.`,
      `${h} shared the food.`,
    ],
  },
  {
    about: "courage",
    bad: ({ h }) => [
      `${h} was afraid of the dark and stayed behind.`,
      `"I want to do it," said ${h}, "but I am too scared."`,
      `${h} was frightened.`,
    ],
    good: ({ h, hp, pick }) => [
      `${h} ${pick("took a deep breath", `closed ${hp.possessive} eyes for a moment`, "counted to three")}. Step by step, ${hp.subject} went on.`,
      `"I did it!" said ${h}, and ${hp.subject} was very proud.`,
      `${h} was brave.`,
    ],
  },
  {
    about: "project",
    bad: ({ h, hp }) => [
      `${h} had worked all morning, but one thing was missing.`,
      `${h} wanted to build a raft, but ${hp.subject} needed a rope.`,
      `The raft was not ready.`,
    ],
    good: ({ h, f }) => [
      `With the rope from ${f}, it was soon strong and fine.`,
      `"Come, let us try it!" said ${h}, and they had fun on the raft until evening.`,
      `The raft was finished.`,
    ],
  },
  {
    about: "promise",
    bad: ({ h, f, pick }) => [
      `${f} waited and waited. ${h} had ${pick("fallen asleep under a tree", "stopped to watch the ants")}.`,
      `"You did not come," said ${f}, who was close to tears.`,
      `${h} forgot the promise.`,
    ],
    good: ({ h, f }) => [
      `The next day ${h} came early, as ${f} was told.`,
      `"I am glad that you came," said ${f}, and they had a wonderful time.`,
      `${h} kept the promise.`,
    ],
  },
  {
    about: "weather",
    bad: ({ h, pick }) => [
      `${h} was far from home when ${pick("dark clouds came", "a storm came up", "the wind grew strong")}.`,
      `It began to rain hard. Thunder rolled over the land.`,
      `The weather was bad.`,
    ],
    good: ({ story }) => [
      `They went out together, and the ${story.place.noun} looked like silver.`,
      `The rain was over, and the sun shone again.`,
      `The weather was fine.`,
    ],
  },
  {
    about: "leg",
    bad: ({ f, fp, pick }) => [
      `${f} fell over a ${pick("stone", "root", "bucket")} and hurt ${fp.possessive} leg.`,
      `"Please help me, I cannot walk," said ${f}.`,
      `The leg of ${f} hurt.`,
    ],
    good: ({ f, fp, pick }) => [
      `After a week, ${f} could ${pick("walk", "dance", "run")} again.`,
      `The soft leaf and the bandage had helped, and ${f} got up from ${fp.possessive} bed.`,
      `The leg of ${f} was well.`,
    ],
  },
  {
    about: "box",
    bad: ({ h, t, pick }) => [
      `${h} opened the box. ${pick("Crack!", "Bang!", "Oh dear!")} ${capital(t.the)} fell down.`,
      `"I am so sorry," said ${h}. "I broke what was in the box."`,
      `${h} did not leave the box alone.`,
    ],
    good: ({ h, f }) => [
      `${f} had put something in a box, and ${h} did not open it.`,
      `${h} was curious, but kept away from the box.`,
      `${h} left the box alone.`,
    ],
  },
  {
    about: "seed",
    bad: ({ h, pick }) => [
      `${h} gave the seed water, but the next morning there was nothing to see.`,
      `"${pick("It does not work!", "This seed is no good!", "Nothing is happening!")}" said ${h}.`,
      `Nothing grew from the seed.`,
    ],
    good: ({ h, pick }) => [
      `Days and weeks went by. And one morning, there was a tiny green leaf!`,
      `${h} came back every day, until there was ${article(pick("sunflower", "pumpkin", "rose"))}.`,
      `The seed grew into a plant.`,
    ],
  },
  {
    about: "gift",
    bad: ({ h, f }) => [
      `Tomorrow was the birthday of ${f}, but ${h} had no money.`,
      `"What can I do? I must find a way," thought ${h} before the birthday.`,
      `${h} had no present for ${f}.`,
    ],
    good: ({ f, fp, pick }) => [
      `${f} opened the parcel, and ${fp.possessive} eyes ${pick("shone", "grew wide")}.`,
      `"This is the best present of all!" said ${f}.`,
      `${f} got a present.`,
    ],
  },
];

/** How it feels: a closing sentence after a bad or a good outcome. */
export function feeling(outcome: Outcome, { h, f, pick }: Scene): string {
  return outcome === "bad"
    ? pick(
        `${h} felt ${pick("sad", "worried", "like crying")}.`,
        `${h} was ${pick("disappointed", "frightened", "cross")}.`,
        `${f} was ${pick("angry", "very sad", "close to tears")}.`,
        `"${pick("Oh no!", "What shall I do?", "This is too hard for me!")}" said ${h}.`,
      )
    : pick(
        `${h} ${pick("hugged", "thanked")} ${f}.`,
        `${h} was ${pick("happy again", "very proud")}.`,
        `${f} ${pick("smiled", "was very glad")}.`,
        `"${pick("We did it!", "Hooray!", "There you are!")}" they shouted.`,
      );
}
