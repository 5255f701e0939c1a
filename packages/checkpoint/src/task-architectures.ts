import type { Json, PluginConfig } from "@gpt/registry";
import type { Family } from "./published-names.ts";

type JsonObject = { readonly [key: string]: Json };

/** A published architecture that is a pre-trained model with a task head. */
interface TaskArchitecture {
  /** Its class in Python's transformers. */
  readonly name: string;
  readonly family: Family;
  /** Our task heads that are written as it. */
  readonly heads: readonly string[];
  /** Whether it has BERT's pooler, which heads over single tokens do not use. */
  readonly pooled: boolean;
  /** Our head of its config. */
  readonly head: (hf: JsonObject) => PluginConfig;
}

const dropoutOf = (hf: JsonObject, ...names: readonly string[]): number => {
  const found = names.map((name) => hf[name]).find((value) => typeof value === "number");
  return typeof found === "number" ? found : 0;
};

const labelsOf = ({ num_labels: count, id2label }: JsonObject): number =>
  typeof count === "number" ? count : Object.keys(id2label ?? { 0: "", 1: "" }).length;

const classifierDropout = (hf: JsonObject) =>
  dropoutOf(hf, "classifier_dropout", "hidden_dropout_prob");

const ARCHITECTURES: readonly TaskArchitecture[] = [
  {
    name: "BertForSequenceClassification",
    family: "bert",
    heads: ["classification", "entailment", "regression"],
    pooled: true,
    head(hf) {
      const dropout = classifierDropout(hf);
      const labels = labelsOf(hf);
      if (labels === 1) return { type: "regression", dropout };
      return { type: "classification", labels, dropout };
    },
  },
  {
    name: "BertForTokenClassification",
    family: "bert",
    heads: ["tagging"],
    pooled: false,
    head: (hf) => ({ type: "tagging", labels: labelsOf(hf), dropout: classifierDropout(hf) }),
  },
  {
    name: "BertForQuestionAnswering",
    family: "bert",
    heads: ["span"],
    pooled: false,
    head: () => ({ type: "span", positions: "all" }),
  },
  {
    name: "OpenAIGPTDoubleHeadsModel",
    family: "openai-gpt",
    heads: ["multiple-choice"],
    pooled: true,
    head: (hf) => ({ type: "multiple-choice", dropout: dropoutOf(hf, "summary_first_dropout") }),
  },
];

/** The task head of a published config; null where its architecture is a pre-trained model's. */
export function taskHeadFromHuggingFace(family: Family, hf: JsonObject): PluginConfig | null {
  const names = Array.isArray(hf.architectures) ? hf.architectures : [];
  const found = ARCHITECTURES.find((one) => one.family === family && names.includes(one.name));
  return found?.head(hf) ?? null;
}

/** The published architecture of a task model; null where no family has such a head. */
function architectureOf(family: Family | null, { head }: PluginConfig): TaskArchitecture | null {
  const { type } = (head ?? {}) as JsonObject;
  const found = ARCHITECTURES.find(
    (one) => one.family === family && one.heads.includes(String(type)),
  );
  return found ?? null;
}

/** Whether a family has an architecture for a task model's head. */
export function hasTaskHead(family: Family | null, config: PluginConfig): boolean {
  return architectureOf(family, config) !== null;
}

/** What a published config says of a task model besides its trunk. */
export function taskHeadToHuggingFace(family: Family, config: PluginConfig): JsonObject {
  const { name } = architectureOf(family, config) as TaskArchitecture;
  const { type, labels, dropout = 0 } = config.head as JsonObject;
  const count = type === "regression" || type === "multiple-choice" ? 1 : Number(labels ?? 2);
  const names = Array.from({ length: count }, (_, at) => [String(at), `LABEL_${at}`] as const);
  const labelled = {
    id2label: Object.fromEntries(names),
    label2id: Object.fromEntries(names.map(([at, label]) => [label, Number(at)])),
  };
  if (type === "span") return { architectures: [name] };
  if (type !== "multiple-choice") {
    return { architectures: [name], classifier_dropout: dropout, ...labelled };
  }
  const summary = { summary_type: "cls_index", summary_use_proj: true, summary_activation: null };
  return { architectures: [name], summary_first_dropout: dropout, ...summary, ...labelled };
}

/** Parameters of ours that a task model's architecture does not publish: a pooler it does not use. */
export function unpublished(family: Family | null, config: PluginConfig): RegExp {
  const architecture = config.type === "task" ? architectureOf(family, config) : null;
  return architecture?.pooled === false ? /^bert\.pooler\./ : /^$/;
}
