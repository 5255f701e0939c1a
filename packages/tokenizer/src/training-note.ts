/** How a trained vocabulary came about; stands in its file. */
export interface TrainingNote {
  /** Size asked for, specials included. */
  readonly vocabSize: number;
  /** Pairs met less often were not merged. */
  readonly minFrequency: number;
  /** Which of two equally frequent pairs was merged first. */
  readonly tie: string;
  /** What was maximised, where a family has several forms. */
  readonly form?: string;
}

/** What is merged first by all trainers but one; the tie rule is that of Hugging Face's. */
export const TIE_RULE = "most frequent pair; ties: smaller left id, then smaller right id";

/** What is merged first by WordPiece's likelihood form. */
export const SCORE_RULE =
  "highest count(ab) / (count(a) * count(b)); ties: smaller left id, then smaller right id";
