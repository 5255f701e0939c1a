/**
 * Special tokens around texts: `start A end` for one, `start A middle B end` for two. BERT:
 * [CLS] A [SEP] B [SEP] (Devlin et al. 2018 §3); GPT-1: start, delimiter, extract (§3.3).
 */
export interface Template {
  readonly start: readonly number[];
  readonly middle: readonly number[];
  readonly end: readonly number[];
}

/** Nothing around the texts. */
export const BARE: Template = { start: [], middle: [], end: [] };
