import type { Runtime } from "./runtime.ts";

/** What {@link BackendPlugin.probe} found. */
export type Probe =
  | {
      readonly usable: true;
      /** What was found, in a few words: a device, a version. */
      readonly detail: string;
      /** True for a software emulation of a device: works, but `auto` passes it over. */
      readonly software?: boolean;
    }
  | {
      readonly usable: false;
      /** Why not, in one sentence without a full stop. */
      readonly reason: string;
      /** What would make it usable. */
      readonly help?: string;
    };

/** A device and its kernels behind tfjs-core. The product of plug-ins of kind "backend". */
export interface BackendPlugin {
  readonly name: string;
  /** Looks whether the backend can be used here. Changes nothing and does not throw. */
  probe(): Promise<Probe>;
  /** Makes it tfjs-core's current backend, with its kernels registered. Throws where that fails. */
  init(): Promise<void>;
}

/** What a backend is created with besides its options. */
export interface BackendContext {
  /** Where the code runs. */
  readonly runtime: Runtime;
}

declare module "@gpt/registry" {
  interface Kinds {
    backend: { product: BackendPlugin; context: BackendContext };
  }
}
