import { validate } from "@gpt/registry";
import * as v from "valibot";
import type { DescriptionOf } from "../description.ts";
import type { SpanExample } from "../task-set.ts";
import { emptyText } from "./cells.ts";
import type { Unit } from "./draft.ts";
import { readJson } from "./read-rows.ts";
import { taskFormat } from "./task-format.ts";

const questionSchema = v.object({
  id: v.string(),
  question: v.string(),
  answers: v.optional(v.array(v.object({ text: v.string(), answer_start: v.number() })), []),
  is_impossible: v.optional(v.boolean(), false),
});

/** SQuAD 1.1 and 2.0. */
const squad = v.object({
  data: v.array(
    v.object({
      paragraphs: v.array(v.object({ context: v.string(), qas: v.array(questionSchema) })),
    }),
  ),
});

/** Questions of SQuAD files; those on one article stay together. */
export async function spanUnits(
  files: readonly string[],
  task: DescriptionOf<"span">,
): Promise<Unit<SpanExample>[]> {
  const units: Unit<SpanExample>[] = [];
  for (const file of files) {
    const { data } = validate(squad, await readJson(file), file);
    for (const { paragraphs } of data) {
      const examples = paragraphs.flatMap(({ context, qas }) =>
        qas.map((qa) => spanExample(qa, context, file, task)),
      );
      units.push(examples.map((example) => ({ labels: [], finish: () => example })));
    }
  }
  return units;
}

function spanExample(
  { id, question, answers, is_impossible }: v.InferOutput<typeof questionSchema>,
  context: string,
  file: string,
  { answerless }: DescriptionOf<"span">,
): SpanExample {
  const place = `${file}, question ${id},`;
  if (question.trim() === "") throw emptyText(place, "question");
  if (context.trim() === "") throw emptyText(place, "context");
  const right = is_impossible ? [] : answers;
  if (right.length === 0 && !answerless) {
    throw taskFormat(place, "an answer; SQuAD 2.0 is squad-v2", "none");
  }
  return {
    id,
    question,
    context,
    answers: right.map(({ text, answer_start }) => {
      const start = unitOffset(context, answer_start);
      if (context.startsWith(text, start) && text !== "") return { text, start };
      const there = context.slice(start, start + text.length);
      throw taskFormat(
        place,
        `${JSON.stringify(text)} at character ${answer_start}`,
        JSON.stringify(there),
      );
    }),
  };
}

/** SQuAD counts characters as Unicode has them; strings here count UTF-16 units. */
function unitOffset(text: string, characters: number): number {
  let units = 0;
  for (let at = 0; at < characters; at++) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return units;
}
