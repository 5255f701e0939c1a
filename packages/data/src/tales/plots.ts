import type { Random } from "@gpt/random";
import { FEARS, FOODS, PLANTS, PROJECTS, STORMS, type Theme, TRAPS } from "./lexicon.ts";
import {
  article,
  type Choose,
  capital,
  chooser,
  type Pronoun,
  pronoun,
  type ThingForms,
  thingForms,
} from "./phrase.ts";
import type { Story } from "./story.ts";

/** A tale's paragraphs after its opening, and what it is about. */
interface Telling {
  readonly theme: Theme;
  readonly paragraphs: readonly string[];
}

/** Everything a plot needs at hand to tell its events. */
export interface Scene {
  readonly story: Story;
  readonly random: Random;
  readonly pick: Choose;
  /** Names and pronouns of hero and friend. */
  readonly h: string;
  readonly f: string;
  readonly hp: Pronoun;
  readonly fp: Pronoun;
  readonly t: ThingForms;
}

/** The scene of a story. */
export function sceneOf(story: Story, random: Random): Scene {
  return {
    story,
    random,
    pick: chooser(random),
    h: story.hero.name,
    f: story.friend.name,
    hp: pronoun(story.hero.gender),
    fp: pronoun(story.friend.gender),
    t: thingForms(story.thing, story.look),
  };
}

function lost({ story, random, pick, h, f, hp, fp, t }: Scene): Telling {
  const spot = random.pick(story.place.spots);
  return {
    theme: "help",
    paragraphs: [
      `${h} wanted to ${story.thing.use}, but ${t.the} ${t.was} gone. ${capital(hp.subject)} looked ${pick("everywhere", "here and there", "up and down")}, but could not find ${t.it}. ${h} felt ${pick("sad", "worried", "like crying")}.`,
      `Then ${f} came along. "${pick("What is wrong?", "Why are you so sad?", "Can I help you?")}" asked ${f}. "I have lost my ${t.noun}," said ${h}. "${pick("Let us look together", "Do not worry, I will help you", "Four eyes see more than two")}," said ${f}.`,
      `They searched for a long time. At last ${f} looked ${spot}, and there ${t.was === "was" ? "it was" : "they were"}! "${pick("Here!", `I found ${t.it}!`, "Look!")}" cried ${f}. ${h} ${pick("hugged", "thanked")} ${fp.object} and was happy again.`,
    ],
  };
}

function stuck({ random, pick, h, f, hp, t }: Scene): Telling {
  const [where, tool] = random.pick(TRAPS);
  return {
    theme: "help",
    paragraphs: [
      `${h} was playing with ${t.the} when a gust of wind took ${t.it} away. Now ${t.the} ${t.was} stuck ${where}. ${h} ${pick("jumped and stretched", "tried and tried", `tried to reach ${t.it}`)}, but ${hp.subject} was too small.`,
      `"${pick("Oh no!", "What shall I do?", "This is too hard for me!")}" said ${h}. ${f} heard ${hp.object} and came running. "I have ${article(tool)} at home," said ${f}. "Wait here!"`,
      `Soon ${f} came back with the ${tool}. ${h} held the ${tool} while ${f} got ${t.the} out. "${pick("We did it!", "Hooray!", "There you are!")}" they shouted. From that day on, ${h} and ${f} played together.`,
    ],
  };
}

function sharing({ random, pick, h, f, fp, hp }: Scene): Telling {
  const food = random.pick(FOODS);
  return {
    theme: "share",
    paragraphs: [
      `${h} had ${article(food)} for lunch. Just as ${hp.subject} sat down to eat, ${f} came by. ${f} looked ${pick("tired", "hungry", "pale")}. "I have not eaten all day," said ${f}.`,
      `${h} looked at the ${food}. It was not very big, and ${hp.subject} was hungry too. But then ${h} ${pick("smiled", "had an idea", `made up ${hp.possessive} mind`)}. ${capital(hp.subject)} broke the ${food} in two and gave one half to ${f}.`,
      `"Thank you," said ${f}. "${pick("You are a true friend", "This is the best thing I ever ate", "I will not forget this")}." The next day ${f} brought a whole basket of food and shared it with ${h}. Both of them ate until ${fp.subject === "he" ? "the sun went down" : "the stars came out"}.`,
    ],
  };
}

