import { embedding } from "@gpt/ops";
import { type AnyPlugin, definePlugin, GptError } from "@gpt/registry";
import { add, slice, type Tensor, type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import type { Initializer } from "./initializer.ts";
import type { ParameterScope } from "./parameter.ts";

/** How a model knows where a token stands. */
export interface PositionPart {
  /**
   * Adds positions offset, offset + 1, … to `[B, T, C]`.
   *
   * @param positions int32 `[B, T]`, where each row has positions of its own (padding on the left)
   * @throws GptError `CONTEXT_EXCEEDED` where a table ends before the text does
   */
  apply(x: Tensor, offset: number, positions?: Tensor | null): Tensor;
}

/** What a position part is made with. */
export interface PositionContext {
  readonly scope: ParameterScope;
  readonly contextLength: number;
  readonly dModel: number;
  /** Published name and first values of a learned table. */
  readonly name: string;
  readonly initializer: Initializer;
}

declare module "@gpt/registry" {
  interface Kinds {
    position: { product: PositionPart; context: PositionContext };
  }
}

/** A learned vector for each position (GPT-1, GPT-2, GPT-3, BERT). */
export const learnedPlugin: AnyPlugin = definePlugin({
  kind: "position",
  name: "learned",
  description: "A learned vector for each position.",
  options: v.strictObject({}),
  create(_options, { scope, contextLength, dModel, name, initializer }): PositionPart {
    const table = scope.declare(name, [contextLength, dModel], initializer);
    return {
      apply: (x, offset, positions) => {
        if (positions) return add(x, embedding(table.variable, positions));
        const time = x.shape[1] as number;
        if (offset + time > contextLength) throw tooLong(offset + time, contextLength);
        return add(x, slice(table.variable as unknown as Tensor2D, [offset, 0], [time, dModel]));
      },
    };
  },
});

function tooLong(wanted: number, contextLength: number): GptError {
  return new GptError("CONTEXT_EXCEEDED", {
    message: "The text is longer than the model's context.",
    expected: `positions up to ${contextLength}`,
    got: `positions up to ${wanted}`,
    help: "give the model the last tokens only, or train one with a longer context",
  });
}

/** No positions: the attention variant knows them itself. */
export const noPositionPlugin: AnyPlugin = definePlugin({
  kind: "position",
  name: "none",
  description: "No positions are added.",
  options: v.strictObject({}),
  create: (): PositionPart => ({ apply: (x) => x }),
});

/** Sines and cosines (Vaswani et al. 2017, §3.5). */
export const sinusoidalPlugin: AnyPlugin = definePlugin({
  kind: "position",
  name: "sinusoidal",
  description: "Sines and cosines: the paper's interleaved form, or Tensor2Tensor's.",
  options: v.strictObject({ form: v.optional(v.picklist(["interleaved", "t2t"]), "interleaved") }),
  create({ form }, { contextLength, dModel }): PositionPart {
    let table: Float32Array = new Float32Array(0);
    const rows = (count: number): Float32Array => {
      if (table.length < count * dModel) table = sinusoidTable(count, dModel, form);
      return table.subarray(0, count * dModel);
    };
    return {
      apply: (x, offset, positions) => {
        if (positions)
          return add(
            x,
            embedding(tensor2d(rows(contextLength), [contextLength, dModel]), positions),
          );
        const time = x.shape[1] as number;
        const values = rows(offset + time).subarray(offset * dModel, (offset + time) * dModel);
        return add(x, tensor2d(values, [time, dModel]));
      },
    };
  },
});

/**
 * Position table `[count, width]`. Interleaved (the paper): feature 2i is sin(pos / 10000^(2i/d)),
 * feature 2i+1 the cosine with the same exponent. `t2t`: all sines, then all cosines, timescales
 * geometric from 1 to 10000 inclusive.
 */
export function sinusoidTable(
  count: number,
  width: number,
  form: "interleaved" | "t2t" = "interleaved",
): Float32Array {
  const table = new Float32Array(count * width);
  const half = Math.floor(width / 2);
  for (let position = 0; position < count; position++) {
    for (let feature = 0; feature < width; feature++) {
      const sine = form === "t2t" ? feature < half : feature % 2 === 0;
      const index = form === "t2t" ? feature % half : Math.floor(feature / 2);
      const exponent = form === "t2t" ? index / Math.max(half - 1, 1) : (2 * index) / width;
      const angle = position / 10000 ** exponent;
      table[position * width + feature] = sine ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return table;
}
