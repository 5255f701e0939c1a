import * as v from "valibot";

/** Plain JSON. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** How a config names a part: `{ type: name, ...options }`; a bare string is short for the name alone. */
export type PluginConfig = { readonly type: string; readonly [option: string]: Json };

/**
 * The kinds of parts. A package adds its own by declaration merging:
 *
 * ```ts
 * declare module "@gpt/registry" {
 *   interface Kinds {
 *     attention: { product: AttentionPart; context: AttentionContext };
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the packages
export interface Kinds {}

/** Name of a kind. */
export type Kind = keyof Kinds & string;

/** What `create` of a kind returns. */
export type ProductOf<K extends Kind> = Kinds[K] extends { product: infer P } ? P : never;

/** What `create` of a kind is given besides its options. */
export type ContextOf<K extends Kind> = Kinds[K] extends { context: infer C } ? C : never;

/** A schema of options: a strict object, so that an unknown option is an error. */
export type OptionsSchema = v.GenericSchema<unknown, object>;

/** A part that can be named in a config. */
export interface Plugin<K extends Kind, S extends OptionsSchema> {
  /** What sort of part it is. */
  readonly kind: K;
  /** Its name in configs. */
  readonly name: string;
  /** One sentence for lists. */
  readonly description: string;
  /** Its options, with defaults; plain JSON. */
  readonly options: S;
  /** Makes the part. */
  create(options: v.InferOutput<S>, context: ContextOf<K>): ProductOf<K>;
}

/** A plug-in of any kind, as a registry holds it. */
export interface AnyPlugin {
  readonly kind: string;
  readonly name: string;
  readonly description: string;
  readonly options: OptionsSchema;
  create(options: never, context: never): unknown;
}

/** Defines a plug-in; only there so that its types are checked and inferred. */
export function definePlugin<K extends Kind, const S extends OptionsSchema>(
  plugin: Plugin<K, S>,
): AnyPlugin {
  return plugin;
}

/** Schema of an option that is itself a part: checked when that part is created. */
export function partConfig(): v.GenericSchema<unknown, PluginConfig> {
  return v.pipe(
    v.union([v.string(), v.looseObject({ type: v.string() })]),
    v.transform(
      (config) => (typeof config === "string" ? { type: config } : config) as PluginConfig,
    ),
  );
}
