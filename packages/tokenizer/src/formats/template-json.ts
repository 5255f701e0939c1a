import type { Json } from "@gpt/registry";
import type { SpecialTokens } from "../special-tokens.ts";
import { BARE, type Template } from "../template.ts";
import { type TokenizerFile, unsupported } from "./tokenizer-json.ts";

/** One element of Hugging Face's `TemplateProcessing`. */
type Piece =
  | { readonly SpecialToken: { readonly id: string } }
  | { readonly Sequence: { readonly id: "A" | "B" } };

/** A template as Hugging Face's `TemplateProcessing`; null where it adds nothing. */
export function templateJson(template: Template, { ids }: SpecialTokens): Json {
  const { start, middle, end } = template;
  const used = [...start, ...middle, ...end];
  if (used.length === 0) return null;
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  const special = (id: number, type: number): Json => ({
    SpecialToken: { id: names.get(id) as string, type_id: type },
  });
  const text = (id: string, type: number): Json => ({ Sequence: { id, type_id: type } });
  const head = [...start.map((id) => special(id, 0)), text("A", 0)];
  return {
    type: "TemplateProcessing",
    single: [...head, ...end.map((id) => special(id, 0))],
    pair: [
      ...head,
      ...middle.map((id) => special(id, 0)),
      text("B", 1),
      ...end.map((id) => special(id, 1)),
    ],
    special_tokens: Object.fromEntries(
      used.map((id) => {
        const name = names.get(id) as string;
        return [name, { id: name, ids: [id], tokens: [name] }];
      }),
    ),
  };
}

/**
 * The template of a file.
 *
 * @throws GptError `TOKENIZER_UNSUPPORTED` for other processors, and where one text and two are
 *   not treated alike
 */
export function readTemplate(file: TokenizerFile, specials: ReadonlyMap<string, number>): Template {
  const processor = file.post_processor;
  if (!processor) return BARE;
  if (processor.type === "BertProcessing") return bertTemplate(processor);
  const { single, pair } = processor as { single?: unknown; pair?: unknown };
  if (processor.type !== "TemplateProcessing" || !Array.isArray(single) || !Array.isArray(pair))
    throw unsupported("post_processor", processor.type);
  const template = parse(pair as Piece[], specials);
  const around = parse([...(single as Piece[]), { Sequence: { id: "B" } }], specials);
  if (String([...around.start, around.middle]) !== String([...template.start, template.end]))
    throw unsupported("post_processor", "other special tokens around one text than around two");
  return template;
}

/** Special tokens before A, between A and B, after B. */
function parse(pieces: readonly Piece[], specials: ReadonlyMap<string, number>): Template {
  const groups: number[][] = [[]];
  for (const piece of pieces)
    if ("Sequence" in piece) groups.push([]);
    else {
      const id = specials.get(piece.SpecialToken?.id);
      if (id === undefined) throw unsupported("post_processor", JSON.stringify(piece));
      groups.at(-1)?.push(id);
    }
  const [start = [], middle = [], end = []] = groups;
  if (groups.length !== 3) throw unsupported("post_processor", "a template without A and B");
  return { start, middle, end };
}

function bertTemplate(processor: { readonly [key: string]: unknown }): Template {
  const [cls, sep] = [processor.cls, processor.sep].map((entry) => (entry as [string, number])[1]);
  if (cls === undefined || sep === undefined) throw unsupported("post_processor", "BertProcessing");
  return { start: [cls], middle: [sep], end: [sep] };
}
