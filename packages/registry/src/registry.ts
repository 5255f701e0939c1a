import { GptError } from "./error.ts";
import { nearest } from "./nearest.ts";
import type { AnyPlugin, ContextOf, Json, Kind, PluginConfig, ProductOf } from "./plugin.ts";
import { validate } from "./validate.ts";

/**
 * Turns names into parts. Holds plug-ins by kind and name; built-in and third-party parts are
 * registered alike, and nothing registers itself.
 *
 * @example
 * ```ts
 * const registry = new Registry().register(...attentionPlugins, ...myPlugins);
 * const part = registry.create("attention", { type: "banded", window: 256 }, context);
 * ```
 */
export class Registry {
  readonly #plugins = new Map<string, AnyPlugin>();

  /** Adds plug-ins. @throws GptError `DUPLICATE_PLUGIN` where a kind already has another of that name */
  register(...plugins: readonly AnyPlugin[]): this {
    for (const plugin of plugins) {
      const key = keyOf(plugin.kind, plugin.name);
      const known = this.#plugins.get(key);
      if (known !== undefined && known !== plugin) throw duplicate(plugin);
      this.#plugins.set(key, plugin);
    }
    return this;
  }

  /**
   * Makes the part that a config names.
   *
   * @throws GptError `INVALID_CONFIG`, `UNKNOWN_PLUGIN`, `INVALID_OPTIONS`, or whatever the part itself refuses
   */
  create<K extends Kind>(
    kind: K,
    config: PluginConfig | string,
    context: ContextOf<K>,
  ): ProductOf<K> {
    const { plugin, options } = this.#open(kind, config);
    return plugin.create(options as never, context as never) as ProductOf<K>;
  }

  /** The config with every default filled in: what a run folder records. */
  resolve(kind: Kind, config: PluginConfig | string): PluginConfig {
    const { plugin, options } = this.#open(kind, config);
    return { ...(options as { [option: string]: Json }), type: plugin.name };
  }

  /** The plug-in of a name. @throws GptError `UNKNOWN_PLUGIN` with the nearest name */
  get(kind: string, name: string): AnyPlugin {
    const plugin = this.#plugins.get(keyOf(kind, name));
    if (plugin === undefined) throw unknown(kind, name, this.list(kind));
    return plugin;
  }

  /** Whether a name is registered. */
  has(kind: string, name: string): boolean {
    return this.#plugins.has(keyOf(kind, name));
  }

  /** All plug-ins, or those of one kind, in the order they were registered. */
  list(kind?: string): readonly AnyPlugin[] {
    const all = [...this.#plugins.values()];
    return kind === undefined ? all : all.filter((plugin) => plugin.kind === kind);
  }

  #open(kind: string, config: PluginConfig | string): { plugin: AnyPlugin; options: object } {
    const { type, ...options } = named(kind, config);
    const plugin = this.get(kind, type);
    return { plugin, options: validate(plugin.options, options, `${kind} "${type}"`) };
  }
}

function keyOf(kind: string, name: string): string {
  return `${kind} ${name}`;
}

/** The long form of a config, which may come from a file and be anything. */
function named(kind: string, config: unknown): PluginConfig {
  if (typeof config === "string") return { type: config };
  const type = (config as { type?: unknown } | null | undefined)?.type;
  if (typeof type === "string") return config as PluginConfig;
  throw new GptError("INVALID_CONFIG", {
    message: `This does not name a part of kind "${kind}".`,
    expected: 'a name, or { "type": name, ...options }',
    got: JSON.stringify(config) ?? String(config),
    help: 'write the part\'s name, as a string or under "type"',
  });
}

function duplicate({ kind, name }: AnyPlugin): GptError {
  return new GptError("DUPLICATE_PLUGIN", {
    message: `There already is a part of kind "${kind}" with the name "${name}".`,
    expected: "one part for each name of a kind",
    got: `a second "${name}"`,
    help: "give the new part a name of its own",
  });
}

function unknown(kind: string, name: string, known: readonly AnyPlugin[]): GptError {
  const names = known.map((plugin) => plugin.name);
  const near = nearest(name, names);
  return new GptError("UNKNOWN_PLUGIN", {
    message: `There is no part of kind "${kind}" with the name ${JSON.stringify(name)}.`,
    expected: names.length > 0 ? `one of ${names.join(", ")}` : `a registered part of "${kind}"`,
    got: JSON.stringify(name),
    help: near ? `did you mean "${near}"?` : "register the plug-in that has it (--plugin FILE)",
  });
}
