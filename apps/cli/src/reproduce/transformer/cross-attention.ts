import { join } from "node:path";
import { sequenceIds, translate } from "@gpt/generation";
import type { Seq2SeqModel } from "@gpt/models";
import type { Registry } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import { openModel } from "@gpt/trainer/node";
import { onesLike, type Tensor, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { noTokenizer } from "../../task/no-tokenizer.ts";
import { attentionProbe } from "./attention-probe.ts";

/** Where the decoder looks while it writes a translation. */
export interface AttentionMap {
  /** Pieces of the source. */
  readonly source: readonly string[];
  /** Pieces of the translation, its end counted. */
  readonly target: readonly string[];
  /** For every decoder layer, the weights of the source pieces for each target piece: rows sum to 1. */
  readonly layers: readonly (readonly (readonly number[])[])[];
}

/** Maps of sentences, by the last checkpoint of a run. */
export async function crossAttentionMaps(
  registry: Registry,
  run: string,
  sentences: readonly string[],
): Promise<AttentionMap[]> {
  const probe = attentionProbe(registry);
  const folder = join(run, "checkpoints", "last");
  const { model, tokenizer } = await openModel(probe.registry, folder);
  if (tokenizer === null) throw noTokenizer(folder);
  const translator = model as Seq2SeqModel;
  const { texts } = await translate(translator, tokenizer, sentences, { beams: 1 });
  const maps: AttentionMap[] = [];
  for (const [index, sentence] of sentences.entries()) {
    const source = [...tokenizer.encode(sentence)];
    const target = [...tokenizer.encode(texts[index] as string)];
    const layers = await mapsOf(translator, probe.record, source, [
      sequenceIds(tokenizer).start,
      ...target,
    ]);
    const pieces = (ids: readonly number[]) => ids.map((id) => pieceOf(tokenizer, id));
    maps.push({ source: pieces(source), target: [...pieces(target), "⏎"], layers });
  }
  model.dispose();
  return maps;
}

/** Reads source and target once, and hands out the decoder's cross-attention. */
async function mapsOf(
  model: Seq2SeqModel,
  record: (work: () => void) => Tensor[],
  source: readonly number[],
  target: readonly number[],
): Promise<number[][][]> {
  const row = (ids: readonly number[]) => tensor2d([...ids], [1, ids.length], "int32");
  const input = row(source);
  const mask = onesLike(input);
  const memory = tidy(() => model.encode(input, mask));
  const seen = record(() => void model.decodeLogits(memory, mask, row(target)));
  const layers: number[][][] = [];
  for (const weights of seen) {
    const [matrix = []] = (await weights.array()) as number[][][];
    layers.push(matrix.map((values) => values.map((value) => Number(value.toFixed(3)))));
    weights.dispose();
  }
  for (const tensor of [input, mask, memory]) tensor.dispose();
  return layers;
}

function pieceOf(tokenizer: Tokenizer, id: number): string {
  return tokenizer.decode([id]).trim() || "␣";
}
