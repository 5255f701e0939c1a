import { formatCount } from "@gpt/trainer";
import { lineChart, shade } from "../../chart.ts";
import { escaped } from "../../html.ts";
import { gallery, paragraph, table, titled } from "../../page.ts";
import { percent } from "../numbers.ts";
import type { Pretrained } from "../pretraining-part.ts";
import type { AttentionMap } from "./cross-attention.ts";
import type { ExerciseScore } from "./exercise.ts";
import type { Shown } from "./parts.ts";
import type { TransformerSettings } from "./settings.ts";
import type { Milestone, TranslationResult } from "./translation-score.ts";

/** What the report shows. */
export interface TransformerReport {
  readonly settings: TransformerSettings;
  readonly exercise: ExerciseScore;
  readonly exerciseRun: Pretrained;
  readonly milestones: readonly Milestone[];
  readonly final: TranslationResult;
  readonly learning: Pretrained;
  readonly shown: Shown;
}

/** BLEU's course, translations, where the decoder looks, and the exercise. */
export function transformerSections(report: TransformerReport): string[] {
  const { shown } = report;
  return [
    translationSection(report),
    titled(
      "Translations",
      table(
        ["source", "reference", "translation"],
        shown.examples.map(({ source, reference, translation }) => [
          source,
          reference,
          translation,
        ]),
      ),
    ),
    titled(
      "Where the decoder looks",
      paragraph(
        "Cross-attention, mean over the heads: each row is a piece of the translation and what it was written from; the layers from first to last.",
      ),
      ...shown.maps.map(mapFigure),
    ),
    exerciseSection(report),
  ];
}

function translationSection({ settings, milestones, final, learning }: TransformerReport): string {
  const { milestonePairs, averaged, beams } = settings;
  const last = milestones.at(-1) as Milestone;
  const ends = [milestones[0]?.step ?? 0, last.step] as const;
  const bleu = lineChart(
    "BLEU by update",
    [
      { name: "greedy", points: milestones.map((at) => [at.step, at.bleu] as const) },
      {
        name: "copying the source",
        tone: 5,
        dashed: true,
        points: ends.map((step) => [step, last.copy] as const),
      },
    ],
    { xLabel: "update", range: [0, 1] },
  );
  const loss = lineChart(
    "validation loss by update",
    [{ name: "nats per token", points: learning.curve }],
    {
      xLabel: "update",
    },
  );
  const row = (name: string, at: TranslationResult) => [
    name,
    at.pairs,
    at.bleu.toFixed(2),
    at.chrf.toFixed(2),
  ];
  return titled(
    "Translation",
    paragraph(
      `${formatCount(learning.parameters)} parameters. On the way ${milestonePairs} sentences are translated greedily. The losses are smoothed ones: with label smoothing a perfect model has some left.`,
    ),
    gallery(bleu, loss),
    table(
      ["weights and search", "pairs", "BLEU", "chrF"],
      [
        row("last checkpoint, greedy", last),
        row(`${averaged} checkpoints averaged, ${beams} beams`, final),
        ["the source itself", final.pairs, final.copy.toFixed(2), ""],
      ],
    ),
    paragraph(final.signature),
  );
}

/** A sentence's weights in every layer. */
function mapFigure({ source, target, layers }: AttentionMap): string {
  const figures = layers.map(
    (rows, layer) =>
      `<figure><figcaption>layer ${layer + 1}</figcaption>${mapTable(rows, target, source)}</figure>`,
  );
  const written = target.slice(0, -1).join(" ");
  return `<h3>${escaped(source.join(" "))} → ${escaped(written)}</h3><div class="maps">${figures.join("")}</div>`;
}

/** Shades alone; the numbers appear on pointing at them. */
function mapTable(
  rows: readonly (readonly number[])[],
  names: readonly string[],
  columns: readonly string[],
): string {
  const head = columns.map((piece) => `<th>${escaped(piece)}</th>`).join("");
  const body = rows.map((row, at) => {
    const cells = row.map((value) => `<td ${shade(value)} title="${value}"></td>`);
    return `<tr><th>${escaped(names[at] ?? "")}</th>${cells.join("")}</tr>`;
  });
  return `<table class="map"><thead><tr><th></th>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

function exerciseSection({ exercise, exerciseRun }: TransformerReport): string {
  const { tokens, sequences } = exercise;
  return titled(
    "The exercise: reversing",
    paragraph(
      `${formatCount(exerciseRun.parameters)} parameters learn to write random sequences backwards. Of new ones, written token by token, ${percent(tokens)} of the tokens and ${percent(sequences)} of the sequences are right.`,
    ),
    lineChart(
      "validation loss by update",
      [{ name: "nats per token", points: exerciseRun.curve }],
      { xLabel: "update" },
    ),
  );
}
