import { formatCount } from "@gpt/trainer";
import { lineChart } from "../../chart.ts";
import { gallery, paragraph, table, titled } from "../../page.ts";
import { accuracyChart } from "../accuracy-chart.ts";
import type { WordScores } from "../label-tasks.ts";
import { percent, points } from "../numbers.ts";
import type { Pretrained } from "../pretraining-part.ts";
import { type Group, groupOf } from "./aggregate.ts";
import type { FilledMask, FillMaskScore } from "./fill-mask.ts";
import { TRUNKS, type Trunk } from "./parts.ts";
import type { BertSettings } from "./settings.ts";

/** What the report shows. */
export interface BertReport {
  readonly settings: BertSettings;
  readonly groups: readonly Group[];
  readonly fillMask: FillMaskScore;
  readonly encoder: Pretrained;
  readonly decoder: Pretrained;
  readonly words: WordScores;
}

/** Masks filled, accuracy on pairs by labels, all numbers, both pre-trainings. */
export function bertSections(report: BertReport): string[] {
  const { settings } = report;
  return [
    maskSection(report.fillMask),
    titled(
      "Pairs of texts, by number of labels",
      paragraph(
        `Mean of ${settings.seeds} seeds, each with labels of its own; the bands reach from the worst to the best.`,
      ),
      gallery(...settings.tasks.map((task) => taskChart(report, task))),
      numbersTable(report),
    ),
    pretrainingSection(report),
  ];
}

function maskSection({ accuracy, unigram, tokens, examples }: FillMaskScore): string {
  return titled(
    "Filling masks",
    paragraph(
      `${formatCount(tokens)} tokens of validation texts are masked as in training: ${percent(accuracy)} are guessed at once; always the commonest would be right for ${percent(unigram)}.`,
    ),
    table(["text", "was", "likeliest"], examples.map(maskRow)),
  );
}

function maskRow({ before, after, right, guesses }: FilledMask): string[] {
  const said = guesses.map(([piece, share]) => `${piece.trim()} ${percent(share)}`);
  return [`… ${before.trim()} ▢ ${after.trim()} …`, right.trim(), said.join(", ")];
}

function taskChart({ settings, groups, words }: BertReport, task: string): string {
  const line = (trunk: Trunk, tone: number) => ({
    name: TRUNKS[trunk],
    tone,
    found: settings.labels.map((count) => groupOf(groups, task, count, trunk)),
  });
  return accuracyChart(task, [line("encoder", 0), line("decoder", 1)], words);
}

function numbersTable({ settings, groups }: BertReport): string {
  const rows = settings.tasks.flatMap((task) =>
    settings.labels.map((labels) => {
      const [bert, other] = (["encoder", "decoder"] as const).map((trunk) =>
        groupOf(groups, task, labels, trunk),
      ) as [Group, Group];
      const cell = ({ mean, low, high }: Group) =>
        `${percent(mean)} (${percent(low)} to ${percent(high)})`;
      return [task, labels, cell(bert), cell(other), points(bert.mean - other.mean)];
    }),
  );
  return table(["task", "labels", TRUNKS.encoder, TRUNKS.decoder, "difference"], rows);
}

function pretrainingSection({ encoder, decoder }: BertReport): string {
  const curve = (trunk: string, { curve, parameters, tokens }: Pretrained, tone: number) =>
    lineChart(
      `${trunk}: ${formatCount(parameters)} parameters, ${formatCount(tokens)} tokens`,
      [{ name: "validation loss", points: curve, tone }],
      { xLabel: "update" },
    );
  return titled(
    "The pre-trainings",
    paragraph(
      "BERT's loss is that of the masked tokens and of the next sentence together: it cannot be compared with the other's. Reports of their own are in encoder/report.html and decoder/report.html.",
    ),
    gallery(curve(TRUNKS.encoder, encoder, 0), curve(TRUNKS.decoder, decoder, 1)),
  );
}
