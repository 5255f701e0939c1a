import type { KvCache, Seq2SeqModel } from "@gpt/models";
import { GptError } from "@gpt/registry";
import { gather, keep, type Tensor, tensor1d, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { type Hypothesis, SourceSearch } from "./beam-source.ts";

/** How targets are searched; the defaults are those of the original Transformer (§6.1). */
export interface BeamOptions {
  /** Token that every target begins with. */
  readonly start: number;
  /** Token that ends a target. */
  readonly end: number;
  /** Targets that are followed at a time; 1 is greedy. @default 4 */
  readonly beams?: number;
  /** Exponent of the length penalty ((5 + length) / 6)^x; 0 for none. @default 0.6 */
  readonly lengthPenalty?: number;
  /** Most tokens of a target beyond those of its source, the end token counted. @default 50 */
  readonly extraTokens?: number;
  /** Fills shorter sources up; masked, so that it has no influence. @default 0 */
  readonly padding?: number;
}

/**
 * Finds likely targets of sources by beam search (Vaswani et al. 2017, §6.1; length penalty of Wu et al.
 * 2016). Sources of unequal length are padded together; each is done when as many targets have ended as
 * there are beams, or at its longest length.
 *
 * @returns for each source at most `beams` hypotheses, best first
 * @throws GptError `BEAM_OPTIONS`
 */
export async function beamSearch(
  model: Seq2SeqModel,
  sources: readonly (readonly number[])[],
  options: BeamOptions,
): Promise<(readonly Hypothesis[])[]> {
  const { start, end, beams = 4, lengthPenalty = 0.6, extraTokens = 50, padding = 0 } = options;
  checkOptions(beams, lengthPenalty);
  if (sources.length === 0) return [];
  const room = Number(model.config.contextLength ?? Number.POSITIVE_INFINITY);
  const lengths = sources.map((source) => Math.min(source.length + extraTokens, room));
  const searches = lengths.map(
    (maxLength) => new SourceSearch({ beams, penalty: lengthPenalty, end, maxLength }),
  );
  const reader = new TargetReader(model, sources, padding, Math.max(...lengths));
  try {
    let rows = sources.map((_, source) => ({ source, parent: source, id: start }));
    while (rows.length > 0) {
      const logits = await reader.next(rows);
      let firstRow = 0;
      for (const search of searches) {
        const width = search.alive.length;
        if (width > 0) search.advance(logits, firstRow);
        firstRow += width;
      }
      rows = searches.flatMap(({ alive }, source) =>
        alive.map(({ ids, row }) => ({ source, parent: row, id: ids.at(-1) as number })),
      );
    }
  } finally {
    reader.dispose();
  }
  return searches.map(({ hypotheses }) => hypotheses);
}

function checkOptions(beams: number, lengthPenalty: number): void {
  if (Number.isInteger(beams) && beams >= 1 && lengthPenalty >= 0) return;
  throw new GptError("BEAM_OPTIONS", {
    message: "Beam search cannot work like this.",
    expected: "1 beam or more, and a length penalty of 0 or more",
    got: `${beams} beams, length penalty ${lengthPenalty}`,
    help: "4 beams and 0.6 are the original Transformer's; 1 beam is greedy",
  });
}

/** A row of the next step: whose target it writes, the row it goes on from, and its newest token. */
interface Row {
  readonly source: number;
  readonly parent: number;
  readonly id: number;
}

/** Reads targets token by token, and lets rows come, go and change places between the steps. */
class TargetReader {
  readonly #model: Seq2SeqModel;
  readonly #memory: Tensor;
  readonly #mask: Tensor;
  readonly #cache: KvCache;

  constructor(
    model: Seq2SeqModel,
    sources: readonly (readonly number[])[],
    padding: number,
    maxLength: number,
  ) {
    const time = Math.max(...sources.map((source) => source.length));
    const padded = (row: readonly number[], filler: number) =>
      Array.from({ length: time }, (_, t) => row[t] ?? filler);
    const shape: [number, number] = [sources.length, time];
    const ids = sources.flatMap((source) => padded(source, padding));
    const real = sources.flatMap((source) =>
      padded(
        source.map(() => 1),
        0,
      ),
    );
    this.#model = model;
    this.#mask = tensor2d(real, shape, "int32");
    this.#memory = tidy(() => model.encode(tensor2d(ids, shape, "int32"), this.#mask)); // [B, S, C]
    this.#cache = model.createCache(sources.length, maxLength);
  }

  /** Logits `[V]` of the token after each row's newest. Reads back without blocking. */
  async next(rows: readonly Row[]): Promise<(row: number) => Float32Array> {
    reorder(
      this.#cache,
      rows.map(({ parent }) => parent),
    );
    const logits = tidy(() => {
      const sources = tensor1d(
        rows.map(({ source }) => source),
        "int32",
      );
      const newest = tensor2d(
        rows.map(({ id }) => id),
        [rows.length, 1],
        "int32",
      );
      const memory = gather(this.#memory, sources);
      return this.#model.decodeLogits(memory, gather(this.#mask, sources), newest, {
        cache: this.#cache,
      });
    });
    const values = await logits.data<"float32">();
    logits.dispose();
    const width = values.length / rows.length;
    return (row) => values.subarray(row * width, (row + 1) * width);
  }

  /** Frees the cache and what was read of the sources. */
  dispose(): void {
    this.#cache.dispose();
    this.#memory.dispose();
    this.#mask.dispose();
  }
}

/** Makes row i of a cache what row `parents[i]` was. */
function reorder(cache: KvCache, parents: readonly number[]): void {
  const rows = cache.layers[0]?.keys.shape[0];
  if (rows === parents.length && parents.every((parent, row) => parent === row)) return;
  tidy(() => {
    const indices = tensor1d([...parents], "int32");
    for (const layer of cache.layers) {
      for (const name of ["keys", "values"] as const) {
        const moved = keep(gather(layer[name], indices));
        layer[name].dispose();
        layer[name] = moved;
      }
    }
  });
}
