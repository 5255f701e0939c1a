import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Entity, PrecisionRecall } from "./index.ts";

interface Classification {
  predicted: number[];
  expected: number[];
  classes: number;
  accuracy: number;
  matthews: number;
  confusion: number[][];
  f1: PrecisionRecall[];
}

interface Correlation {
  predicted: number[];
  expected: number[];
  pearson: number;
  spearman: number;
}

interface Answers {
  predicted: string[];
  accepted: string[][];
  normal: string[];
  exact: number[];
  f1: number[];
}

interface Tags extends PrecisionRecall {
  predicted: string[][];
  expected: string[][];
  entities: [type: Entity["type"], start: number, end: number][][];
  types: { [type: string]: PrecisionRecall };
}

interface Translation {
  predicted: string[];
  references: string[][];
  bleu: {
    lowercase: boolean;
    effectiveOrder: boolean;
    score: number;
    precisions: number[];
    brevityPenalty: number;
    length: number;
    referenceLength: number;
    signature: string;
  }[];
  chrf: { score: number; signature: string };
}

/** What `tooling/reference/metrics.py` wrote. */
export const fixture: {
  classification: Classification[];
  correlation: Correlation[];
  answers: Answers;
  entities: Tags[];
  tokens: { text: string; tokens: string }[];
  translation: Translation[];
} = JSON.parse(readFileSync(join(import.meta.dirname, "..", "fixtures", "metrics.json"), "utf8"));

/** Numbers must agree to nine digits. */
export const DIGITS = 9;
