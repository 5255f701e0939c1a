import * as v from "valibot";

/**
 * Where a value stands: a column's or field's name, or several with `|` between them, of which the
 * first that a row has is taken.
 */
const column = v.pipe(v.string(), v.minLength(1));
/** Several are joined by a space. */
const text = v.union([column, v.pipe(v.array(column), v.minLength(1))]);
const names = v.pipe(v.array(v.string()), v.minLength(1));
const position = v.pipe(v.number(), v.integer(), v.minValue(0));

const table = {
  /** Names for a file without a header line. A first line with two of them is a header all the same. */
  columns: v.optional(names),
  /** What files are whose names do not say it. */
  format: v.optional(v.picklist(["tsv", "csv", "jsonl", "json", "parquet"])),
};

const labels = {
  /** Names of the classes, by index. Without them: those of the training file, sorted. */
  labels: v.optional(names),
  /** How the file writes them, by index. Without it: the name or the index. */
  values: v.optional(names),
  /** Rows with such a label are left out. */
  skip: v.optional(v.array(v.string()), []),
};

const metric = v.string();

/** A text, or two, with a class. */
const classes = v.strictObject({
  form: v.picklist(["classification", "entailment", "similarity"]),
  metric,
  text,
  second: v.optional(text),
  label: column,
  ...labels,
  ...table,
});

/** A text, or two, with a score. */
const scores = v.strictObject({
  form: v.literal("regression"),
  metric,
  text,
  second: v.optional(text),
  label: column,
  ...table,
});

/** A context with answers. */
const choices = v.strictObject({
  form: v.literal("multiple-choice"),
  metric,
  context: text,
  /** Columns of the answers; one that holds a list stands for all in it. */
  choices: text,
  label: column,
  /** How the file writes the right answer, by index. Without it: 0, 1, … */
  values: v.optional(names),
  /** Fields with lists of equal length: every element is an example of its own. */
  each: v.optional(names),
  ...table,
});

/** Words with tags: a line each, an empty line between sentences. */
const tags = v.strictObject({
  form: v.literal("tagging"),
  metric,
  /** Columns, from 0; tabs stand between them, or spaces in lines without tabs. */
  word: position,
  tag: position,
  /** Column of the word's number: lines where it is not a whole number are left out (CoNLL-U). */
  number: v.optional(position),
  /** Lines that start with `# ` are comments. */
  comments: v.optional(v.boolean(), false),
  ...labels,
});

/** Questions on passages: JSON files as those of SQuAD. */
const spans = v.strictObject({
  form: v.literal("span"),
  metric,
  /** Questions without an answer are examples (v2), not mistakes (v1). */
  answerless: v.optional(v.boolean(), true),
});

/** Translations: two files with the same number of lines, or a table. */
const pairs = v.strictObject({
  form: v.literal("seq2seq"),
  metric,
  /** Columns, where it is a table. */
  source: v.optional(column),
  target: v.optional(column),
  ...table,
});

/** Schema of a {@link TaskDescription}. */
export const taskDescription = v.variant("form", [classes, scores, choices, tags, spans, pairs]);

/** How to read a task from files: which columns are what, the names of labels, the metric. Plain JSON. */
export type TaskDescription = v.InferInput<typeof taskDescription>;

/** The same with defaults filled in. */
export type FullDescription = v.InferOutput<typeof taskDescription>;

/** Those of one form. */
export type DescriptionOf<F extends FullDescription["form"]> = Extract<
  FullDescription,
  { form: F }
>;
