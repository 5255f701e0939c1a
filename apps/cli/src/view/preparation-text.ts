import { formatCount } from "@gpt/trainer";
import type { Preparation } from "@gpt/trainer/node";

/** What is being prepared; the same text as long as it is the same piece of work. */
export function preparationStage(preparation: Preparation): string {
  switch (preparation.stage) {
    case "download":
      return `downloading ${preparation.progress.url}`;
    case "tokenizer":
      return "training the tokenizer";
    case "tokens":
      return `reading ${preparation.split} tokens`;
  }
}

/** How far it is. */
export function preparationProgress(preparation: Preparation): string {
  switch (preparation.stage) {
    case "download": {
      const { received, total } = preparation.progress;
      const share = total === null ? "" : ` (${Math.round((100 * received) / total)} %)`;
      return `${formatCount(received)} bytes${share}`;
    }
    case "tokenizer": {
      const { progress } = preparation;
      if (progress.phase === "merge") return `${progress.merges}/${progress.total} merges`;
      return `${formatCount(progress.bytes)} bytes counted`;
    }
    case "tokens":
      return formatCount(preparation.progress.tokens);
  }
}
