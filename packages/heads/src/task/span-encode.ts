import { arrange, overhead } from "./arrange.ts";
import { checkFilled, idsOf } from "./check.ts";
import type { SpanExample } from "./example.ts";
import { hasMaxContext, type PassageWindow, passageWindows } from "./span-windows.ts";
import type { EncodedExample, EncodedSequence, SpanWindow, TaskHeadContext } from "./task-head.ts";
import { type TaskTokenizer, taskTokens } from "./task-tokens.ts";

/** How long questions and passages are read (BERT's release for SQuAD). */
export interface SpanLengths {
  /** Tokens of a whole sequence. */
  readonly maxLength: number;
  /** Tokens between the starts of two windows. */
  readonly stride: number;
  /** Tokens of the question; what is more is cut off at its end, and counted. */
  readonly maxQuestion: number;
}

type Offsets = ReturnType<TaskTokenizer["encodeWithOffsets"]>;

/** `[CLS] question [SEP] window [SEP]` for every window of the passage. */
export function encodeSpan(
  { trunk, contextLength }: TaskHeadContext,
  { maxLength, stride, maxQuestion }: SpanLengths,
  example: SpanExample,
  tokenizer: TaskTokenizer,
): EncodedExample {
  const asked = idsOf(example.question, "question", tokenizer);
  const length = Math.min(maxLength, contextLength);
  // A passage window keeps at least one place, however small the context.
  const question = asked.slice(0, Math.min(maxQuestion, length - overhead(2) - 1));
  const passage = tokenizer.encodeWithOffsets(example.context);
  checkFilled(passage.ids, "passage", example.context);
  const size = length - overhead(2) - question.length;
  const windows = passageWindows(passage.ids.length, size, stride);
  const tokens = taskTokens(trunk, tokenizer);
  const answer = answerTokens(example, passage);
  const sequences = windows.map((window, index): EncodedSequence => {
    const ids = slice(passage.ids, window);
    const arranged = arrange(trunk, tokens, [question, ids]);
    const from = arranged.begins[1] as number;
    return { ...arranged, window: spanWindow(windows, index, passage, from, answer) };
  });
  return { example, sequences, cut: asked.length - question.length };
}

function spanWindow(
  windows: readonly PassageWindow[],
  index: number,
  passage: Offsets,
  from: number,
  answer: readonly [number, number] | null,
): SpanWindow {
  const window = windows[index] as PassageWindow;
  const { start, length } = window;
  const holds = answer !== null && answer[0] >= start && answer[1] < start + length;
  return {
    from,
    starts: slice(passage.starts, window),
    ends: slice(passage.ends, window),
    maxContext: Array.from({ length }, (_, i) => hasMaxContext(windows, index, start + i)),
    answer: holds ? [from + answer[0] - start, from + answer[1] - start] : [0, 0],
  };
}

/** First and last token of the first answer: the fewest that cover its characters. */
function answerTokens(
  { answers, context }: SpanExample,
  { starts, ends, ids }: Offsets,
): readonly [number, number] | null {
  const [answer] = answers;
  const text = answer?.text.trim() ?? "";
  if (answer === undefined || text === "") return null;
  const begin = context.indexOf(text, answer.start);
  const end = begin + text.length;
  const covering: number[] = [];
  for (let token = 0; token < ids.length; token++) {
    if ((starts[token] as number) < end && (ends[token] as number) > begin) covering.push(token);
  }
  const [first, last] = [covering[0], covering.at(-1)];
  return begin < 0 || first === undefined || last === undefined ? null : [first, last];
}

function slice(values: ArrayLike<number>, { start, length }: PassageWindow): number[] {
  return Array.from({ length }, (_, i) => values[start + i] as number);
}
