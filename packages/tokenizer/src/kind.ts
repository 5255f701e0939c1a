import type { Tokenizer } from "./tokenizer.ts";
import type { TrainProgress } from "./train/progress.ts";
import type { Texts } from "./train/texts.ts";

/** What making a tokenizer from a config may need besides its options. */
export interface TokenizerContext {
  /** The training text, for those that learn from it; asked for once. */
  readonly texts?: () => Texts;
  /** Called while a vocabulary is learnt. */
  readonly onProgress?: (progress: TrainProgress) => void;
}

declare module "@gpt/registry" {
  interface Kinds {
    tokenizer: { product: Promise<Tokenizer>; context: TokenizerContext };
  }
}
