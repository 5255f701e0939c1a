import { PLOTS, type PlotName, type Scene } from "../../tales/plots.ts";
import type { Split } from "../../tales/story.ts";
import type { ChoiceExample } from "../task-set.ts";
import { setting, shuffled, taskScene } from "./task-scene.ts";

/** Sentences of a tale that are shown before the one to be chosen. */
const SHOWN = 2;
/** Most characters of two of them, and of an answer. */
const CONTEXT = 95;
const ANSWER = 80;

/**
 * How does the tale end? The right answer is the sentence that comes next, from the last part of the
 * tale. The wrong ones come from tales with another plot about the same characters, things and places:
 * half of them from the last part too, half from the first, when all was not yet well.
 *
 * @param choices how many answers, 2 to 4
 */
export function choiceExample(
  seed: number,
  index: number,
  split: Split,
  choices: number,
): ChoiceExample {
  const scene = taskScene("choice", seed, index, split);
  const { random, story } = scene;
  const label = index % choices;
  const opening = setting(scene);
  const others = (Object.keys(PLOTS) as PlotName[]).filter((plot) => plot !== story.plot);
  const parts = sentences(scene, story.plot);
  const told = parts.flat();
  const last = fitting(parts.at(-1) as string[]);
  const right = random.pick(last);
  const at = told.lastIndexOf(right);
  const shown = told.slice(at - SHOWN, at).join(" ");
  const wrong = shuffled(others, random)
    .slice(0, choices - 1)
    .map((plot) => random.pick(fitting(sentences(scene, plot).at(random.pick([0, -1])) ?? [])));
  return {
    context: `${opening} ${shown.length <= CONTEXT ? shown : told[at - 1]}`,
    choices: [...wrong.slice(0, label), right, ...wrong.slice(label)],
    label,
  };
}

/** Sentences that are short enough for an answer. */
function fitting(part: readonly string[]): string[] {
  return part.filter((sentence) => sentence.length <= ANSWER);
}

/** A plot's events, part by part, sentence by sentence; without those that end inside of a speech. */
function sentences(scene: Scene, plot: PlotName): string[][] {
  return PLOTS[plot](scene).paragraphs.map((part) =>
    part
      .split(/(?<=[.!?]"?) (?=["A-Z])/)
      .filter((sentence) => (sentence.split('"').length - 1) % 2 === 0),
  );
}
