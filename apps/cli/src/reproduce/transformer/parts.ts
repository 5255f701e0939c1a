import { join } from "node:path";
import type { PairExample } from "@gpt/data";
import { translate } from "@gpt/generation";
import type { Seq2SeqModel } from "@gpt/models";
import type { Registry } from "@gpt/registry";
import { resolveConfig } from "@gpt/trainer";
import type { Part } from "../part.ts";
import { pretrainingPart } from "../pretraining-part.ts";
import { openSource } from "../source.ts";
import { type AttentionMap, crossAttentionMaps } from "./cross-attention.ts";
import { scoreExercise } from "./exercise.ts";
import type { TransformerSettings } from "./settings.ts";
import { scoreTranslation, taskOf } from "./translation-score.ts";

/** Names of the parts. */
export const EXERCISE = "exercise";
export const EXERCISE_SCORE = "exercise-score";
export const FINAL_SCORE = "final-score";
export const SHOWN = "shown";

/** Name of the n-th stretch of the translation's training, from 1, and of its score. */
export const trainingName = (milestone: number): string => `translation-${milestone}`;
export const scoreName = (milestone: number): string => `bleu-${milestone}`;

/** Translations to look at, and where the decoder looked. */
export interface Shown {
  readonly examples: readonly {
    readonly source: string;
    readonly reference: string;
    readonly translation: string;
  }[];
  readonly maps: readonly AttentionMap[];
}

/** A sentence takes about as long as training on so many tokens: greedily, and for each beam. */
const SENTENCE = 250;
/** Translations that the report shows. */
const EXAMPLES = 8;
/** Longest sentence whose attention is shown: wider maps are hard to read. */
const MAP_LETTERS = 60;

/** The parts: the exercise, stretches of training with BLEU after each, the final score, the maps. */
export function transformerParts(
  registry: Registry,
  folder: string,
  settings: TransformerSettings,
): readonly Part[] {
  const { milestones } = settings;
  const runs = { exercise: join(folder, "exercise"), translation: join(folder, "translation") };
  return [
    pretrainingPart({
      registry,
      folder: runs.exercise,
      name: EXERCISE,
      label: "learning to reverse",
      config: settings.exercise,
    }),
    {
      name: EXERCISE_SCORE,
      label: "reversing new sequences",
      cost: settings.exercisePairs * SENTENCE,
      run: (context) => scoreExercise(registry, runs.exercise, settings, context),
    },
    ...Array.from({ length: milestones }, (_, i) =>
      milestoneParts(registry, runs.translation, settings, i + 1),
    ).flat(),
    {
      name: FINAL_SCORE,
      label: "translating with beam search and averaged weights",
      cost: settings.finalPairs * settings.beams * SENTENCE,
      run: ({ signal }) => {
        const { finalPairs: examples, beams, averaged } = settings;
        const way = { examples, beams, averaged, signal };
        return scoreTranslation(registry, runs.translation, settings, way);
      },
    },
    {
      name: SHOWN,
      label: "looking at the attention",
      cost: (settings.maps + EXAMPLES) * SENTENCE,
      run: () => lookAt(registry, runs.translation, settings),
    },
  ];
}

/** A stretch of training, and BLEU after it. */
function milestoneParts(
  registry: Registry,
  folder: string,
  settings: TransformerSettings,
  milestone: number,
): readonly Part[] {
  const { translation, milestones, milestonePairs } = settings;
  const { steps } = resolveConfig(registry, translation, "the translation");
  const at = (n: number) => Math.round((steps * n) / milestones);
  return [
    pretrainingPart({
      registry,
      folder,
      name: trainingName(milestone),
      label: `learning to translate, ${milestone}/${milestones}`,
      config: translation,
      span: [at(milestone - 1), at(milestone)],
    }),
    {
      name: scoreName(milestone),
      label: `BLEU after ${at(milestone)} updates`,
      cost: milestonePairs * SENTENCE,
      async run({ signal }) {
        const way = { examples: milestonePairs, beams: 1, signal };
        const score = await scoreTranslation(registry, folder, settings, way);
        return score && { step: at(milestone), ...score };
      },
    },
  ];
}

/** Translates the first validation sentences, and draws the attention of short ones. */
async function lookAt(
  registry: Registry,
  run: string,
  { translation, maps, beams }: TransformerSettings,
): Promise<Shown> {
  const { validation } = await registry.create("task", taskOf(registry, translation), {});
  const pairs = validation as readonly PairExample[];
  const { model, tokenizer } = await openSource(registry, run);
  const shown = pairs.slice(0, EXAMPLES);
  const sources = shown.map(({ source }) => source);
  const { texts } = await translate(model as Seq2SeqModel, tokenizer, sources, { beams });
  model.dispose();
  const short = pairs.map(({ source }) => source).filter(({ length }) => length <= MAP_LETTERS);
  return {
    examples: shown.map(({ source, target }, index) => ({
      source,
      reference: target,
      translation: texts[index] as string,
    })),
    maps: await crossAttentionMaps(registry, run, short.slice(0, maps)),
  };
}
