import type { TrunkKind } from "@gpt/heads";
import { GptError, type PluginConfig, type Registry } from "@gpt/registry";
import {
  type CausalModel,
  createModel,
  isCausalModel,
  isMaskedModel,
  type MaskedModel,
} from "./model.ts";

/** The pre-trained part of a task model. */
export type Trunk =
  | { readonly kind: Extract<TrunkKind, "decoder">; readonly model: CausalModel }
  | { readonly kind: Extract<TrunkKind, "encoder">; readonly model: MaskedModel };

/**
 * Makes a trunk from a model's config. An encoder's pre-training head is left out: no task trains it.
 *
 * @throws GptError `TASK_TRUNK` where the model is neither a decoder nor an encoder
 */
export function createTrunk(registry: Registry, config: PluginConfig): Trunk {
  const model = createModel(registry, config); // shapes only
  if (isCausalModel(model)) return { kind: "decoder", model };
  if (isMaskedModel(model)) {
    const bare = createModel(registry, { ...config, head: { type: "none" } }) as MaskedModel;
    return { kind: "encoder", model: bare };
  }
  throw new GptError("TASK_TRUNK", {
    message: `A task head cannot stand on a "${config.type}".`,
    expected: "a left-to-right model or a bidirectional encoder",
    got: `"${config.type}"`,
    help: "take a GPT or a BERT; encoder-decoders learn pairs as they are",
  });
}