function fear({ random, pick, h, f, hp }: Scene): Telling {
  const [what, deed] = random.pick(FEARS);
  return {
    theme: "courage",
    paragraphs: [
      `There was one thing that ${h} did not like: ${hp.subject} was afraid of ${what}. When the others ${pick("laughed and played", "ran ahead", `called ${hp.possessive} name`)}, ${h} stayed behind.`,
      `"I want to ${deed}," ${h} told ${f}, "but I am too scared." ${f} took ${hp.possessive} ${pick("hand", "paw")}. "I was afraid once, too," said ${f}. "${pick("We will go together", "I will stay next to you", "Just take one small step")}."`,
      `${h} ${pick("took a deep breath", `closed ${hp.possessive} eyes for a moment`, "counted to three")}. Step by step, ${hp.subject} went on, and ${f} stayed close. In the end ${h} was able to ${deed}. "I did it!" said ${h}, and ${hp.subject} was very proud.`,
    ],
  };
}

function building({ random, pick, h, f, hp, t }: Scene): Telling {
  const [project, part] = random.pick(PROJECTS);
  return {
    theme: "help",
    paragraphs: [
      `${h} had a plan: ${hp.subject} wanted to build ${article(project)}. ${capital(hp.subject)} worked all morning and the ${project} was almost ready. But one thing was missing. ${h} needed ${article(part)}.`,
      `${h} went to ${f} and asked, "${pick("Do you have", "Could you give me", "Can you lend me")} ${article(part)}?" "Yes," said ${f}, "but I would like to have ${t.some} for it." ${h} thought about it and ${pick("nodded", "agreed", "said yes")}. So ${h} gave ${t.the} to ${f} and got the ${part}.`,
      `With the ${part}, the ${project} was soon finished. It was ${pick("strong and fine", "better than any other", "just right")}. "${pick("Will you try it with me?", "Come, let us try it!", "It belongs to both of us!")}" said ${h}. And they had fun until evening.`,
    ],
  };
}

function promise({ pick, h, f, hp, fp, t, story }: Scene): Telling {
  return {
    theme: "honesty",
    paragraphs: [
      `${h} had promised to bring ${t.the} to ${f}, because ${f} wanted to ${story.thing.use}. But on the way ${h} ${pick("fell asleep under a tree", "began to play", "stopped to watch the ants")} and forgot all about it.`,
      `${f} waited and waited. When ${h} came at last, ${f} was ${pick("very sad", "angry", "close to tears")}. "You did not come," said ${f}. ${h} wanted to say that ${hp.subject} had been ill. But that was not true. "${pick("I am sorry", "It was my fault", "Please forgive me")}," said ${h}. "I forgot my promise."`,
      `${f} was quiet for a while. Then ${fp.subject} smiled. "${pick("Thank you for telling me the truth", "I am glad that you are honest", "Everybody forgets something once")}," said ${f}. The next day ${h} came early and brought ${t.the}, and they had a wonderful time.`,
    ],
  };
}

function storm({ random, pick, h, f, hp, story, t }: Scene): Telling {
  const [come, doing] = random.pick(STORMS);
  return {
    theme: "kindness",
    paragraphs: [
      `${h} was on ${hp.possessive} way home with ${t.the} when ${come}. ${doing}. ${h} was still far away and did not know where to go.`,
      `Then ${hp.subject} saw a light. It was the house of ${f}. ${h} knocked at the door. "${pick("Come in, come in!", "You are welcome here!", "Quick, come inside!")}" said ${f}. There was a fire and ${pick("hot soup", "warm milk", "fresh bread")}, and soon ${h} felt better.`,
      `When the weather was fine again, they went out together. The ${story.place.noun} looked ${pick("clean and new", "like silver", "more beautiful than ever")}. "Thank you for your kindness," said ${h}, and gave ${t.the} to ${f} as a present.`,
    ],
  };
}

function race({ pick, h, f, hp, fp, story }: Scene): Telling {
  return {
    theme: "kindness",
    paragraphs: [
      `That day there was a great race ${story.place.at}. ${h} and ${f} both wanted to win. "${pick("I am the fastest", "Nobody can catch me", "You will see")}!" said ${h}. They ran and ran, and soon the others were far behind.`,
      `Just before the end, ${f} fell over a ${pick("stone", "root", "bucket")} and hurt ${fp.possessive} leg. ${h} could see the finish. ${capital(hp.subject)} could win now! But ${hp.subject} heard ${f} crying, and ${pick("stopped", "turned around", "went back")}.`,
      `"Lean on me," said ${h}. Slowly they walked on, side by side, and crossed the line together. They were the last, but everybody ${pick("clapped", "cheered", "shouted their names")}. "You are the real winner," said ${f}.`,
    ],
  };
}

