import type { EncodedExample, Prediction, TaskHead, TrunkStates } from "@gpt/heads";
import { type CallContext, INFERENCE, type Initializer, type ParameterTable } from "@gpt/layers";
import {
  type AnyPlugin,
  definePlugin,
  GptError,
  type PluginConfig,
  partConfig,
} from "@gpt/registry";
import { add, dispose, mul, type Scalar, type Tensor, tidy } from "@tensorflow/tfjs-core";
import * as v from "valibot";
import type { MaskedInput, ModelContext, TensorBatch, TrainableModel } from "./model.ts";
import { createTrunk, type Trunk } from "./task-model-trunk.ts";

/** Weight of the language-model loss in GPT-1's fine-tuning (§4.1). */
const GPT1_LM_WEIGHT = 0.5;

/** What a {@link TaskModel} is made from. */
export interface TaskModelOptions {
  /** Config of the pre-trained model, its vocabulary grown by the task's tokens. */
  readonly trunk: PluginConfig;
  /** Config of a part of kind "task-head". */
  readonly head: PluginConfig;
  /** Weight of the auxiliary language-model loss; null: 0.5 over decoders, none over encoders. */
  readonly lmWeight: number | null;
}

/** What a task model says about examples. */
export interface TaskPredictions {
  /** One for each example, in their order. */
  readonly predictions: readonly Prediction[];
  /** Mean task loss; the auxiliary loss is not in it. */
  readonly loss: number;
}

/** A pre-trained trunk with a task head on top. Batches are those of the head. */
export class TaskModel implements TrainableModel {
  readonly config: PluginConfig;
  /** The trunk's parameters, then the head's. */
  readonly parameters: ParameterTable;
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly head: TaskHead;
  /** Weight of the auxiliary language-model loss; 0: off. */
  readonly lmWeight: number;
  /** Names of the parameters that a pre-trained model brings. */
  readonly trunkNames: readonly string[];
  readonly #trunk: Trunk;

  constructor({ registry }: ModelContext, options: TaskModelOptions) {
    const trunk = createTrunk(registry, options.trunk);
    const { kind, model } = trunk;
    const std = Number(model.config.initStd ?? 0.02);
    const type = kind === "encoder" ? "truncated-normal" : "normal";
    this.#trunk = trunk;
    this.parameters = model.parameters;
    this.vocabSize = model.vocabSize;
    this.contextLength = model.contextLength;
    this.lmWeight = lmWeight(options.lmWeight, trunk);
    this.trunkNames = model.parameters.names;
    this.head = registry.create("task-head", options.head, {
      scope: model.parameters.scope(),
      trunk: kind,
      dModel: Number(model.config.dModel),
      contextLength: model.contextLength,
      initializer: { type, std } satisfies Initializer,
    });
    const head = registry.resolve("task-head", options.head);
    this.config = { type: "task", trunk: model.config, head, lmWeight: this.lmWeight };
  }

  /** The task's scores. */
  logits(batch: TensorBatch, context: CallContext = INFERENCE): Tensor {
    return this.head.outputs(this.#states(batch, context), batch, context);
  }

  /** Task loss + lmWeight · mean next-token loss over the same sequences. */
  loss(batch: TensorBatch, context: CallContext): Scalar {
    const { task, lm } = this.losses(batch, context);
    return lm === null ? task : (add(task, mul(lm, this.lmWeight)) as Scalar);
  }

  /** Both losses; `lm` is null where the auxiliary loss is off. */
  losses(
    batch: TensorBatch,
    context: CallContext,
  ): { readonly task: Scalar; readonly lm: Scalar | null } {
    const states = this.#states(batch, context);
    const task = this.head.loss(this.head.outputs(states, batch, context), batch);
    const { kind, model } = this.#trunk;
    if (this.lmWeight === 0 || kind === "encoder") return { task, lm: null };
    return { task, lm: model.tokenLoss(states.hidden, batch.targets as Tensor) };
  }

  /** Predicts the examples that a batch was made of, and says how far that is from their labels. */
  async predict(batch: TensorBatch, examples: readonly EncodedExample[]): Promise<TaskPredictions> {
    const { logits, loss } = tidy(() => {
      const scores = this.logits(batch);
      return { logits: scores, loss: this.head.loss(scores, batch) };
    });
    const [values, [mean]] = await Promise.all([logits.data(), loss.data()]);
    const predictions = this.head.predict(
      { values: Float32Array.from(values), shape: logits.shape },
      examples,
    );
    dispose([logits, loss]);
    return { predictions, loss: mean as number };
  }

  dispose(): void {
    this.parameters.dispose();
  }

  #states(batch: TensorBatch, context: CallContext): TrunkStates {
    const { kind, model } = this.#trunk;
    if (kind === "encoder") {
      const hidden = model.encode(batch as unknown as MaskedInput, context);
      return { hidden, pool: () => model.pool(hidden) };
    }
    // No mask: padding stands on the right, where the tokens before it cannot see it.
    return { hidden: model.hidden(batch.inputs as Tensor, { context }), pool: null };
  }
}

function lmWeight(wanted: number | null, { kind }: Trunk): number {
  if (kind === "decoder") return wanted ?? GPT1_LM_WEIGHT;
  if (wanted === null || wanted === 0) return 0;
  throw new GptError("TASK_TRUNK", {
    message: "The auxiliary language-model loss needs a left-to-right model.",
    expected: "lmWeight 0 over an encoder",
    got: String(wanted),
    help: "leave lmWeight out",
  });
}

/** Whether a model is a trunk with a task head. */
export function isTaskModel(model: TrainableModel): model is TaskModel {
  return "trunkNames" in model;
}

/** A trunk with a task head, as a model of its own: it is trained, saved and loaded like any other. */
export const taskModelPlugin: AnyPlugin = definePlugin({
  kind: "model",
  name: "task",
  description: "A pre-trained model with a task head.",
  options: v.strictObject({
    trunk: partConfig(),
    head: partConfig(),
    lmWeight: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0))), null),
  }),
  create: (options, context) => new TaskModel(context, options),
});
