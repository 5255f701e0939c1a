import { BAG_OF_WORDS, type WordScores } from "../label-tasks.ts";
import { percent, points } from "../numbers.ts";
import type { Claim, Conclusion, Results } from "../part.ts";
import type { Pretrained } from "../pretraining-part.ts";
import { type Gain, gains, groupResults } from "./aggregate.ts";
import { gpt1Sections } from "./page.ts";
import { PRETRAINING } from "./plan.ts";
import type { Gpt1Settings } from "./settings.ts";

/** What counts as a clear margin: five points of accuracy. */
const MARGIN = 0.05;

/** What all fine-tunings say together. */
export function concludeGpt1(settings: Gpt1Settings, results: Results): Conclusion {
  const groups = groupResults(settings, results);
  const gained = gains(settings, groups);
  const words = results.get<WordScores>(BAG_OF_WORDS);
  const pretraining = results.get<Pretrained>(PRETRAINING);
  const claims = claimsOf(settings, gained);
  return {
    claims,
    summary: { margin: MARGIN, gains: gained, groups, bagOfWords: words, pretraining },
    sections: gpt1Sections({ settings, groups, gains: gained, words, pretraining }),
  };
}

/** GPT-1's claim (§5, table 5), for every task where labels are fewest. */
function claimsOf({ labels, lmWeights }: Gpt1Settings, gained: readonly Gain[]): Claim[] {
  const fewest = Math.min(...labels);
  const [lmWeight] = lmWeights;
  return gained
    .filter((gain) => gain.labels === fewest && gain.lmWeight === lmWeight)
    .map(({ task, pretrained, random, margin, separate }) => ({
      text:
        `${task}, ${fewest} labels: pre-trained ${percent(pretrained)}, random ${percent(random)}: ` +
        `${points(margin)}${separate ? ", on every seed" : ""} (wanted: at least ${points(MARGIN)})`,
      holds: margin >= MARGIN,
    }));
}
