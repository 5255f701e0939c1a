/** How far the training of a tokenizer is. */
export type TrainProgress =
  | { readonly phase: "count"; readonly bytes: number; readonly pieces: number }
  | { readonly phase: "merge"; readonly merges: number; readonly total: number };
