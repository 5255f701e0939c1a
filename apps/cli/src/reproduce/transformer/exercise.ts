import { type BatchArray, PAIR_IDS, type PairIds, toyPairs } from "@gpt/data";
import { beamSearch } from "@gpt/generation";
import type { Seq2SeqModel } from "@gpt/models";
import type { Registry } from "@gpt/registry";
import { resolveConfig } from "@gpt/trainer";
import { openModel } from "@gpt/trainer/node";
import type { PartContext } from "../part.ts";
import type { TransformerSettings } from "./settings.ts";

/** How well sequences are reversed that were not seen in training. */
export interface ExerciseScore {
  /** Share of the tokens that stand where they should. */
  readonly tokens: number;
  /** Share of the sequences that are right as a whole. */
  readonly sequences: number;
}

/** A seed that no training has: it is the run's own, inverted. */
const HELD_OUT = 0x5eed;
/** Sequences that are written together. */
const BATCH = 100;

/** Writes the targets of new sequences, token by token, and compares. */
export async function scoreExercise(
  registry: Registry,
  run: string,
  { exercise, exercisePairs }: TransformerSettings,
  { signal, progress }: PartContext,
): Promise<ExerciseScore | null> {
  const { data } = resolveConfig(registry, exercise, "the exercise");
  const { model, tokenizer } = await openModel(registry, run);
  const { task, maxLength } = data as unknown as Pick<
    Parameters<typeof toyPairs>[0],
    "task" | "maxLength"
  >;
  const vocabSize = tokenizer?.vocabSize ?? model.vocabSize;
  const batchSize = Math.min(BATCH, exercisePairs);
  const stream = toyPairs({ task, maxLength, vocabSize, batchSize, seed: HELD_OUT });
  const counted = { right: 0, tokens: 0, whole: 0, sequences: 0 };
  while (counted.sequences < exercisePairs && !signal.aborted) {
    const { source, decoderInputs } = await stream.next();
    const sources = rowsOf(source as BatchArray, PAIR_IDS);
    const targets = rowsOf(decoderInputs as BatchArray, PAIR_IDS);
    const options = { ...PAIR_IDS, beams: 1, extraTokens: 2 };
    const found = await beamSearch(model as Seq2SeqModel, sources, options);
    for (const [index, target] of targets.entries())
      count(counted, target, found[index]?.[0]?.ids ?? []);
    progress(counted.sequences / exercisePairs);
  }
  model.dispose();
  if (signal.aborted) return null;
  return {
    tokens: counted.right / counted.tokens,
    sequences: counted.whole / counted.sequences,
  };
}

/** Compares one sequence; tokens too many or too few are wrong. */
function count(
  counted: { right: number; tokens: number; whole: number; sequences: number },
  target: readonly number[],
  found: readonly number[],
): void {
  const length = Math.max(target.length, found.length);
  const right = target.filter((id, at) => found[at] === id).length;
  counted.right += right;
  counted.tokens += length;
  counted.whole += right === length ? 1 : 0;
  counted.sequences++;
}

/** The rows of a padded array without padding and start. */
function rowsOf({ data, shape }: BatchArray, { padding, start }: PairIds): number[][] {
  const [rows, width] = shape as [number, number];
  return Array.from({ length: rows }, (_, row) =>
    [...data.subarray(row * width, (row + 1) * width)].filter(
      (id) => id !== padding && id !== start,
    ),
  );
}
