import { formatCount } from "@gpt/trainer";
import { lineChart } from "../../chart.ts";
import { gallery, paragraph, table, titled } from "../../page.ts";
import { accuracyChart } from "../accuracy-chart.ts";
import type { WordScores } from "../label-tasks.ts";
import { percent, points } from "../numbers.ts";
import type { Pretrained } from "../pretraining-part.ts";
import type { Start } from "../tuning.ts";
import { type Gain, type Group, groupOf } from "./aggregate.ts";
import type { Gpt1Settings } from "./settings.ts";

/** What the report shows. */
export interface Gpt1Report {
  readonly settings: Gpt1Settings;
  readonly groups: readonly Group[];
  readonly gains: readonly Gain[];
  readonly words: WordScores;
  readonly pretraining: Pretrained;
}

const STARTS: Readonly<Record<Start, string>> = { pretrained: "pre-trained", random: "random" };

/** Accuracy against labels for every task, the auxiliary loss's effect, all numbers, the pre-training. */
export function gpt1Sections(report: Gpt1Report): string[] {
  const { settings } = report;
  return [
    titled(
      "Accuracy by number of labels",
      paragraph(
        `Mean of ${settings.seeds} seeds, each with labels of its own; the bands reach from the worst to the best. ` +
          `${settings.validation} validation examples a task, judged after the last epoch.`,
      ),
      gallery(...settings.tasks.map((task) => taskChart(report, task))),
    ),
    ...(settings.lmWeights.length > 1 ? [auxiliarySection(report)] : []),
    titled("All numbers", numbersTable(report)),
    pretrainingSection(report.pretraining),
  ];
}

function taskChart({ settings, groups, words }: Gpt1Report, task: string): string {
  const { labels, lmWeights } = settings;
  const [lmWeight = 0] = lmWeights;
  const line = (start: Start, tone: number) => ({
    name: STARTS[start],
    tone,
    found: labels.map((count) => groupOf(groups, { task, labels: count, start, lmWeight })),
  });
  return accuracyChart(task, [line("pretrained", 0), line("random", 1)], words);
}

/** What the auxiliary loss adds, by labels (GPT-1 §5: it helps on larger sets, not on small ones). */
function auxiliarySection({ settings, groups }: Gpt1Report): string {
  const { tasks, labels, lmWeights } = settings;
  const [weight = 0] = lmWeights;
  const effect = (task: string, start: Start, count: number) => {
    const at = { task, start, labels: count };
    return (
      groupOf(groups, { ...at, lmWeight: weight }).mean -
      groupOf(groups, { ...at, lmWeight: 0 }).mean
    );
  };
  const charts = (["pretrained", "random"] as const).map((start) =>
    lineChart(
      `${STARTS[start]} weights`,
      tasks.map((task) => ({
        name: task,
        points: labels.map((count) => [count, effect(task, start, count)] as const),
      })),
      { percent: true, logX: true, xLabel: "labels", range: [-0.05, 0.05] },
    ),
  );
  return titled(
    "What the auxiliary language-model loss adds",
    paragraph(`Accuracy with a weight of ${weight}, less accuracy without it.`),
    gallery(...charts),
  );
}

function numbersTable({ groups, gains }: Gpt1Report): string {
  const rows = gains.map(({ task, labels, lmWeight, margin }) => {
    const cell = (start: Start) => {
      const { mean, low, high } = groupOf(groups, { task, labels, start, lmWeight });
      return `${percent(mean)} (${percent(low)} to ${percent(high)})`;
    };
    return [task, labels, String(lmWeight), cell("pretrained"), cell("random"), points(margin)];
  });
  const head = ["task", "labels", "auxiliary weight", "pre-trained", "random", "gain"];
  return table(head, rows);
}

function pretrainingSection({ curve, tokens, parameters }: Pretrained): string {
  return titled(
    "The pre-training",
    paragraph(
      `${formatCount(parameters)} parameters, ${formatCount(tokens)} tokens. Its own report is in pretrained/report.html.`,
    ),
    lineChart("validation loss", [{ name: "nats per token", points: curve }], { xLabel: "step" }),
  );
}
