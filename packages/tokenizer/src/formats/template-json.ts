import type { Json } from "@gpt/registry";
import type { SpecialTokens } from "../special-tokens.ts";
import { BARE, type Template } from "../template.ts";
import { type TokenizerFile, unsupported } from "./tokenizer-json.ts";

/** Hugging Face's processors, as far as they are read. */
interface Processor {
  readonly type: string;
  readonly single?: readonly Piece[];
  readonly pair?: readonly Piece[];
  readonly cls?: readonly [string, number];
  readonly sep?: readonly [string, number];
}

/** One element of `TemplateProcessing`: a text where it is no special token. */
interface Piece {
  readonly SpecialToken?: { readonly id: string };
}

/** A template as Hugging Face's `TemplateProcessing`; null where it adds nothing. */
export function templateJson({ start, middle, end }: Template, { names }: SpecialTokens): Json {
  const used = [...start, ...middle, ...end];
  if (used.length === 0) return null;
  const nameOf = (id: number): string => names.get(id) as string;
  const special =
    (type: number) =>
    (id: number): Json => ({ SpecialToken: { id: nameOf(id), type_id: type } });
  const first = [...start.map(special(0)), { Sequence: { id: "A", type_id: 0 } }];
  const second = [...middle.map(special(0)), { Sequence: { id: "B", type_id: 1 } }];
  return {
    type: "TemplateProcessing",
    single: [...first, ...end.map(special(0))],
    pair: [...first, ...second, ...end.map(special(1))],
    special_tokens: Object.fromEntries(
      used.map((id) => [nameOf(id), { id: nameOf(id), ids: [id], tokens: [nameOf(id)] }]),
    ),
  };
}

/**
 * The template of a file.
 *
 * @throws GptError `TOKENIZER_UNSUPPORTED` for other processors, and where one text and two are
 *   not treated alike
 */
export function readTemplate(
  { post_processor: processor }: TokenizerFile,
  specials: ReadonlyMap<string, number>,
): Template {
  if (!processor) return BARE;
  const fault = (): Error => unsupported("post_processor", JSON.stringify(processor).slice(0, 200));
  const idOf = (name: unknown): number => {
    const id = specials.get(String(name));
    if (id === undefined) throw fault();
    return id;
  };
  /** Special tokens before, between and after the texts. */
  const groups = (pieces: readonly Piece[] | undefined): number[][] => {
    const found: number[][] = [[]];
    for (const piece of Array.isArray(pieces) ? pieces : [])
      if (piece?.SpecialToken) found.at(-1)?.push(idOf(piece.SpecialToken.id));
      else found.push([]);
    return found;
  };
  const { type, single, pair, cls, sep } = processor as Processor;
  if (type === "BertProcessing")
    return { start: [idOf(cls?.[0])], middle: [idOf(sep?.[0])], end: [idOf(sep?.[0])] };
  const [start = [], middle = [], end, more] = groups(pair);
  if (end === undefined || more || String(groups(single)) !== String([start, end])) throw fault();
  return { start, middle, end };
}
