import { PLOTS, type PlotName, type Scene } from "../../tales/plots.ts";
import type { Split } from "../../tales/story.ts";
import type { ChoiceExample } from "../task-set.ts";
import { setting, shuffled, taskScene } from "./task-scene.ts";

/** Sentences of a tale that are shown before the one to be chosen. */
const SHOWN = 2;
/** Longest context and longest answer, in characters. */
const CONTEXT = 200;
const ANSWER = 100;

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
  const plots = Object.keys(PLOTS) as PlotName[];
  for (;;) {
    const others = plots.filter((plot) => plot !== story.plot);
    const parts = sentences(scene, story.plot);
    const told = parts.flat();
    const at = told.length - 1 - random.integer((parts.at(-1) as string[]).length);
    const wrong = shuffled(others, random)
      .slice(0, choices - 1)
      .map((plot) => random.pick(sentences(scene, plot).at(random.pick([0, -1])) as string[]));
    const context = [opening, ...told.slice(at - SHOWN, at)].join(" ");
    const answers = [...wrong.slice(0, label), told[at] as string, ...wrong.slice(label)];
    const fits = context.length <= CONTEXT && answers.every((text) => text.length <= ANSWER);
    if (fits && new Set(answers).size === choices) return { context, choices: answers, label };
  }
}

/** A plot's events, part by part, sentence by sentence; without those that end inside of a speech. */
function sentences(scene: Scene, plot: PlotName): string[][] {
  return PLOTS[plot](scene).paragraphs.map((part) =>
    part
      .split(/(?<=[.!?]"?) (?=["A-Z])/)
      .filter((sentence) => (sentence.split('"').length - 1) % 2 === 0),
  );
}
