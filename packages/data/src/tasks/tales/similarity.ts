import { LOOKS, PLACES } from "../../tales/lexicon.ts";
import { capital, type ThingForms, thingForms } from "../../tales/phrase.ts";
import type { Scene } from "../../tales/plots.ts";
import type { Split } from "../../tales/story.ts";
import type { TextExample } from "../task-set.ts";
import { shuffled, taskScene } from "./task-scene.ts";

/** Names of the classes, by index. */
export const SIMILARITIES = ["different", "same"] as const;

/** Something that one character does and another one has done to. */
interface Event {
  readonly a: string;
  readonly b: string;
  readonly t: ThingForms;
  /** "in the forest". */
  readonly at: string;
}

/** Ways to tell each deed, all of them with who, whom, what and where. */
const DEEDS: readonly ((event: Event) => readonly string[])[] = [
  ({ a, b, t, at }) => [
    `${a} gave ${t.the} to ${b} ${at}.`,
    `${capital(at)}, ${b} got ${t.the} from ${a}.`,
    `${b} got ${t.the} ${at}. It was ${a} who gave ${t.it} away.`,
  ],
  ({ a, b, t, at }) => [
    `${a} lost ${t.the} ${at}, and ${b} found ${t.it}.`,
    `${b} found ${t.the} that ${a} had lost ${at}.`,
    `${capital(t.the)} of ${a} ${t.was} lost ${at}, until ${b} looked.`,
  ],
  ({ a, b, t, at }) => [
    `${a} broke ${t.the} ${at}, and ${b} could mend ${t.it}.`,
    `${b} could mend ${t.the} that ${a} had broken ${at}.`,
    `${capital(at)}, ${b} was able to mend what ${a} broke: ${t.the}.`,
  ],
  ({ a, b, t, at }) => [
    `${a} made ${t.some} for ${b} ${at}.`,
    `${capital(at)}, ${b} got ${t.some} that ${a} had made.`,
    `${capital(t.some)} ${t.was} the present that ${b} got from ${a} ${at}.`,
  ],
  ({ a, b, t, at }) => [
    `${a} asked ${b} for ${t.the} ${at}.`,
    `${capital(at)}, ${b} heard ${a} say: "I would like to have ${t.the}."`,
    `"Can you lend me ${t.the}?" said ${a} to ${b} ${at}.`,
  ],
  ({ a, b, t, at }) => [
    `${a} took ${t.the} away from ${b} ${at}.`,
    `${capital(at)}, ${b} had to see how ${a} took ${t.the}.`,
    `${capital(t.the)} of ${b} ${t.was} gone: ${a} had taken ${t.it} ${at}.`,
  ],
];

/**
 * Do both texts tell the same? If so, in other words. If not, one thing differs: who did it to whom
 * (with the very same words), what was done, with what, or where.
 */
export function similarityExample(seed: number, index: number, split: Split): TextExample {
  const scene = taskScene("similarity", seed, index, split);
  const label = index % SIMILARITIES.length;
  const { random, story, h, f, t } = scene;
  const [a, b] = shuffled([h, f], random) as [string, string];
  const event: Event = { a, b, t, at: story.place.at };
  const [deed, otherDeed] = shuffled(DEEDS, random) as [Tell, Tell];
  const [one, two] = shuffled([0, 1, 2], random) as [number, number, number];
  const text = deed(event)[one] as string;
  const changed = random.pick([
    () => deed({ ...event, a: b, b: a }),
    () => otherDeed(event),
    () => deed({ ...event, t: otherThing(scene) }),
    () => deed({ ...event, at: otherPlace(scene) }),
  ]);
  const second = (label === 1 ? deed(event) : changed())[two] as string;
  return { text, second, label };
}

type Tell = (typeof DEEDS)[number];

function otherThing({ random, story }: Scene): ThingForms {
  return thingForms(story.thing, random.pick(LOOKS.filter((look) => look !== story.look)));
}

function otherPlace({ random, story }: Scene): string {
  return random.pick(PLACES.filter((place) => place.noun !== story.place.noun)).at;
}
