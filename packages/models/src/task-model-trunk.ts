import type { TokenHead, TrunkKind } from "@gpt/heads";
import { type AnyPlugin, GptError, type PluginConfig, Registry } from "@gpt/registry";
import {
  type CausalModel,
  createModel,
  isCausalModel,
  isMaskedModel,
  type MaskedModel,
} from "./model.ts";

/** The pre-trained part of a task model. */
export interface Trunk {
  readonly kind: TrunkKind;
  readonly model: CausalModel | MaskedModel;
  /** Its next-token head, for the auxiliary loss; null over encoders. */
  readonly tokens: TokenHead | null;
}

/**
 * Makes a trunk from a model's config. An encoder's pre-training head is left out: no task trains it.
 *
 * @throws GptError `TASK_TRUNK` where the model is neither a decoder nor an encoder
 */
export function createTrunk(registry: Registry, config: PluginConfig): Trunk {
  const heads: TokenHead[] = [];
  const model = createModel(
    observing(registry, (head) => heads.push(head)),
    config,
  );
  if (isCausalModel(model)) return { kind: "decoder", model, tokens: heads[0] ?? null };
  if (isMaskedModel(model)) {
    const bare = createModel(registry, { ...config, head: { type: "none" } }) as MaskedModel;
    return { kind: "encoder", model: bare, tokens: null };
  }
  throw new GptError("TASK_TRUNK", {
    message: `A task head cannot stand on a "${config.type}".`,
    expected: "a left-to-right model or a bidirectional encoder",
    got: `"${config.type}"`,
    help: "take a GPT or a BERT; encoder-decoders learn pairs as they are",
  });
}

/** A registry that shows the heads which a model makes for itself. */
function observing(registry: Registry, seen: (head: TokenHead) => void): Registry {
  const observed = (plugin: AnyPlugin): AnyPlugin => ({
    ...plugin,
    create(options, context) {
      const head = plugin.create(options, context) as TokenHead;
      seen(head);
      return head;
    },
  });
  const plugins = registry.list();
  return new Registry().register(
    ...plugins.map((plugin) => (plugin.kind === "head" ? observed(plugin) : plugin)),
  );
}
