import type { AnyPlugin, OptionsSchema } from "@gpt/registry";

/** What a backend's `probe` found; see BackendPlugin of @gpt/backends. */
export type Probe =
  | { readonly usable: true; readonly detail: string }
  | { readonly usable: false; readonly reason: string; readonly help?: string };

/** A backend over a compiled library, as an entry of kind "backend". */
export function compiledPlugin<Options>(backend: {
  readonly name: string;
  readonly description: string;
  readonly options: OptionsSchema;
  /** Says whether it can be used here, and does not throw. */
  readonly probe: (given: Options) => Probe;
  /** Makes it tfjs-core's current backend. */
  readonly start: (given: Options) => Promise<void>;
}): AnyPlugin {
  const { name, description, options, probe, start } = backend;
  return {
    ...{ kind: "backend", name, description, options },
    create: (given: Options) => ({
      name,
      probe: async () => probe(given),
      init: () => start(given),
    }),
  };
}
