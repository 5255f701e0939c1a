import { FOODS, KINDS, PROJECTS } from "../../tales/lexicon.ts";
import { article, capital, thingForms } from "../../tales/phrase.ts";
import type { Scene } from "../../tales/plots.ts";
import type { Split } from "../../tales/story.ts";
import type { TextExample } from "../task-set.ts";
import { taskScene } from "./task-scene.ts";

/** Names of the classes, by index. */
export const ENTAILMENTS = ["entailment", "neutral", "contradiction"] as const;

/** What a premise can tell; null: it does not. */
interface Facts {
  readonly heroKind: string | null;
  readonly friendKind: string | null;
  readonly colour: string | null;
  readonly spot: string | null;
  readonly food: string | null;
  readonly project: string | null;
}
type Fact = keyof Facts;

const ANIMALS = KINDS.filter((kind) => !kind.includes(" "));
const COLOURS = ["red", "blue", "green", "yellow", "orange"];
const FACTS: readonly Fact[] = ["heroKind", "friendKind", "colour", "spot", "food", "project"];

/** How often a fact that is not asked for is told. */
const TOLD = 0.5;

/**
 * Is the second text true if the first is? The second is drawn first, from one fact, so that it alone
 * says nothing: the premise then tells that fact, another value of it, or not a word of it. Half the
 * time the other character is of the kind that is asked for.
 */
export function entailmentExample(seed: number, index: number, split: Split): TextExample {
  const scene = taskScene("entailment", seed, index, split);
  const label = index % ENTAILMENTS.length;
  const { random } = scene;
  const fact = random.pick(FACTS);
  const asked = random.pick(valuesOf(fact, scene));
  const other = random.pick(valuesOf(fact, scene).filter((value) => value !== asked));
  const facts: { -readonly [F in Fact]: Facts[F] } = { ...NOTHING };
  for (const name of FACTS) {
    if (random.uniform() < TOLD) facts[name] = random.pick(valuesOf(name, scene));
  }
  const decoy = fact === "heroKind" ? "friendKind" : fact === "friendKind" ? "heroKind" : null;
  if (decoy !== null && random.uniform() < 0.5) facts[decoy] = asked;
  facts[fact] = [asked, null, other][label] as string | null;
  return { text: premise(scene, facts), second: hypothesis(scene, fact, asked), label };
}

const NOTHING: Facts = {
  heroKind: null,
  friendKind: null,
  colour: null,
  spot: null,
  food: null,
  project: null,
};

function valuesOf(fact: Fact, { story }: Scene): readonly string[] {
  switch (fact) {
    case "heroKind":
    case "friendKind":
      return ANIMALS;
    case "colour":
      return COLOURS;
    case "spot":
      return story.place.spots;
    case "food":
      return FOODS;
    default:
      return PROJECTS.map(([project]) => project);
  }
}

function premise({ story, pick, h, f, hp }: Scene, facts: Facts): string {
  const { morning, place, thing } = story;
  const who = facts.heroKind === null ? h : `${article(facts.heroKind)} named ${h}`;
  const owned = thing.plural ? `some ${thing.noun}` : article(thing.noun);
  const coloured = facts.colour === null ? owned : thingForms(thing, facts.colour).some;
  const friend = facts.friendKind === null ? "" : `${article(facts.friendKind)} `;
  const was = thing.plural ? "were" : "was";
  return [
    `${morning}, ${who} was ${place.at} with ${coloured}.`,
    `${capital(hp.possessive)} best friend was ${friend}called ${f}.`,
    facts.spot === null ? "" : `The ${thing.noun} ${was} ${facts.spot}.`,
    facts.food === null ? "" : `${h} had ${article(facts.food)} for lunch.`,
    facts.project === null
      ? ""
      : `${capital(hp.subject)} ${pick("wanted to build", "had a plan to build")} ${article(facts.project)}.`,
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function hypothesis({ story, pick, h, f }: Scene, fact: Fact, value: string): string {
  const { noun, plural } = story.thing;
  const was = plural ? "were" : "was";
  switch (fact) {
    case "heroKind":
      return `${h} was ${article(value)}.`;
    case "friendKind":
      return `${f} was ${article(value)}.`;
    case "colour":
      return pick(`The ${noun} ${was} ${value}.`, `${h} had ${thingForms(story.thing, value).some}.`);
    case "spot":
      return pick(`${capital(value)} ${was} the ${noun}.`, `You could find the ${noun} ${value}.`);
    case "food":
      return pick(`${h} ate ${article(value)}.`, `For lunch there was ${article(value)}.`);
    default:
      return pick(`${h} wanted to have ${article(value)}.`, `${h} wanted to build ${article(value)}.`);
  }
}
