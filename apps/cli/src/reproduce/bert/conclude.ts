import { BAG_OF_WORDS, type WordScores } from "../label-tasks.ts";
import { percent, points } from "../numbers.ts";
import type { Claim, Conclusion, Results } from "../part.ts";
import type { Pretrained } from "../pretraining-part.ts";
import { type Group, groupOf, groupResults } from "./aggregate.ts";
import type { FillMaskScore } from "./fill-mask.ts";
import { bertSections } from "./page.ts";
import { FILL_MASK } from "./parts.ts";
import type { BertSettings } from "./settings.ts";

/** How many times as often as the commonest token the model's must be right. */
const ABOVE_UNIGRAM = 3;

/** What pre-training, filling masks and all fine-tunings say together. */
export function concludeBert(settings: BertSettings, results: Results): Conclusion {
  const groups = groupResults(settings, results);
  const fillMask = results.get<FillMaskScore>(FILL_MASK);
  const encoder = results.get<Pretrained>("encoder");
  const decoder = results.get<Pretrained>("decoder");
  const words = results.get<WordScores>(BAG_OF_WORDS);
  return {
    claims: [fillMaskClaim(fillMask), ...pairClaims(settings, groups)],
    summary: { fillMask, groups, bagOfWords: words, encoder, decoder },
    sections: bertSections({ settings, groups, fillMask, encoder, decoder, words }),
  };
}

function fillMaskClaim({ accuracy, unigram, nextSentence, tokens }: FillMaskScore): Claim {
  return {
    text: `filling masks: ${percent(accuracy)} of ${tokens} masked tokens are right, the commonest token ${percent(unigram)} (wanted: ${ABOVE_UNIGRAM} times as many); next sentence ${percent(nextSentence)}`,
    holds: accuracy >= ABOVE_UNIGRAM * unigram,
  };
}

/** BERT's claim (§4.1, §5.1): to see both sides is better, on pairs above all. */
function pairClaims({ tasks, labels }: BertSettings, groups: readonly Group[]): Claim[] {
  const most = Math.max(...labels);
  return tasks.map((task) => {
    const bert = groupOf(groups, task, most, "encoder").mean;
    const other = groupOf(groups, task, most, "decoder").mean;
    return {
      text: `${task}, ${most} labels: BERT ${percent(bert)}, a left-to-right model of its size and tokens ${percent(other)}: ${points(bert - other)}`,
      holds: bert > other,
    };
  });
}
