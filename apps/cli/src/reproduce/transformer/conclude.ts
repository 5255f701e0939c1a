import { percent } from "../numbers.ts";
import type { Claim, Conclusion, Results } from "../part.ts";
import type { Pretrained } from "../pretraining-part.ts";
import type { ExerciseScore } from "./exercise.ts";
import { transformerSections } from "./page.ts";
import {
  EXERCISE,
  EXERCISE_SCORE,
  FINAL_SCORE,
  SHOWN,
  type Shown,
  scoreName,
  trainingName,
} from "./parts.ts";
import type { TransformerSettings } from "./settings.ts";
import type { Milestone, TranslationResult } from "./translation-score.ts";

/** Share of right tokens that counts as having learnt to reverse. */
const REVERSED = 0.99;
/** BLEU above the copy baseline that counts as translating. */
const ABOVE_COPY = 2;

/** What the exercise and the translation say together. */
export function concludeTransformer(settings: TransformerSettings, results: Results): Conclusion {
  const milestones = Array.from({ length: settings.milestones }, (_, i) =>
    results.get<Milestone>(scoreName(i + 1)),
  );
  const exercise = results.get<ExerciseScore>(EXERCISE_SCORE);
  const final = results.get<TranslationResult>(FINAL_SCORE);
  const shown = results.get<Shown>(SHOWN);
  const learning = results.get<Pretrained>(trainingName(settings.milestones));
  const exerciseRun = results.get<Pretrained>(EXERCISE);
  return {
    claims: claimsOf(exercise, milestones, final),
    summary: { exercise, milestones, final, learning, examples: shown.examples },
    sections: transformerSections({
      settings,
      exercise,
      exerciseRun,
      milestones,
      final,
      learning,
      shown,
    }),
  };
}

function claimsOf(
  { tokens, sequences }: ExerciseScore,
  milestones: readonly Milestone[],
  { bleu, copy, pairs, signature }: TranslationResult,
): Claim[] {
  const course = milestones.map((at) => at.bleu);
  const half = course.length / 2;
  const [early, late] = [course.slice(0, Math.floor(half)), course.slice(Math.ceil(half))];
  return [
    {
      text: `reversing: ${percent(tokens)} of the tokens of new sequences are right, ${percent(sequences)} of the sequences (wanted: more than ${percent(REVERSED)} of the tokens)`,
      holds: tokens > REVERSED,
    },
    {
      text: `translation: BLEU ${bleu.toFixed(2)} on ${pairs} validation pairs, copying the source ${copy.toFixed(2)} (wanted: at least ${ABOVE_COPY} more) · ${signature}`,
      holds: bleu >= copy + ABOVE_COPY,
    },
    {
      text: `BLEU rises with training: ${course.map((value) => value.toFixed(1)).join(" → ")}`,
      holds: Math.max(...early) < Math.max(...late),
    },
  ];
}
