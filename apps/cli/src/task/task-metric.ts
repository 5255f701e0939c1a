import type { TaskSet } from "@gpt/data";
import type { MetricScore } from "@gpt/evaluation";
import type { Prediction, TaskExample } from "@gpt/models";
import type { Registry } from "@gpt/registry";

/** Judges the predictions of a task by its own metric. */
export type Judge = (
  predictions: readonly Prediction[],
  examples: readonly TaskExample[],
) => MetricScore;

/** The metric of a task, over predictions. @throws GptError `UNKNOWN_PLUGIN` */
export function taskJudge(
  registry: Registry,
  { metric: name, labels }: Pick<TaskSet, "metric" | "labels">,
): Judge {
  const metric = registry.create("metric", name, {});
  const tagName = (tag: number) => labels[tag] ?? String(tag);
  return (predictions, examples) => {
    switch (metric.input) {
      case "numbers":
        return metric.score(predictions.flatMap(numbersOf), examples.flatMap(expectedNumbers));
      case "tags":
        return metric.score(
          predictions.map((prediction) => numbersOf(prediction).map(tagName)),
          examples.map((example) => expectedNumbers(example).map(tagName)),
        );
      case "texts":
        return metric.score(
          predictions.map((prediction) => (prediction.type === "span" ? prediction.text : "")),
          examples.map((example) =>
            "answers" in example ? example.answers.map(({ text }) => text) : [],
          ),
        );
    }
  };
}

function numbersOf(prediction: Prediction): readonly number[] {
  switch (prediction.type) {
    case "class":
      return [prediction.label];
    case "score":
      return [prediction.score];
    case "tags":
      return prediction.tags;
    case "span":
      return [];
  }
}

function expectedNumbers(example: TaskExample): readonly number[] {
  if ("tags" in example) return example.tags;
  return "label" in example ? [example.label] : [];
}
