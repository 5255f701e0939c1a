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
 * How does the tale go on? The wrong answers come from tales with another plot about the same
 * characters, things and places, from about as far into it.
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
  const label = index % choices;
  const opening = setting(scene);
  for (;;) {
    const others = (Object.keys(PLOTS) as PlotName[]).filter((plot) => plot !== scene.story.plot);
    const told = sentences(scene, scene.story.plot);
    const at = SHOWN + scene.random.integer(told.length - SHOWN);
    const right = told[at] as string;
    const wrong = shuffled(others, scene.random)
      .slice(0, choices - 1)
      .map((plot) => alike(sentences(scene, plot), at / told.length));
    const context = [opening, ...told.slice(at - SHOWN, at)].join(" ");
    const answers = [...wrong.slice(0, label), right, ...wrong.slice(label)];
    const fits = context.length <= CONTEXT && answers.every((text) => text.length <= ANSWER);
    if (fits && new Set(answers).size === choices) return { context, choices: answers, label };
  }
}

/** A plot's events, sentence by sentence. */
function sentences(scene: Scene, plot: PlotName): string[] {
  const text = PLOTS[plot](scene).paragraphs.join(" ");
  return text.split(/(?<=[.!?]"?) (?=["A-Z])/).filter((sentence) => !continuesSpeech(sentence));
}

/** Whether a sentence begins or ends inside of quotation marks. */
function continuesSpeech(sentence: string): boolean {
  return (sentence.split('"').length - 1) % 2 === 1;
}

/** The sentence that is as far into its tale. */
function alike(told: readonly string[], share: number): string {
  return told[Math.max(SHOWN, Math.floor(share * told.length))] as string;
}