function hurt({ random, pick, h, f, hp, fp, story }: Scene): Telling {
  const spot = random.pick(story.place.spots);
  return {
    theme: "kindness",
    paragraphs: [
      `As ${h} was walking ${story.place.at}, ${hp.subject} heard a small voice. ${spot[0]?.toUpperCase()}${spot.slice(1)} lay ${f}, who had hurt ${fp.possessive} foot. "${pick("Please help me", "It hurts so much", "I cannot walk")}," said ${f}.`,
      `${h} washed the foot with water and put a ${pick("soft leaf", "clean cloth", "bandage")} around it. Then ${hp.subject} carried ${f} home. Every day ${h} brought ${pick("soup", "berries", "tea")} and told ${fp.object} a story.`,
      `After a week, ${f} could ${pick("walk", "dance", "run")} again. Some time later ${h} was in trouble, and who came to help? It was ${f}! "You helped me, and now I help you," said ${f}.`,
    ],
  };
}

function gift({ random, pick, h, f, hp, fp, t, story }: Scene): Telling {
  return {
    theme: "kindness",
    paragraphs: [
      `Tomorrow was the birthday of ${f}. ${h} knew that ${f} had always wanted ${t.some} to ${story.thing.use}. But ${h} had no money to buy ${t.it}. "${pick("What can I do?", "I must find a way,", "I will make something myself,")}" thought ${h}.`,
      `So ${hp.subject} sat down and made ${t.some} with ${hp.possessive} own ${pick("two hands", "small hands")}. It took the whole night. ${capital(t.the)} ${t.was} ${random.pick(["not perfect", "a little crooked", "not like the ones in the shop"])}, but made with love.`,
      `When ${f} opened the parcel, ${fp.possessive} eyes ${pick("shone", "grew wide", "filled with tears of joy")}. "${pick("This is the best present of all,", "You made this for me?", "I will keep this forever,")}" said ${f}, and hugged ${h}.`,
    ],
  };
}

function secret({ pick, h, f, hp, fp, t, story }: Scene): Telling {
  return {
    theme: "honesty",
    paragraphs: [
      `${f} had put ${t.the} in a box ${story.place.at}. "Please do not open the box while I am away," said ${f}. ${h} promised. But ${hp.subject} was so curious! "${pick("Just one look", "Nobody will know", "Only for a moment")}," thought ${h}, and opened the box.`,
      `${pick("Crack!", "Oh dear!", "Bang!")} ${capital(t.the)} fell down and ${t.was} broken. ${h} was frightened. First ${hp.subject} wanted to hide ${t.it}. But then ${h} thought of ${f}, and waited for ${fp.object} at the gate.`,
      `"I opened the box and broke your ${t.noun}," said ${h}. "I am so sorry." ${f} was sad, but not angry. "${pick(`Let us mend ${t.it} together`, "Thank you for being honest", `We can fix ${t.it}`)}," said ${f}. And so they did.`,
    ],
  };
}

function seed({ random, pick, h, f, hp, story }: Scene): Telling {
  const plant = random.pick(PLANTS);
  return {
    theme: "patience",
    paragraphs: [
      `${f} gave ${h} a small seed. "If you take good care of it, ${article(plant)} will grow," said ${f}. ${h} planted the seed ${story.place.at} and gave it water. Then ${hp.subject} sat down and waited.`,
      `The next morning there was nothing to see. ${h} was ${pick("disappointed", "cross", "sad")}. "${pick("It does not work!", "This seed is no good!", "Nothing is happening!")}" said ${h}. "You must be patient," answered ${f}. "Give it water and sun, and do not give up."`,
      `So ${h} came back every day. ${pick("Days and weeks went by", "It rained and the sun shone", "The moon grew round and thin again")}. And one morning, there was a tiny green leaf! It grew and grew, until ${h} had ${pick("a beautiful", "a strong", "the finest")} ${plant} of ${hp.possessive} own.`,
    ],
  };
}

/** All plots by name. */
export const PLOTS = {
  lost,
  stuck,
  sharing,
  fear,
  building,
  promise,
  storm,
  race,
  hurt,
  gift,
  secret,
  seed,
} as const;

/** Name of a plot. */
export type PlotName = keyof typeof PLOTS;
