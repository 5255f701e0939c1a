import type { TaskDescription } from "./description.ts";

const nli = {
  form: "entailment",
  metric: "accuracy",
  text: "premise|sentence1",
  second: "hypothesis|sentence2",
  label: "gold_label|label",
} satisfies TaskDescription;

const threeWay = {
  ...nli,
  labels: ["entailment", "neutral", "contradiction"],
  skip: ["-", "-1"], // no label had a majority
} satisfies TaskDescription;

const endings = {
  form: "multiple-choice",
  metric: "accuracy",
  context: "ctx|context",
  choices: "endings|choices",
  label: "label",
} satisfies TaskDescription;

const conll = { form: "tagging", metric: "entity-f1", word: 0 } satisfies Partial<TaskDescription>;

const universal = {
  form: "tagging",
  metric: "accuracy",
  comments: true,
  labels: "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split(
    " ",
  ),
} satisfies Partial<TaskDescription>;

/** `O`, and a beginning and an inside of every type. */
function iob(...types: readonly string[]): string[] {
  return ["O", ...types.flatMap((type) => [`B-${type}`, `I-${type}`])];
}

/**
 * Descriptions of well-known tasks, for the files that are published and for those of GLUE and the
 * Hugging Face hub where they differ.
 */
export const READY_TASKS = {
  sst2: {
    form: "classification",
    metric: "accuracy",
    text: "sentence",
    label: "label",
    labels: ["negative", "positive"],
  },
  cola: {
    form: "classification",
    metric: "matthews",
    text: "sentence",
    label: "label",
    labels: ["unacceptable", "acceptable"],
    columns: ["source", "label", "mark", "sentence"],
  },
  snli: threeWay,
  mnli: threeWay,
  rte: { ...nli, labels: ["entailment", "not_entailment"] },
  scitail: { ...nli, labels: ["entails", "neutral"], columns: ["premise", "hypothesis", "label"] },
  mrpc: {
    form: "similarity",
    metric: "f1",
    text: "#1 String|sentence1",
    second: "#2 String|sentence2",
    label: "Quality|label",
    labels: ["not_equivalent", "equivalent"],
    format: "tsv",
  },
  qqp: {
    form: "similarity",
    metric: "f1",
    text: "question1|sentence1",
    second: "question2|sentence2",
    label: "is_duplicate|label",
    labels: ["not_duplicate", "duplicate"],
  },
  stsb: {
    form: "regression",
    metric: "pearson",
    text: "sentence1",
    second: "sentence2",
    label: "score|label",
    columns: ["sentence1", "sentence2", "score"],
  },
  hellaswag: endings,
  copa: { ...endings, context: "premise", choices: "choices" },
  "copa-superglue": {
    ...endings,
    context: ["premise", "question"],
    choices: ["choice1", "choice2"],
  },
  "story-cloze": {
    ...endings,
    context: ["InputSentence1", "InputSentence2", "InputSentence3", "InputSentence4"],
    choices: ["RandomFifthSentenceQuiz1", "RandomFifthSentenceQuiz2"],
    label: "AnswerRightEnding",
    values: ["1", "2"],
  },
  race: {
    ...endings,
    context: ["article", "question|questions"],
    choices: "options",
    label: "answer|answers",
    values: ["A", "B", "C", "D"],
    each: ["questions", "options", "answers"],
    format: "json",
  },
  swag: {
    ...endings,
    context: ["sent1", "sent2"],
    choices: ["ending0", "ending1", "ending2", "ending3"],
  },
  conll2003: { ...conll, tag: 3, labels: iob("PER", "ORG", "LOC", "MISC") },
  wnut17: {
    ...conll,
    tag: 1,
    labels: iob("corporation", "creative-work", "group", "location", "person", "product"),
  },
  "ud-pos": { ...universal, word: 0, tag: 1 },
  "conllu-pos": { ...universal, word: 1, tag: 3, number: 0 },
  squad: { form: "span", metric: "token-f1", answerless: false },
  "squad-v2": { form: "span", metric: "token-f1" },
  parallel: { form: "seq2seq", metric: "bleu" },
} satisfies { readonly [name: string]: TaskDescription };

/** Name of a ready description. */
export type ReadyTask = keyof typeof READY_TASKS;
