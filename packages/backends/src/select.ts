import { type AnyPlugin, GptError, type PluginConfig, Registry } from "@gpt/registry";
import type { BackendPlugin, Probe } from "./plugin.ts";
import { backendPlugins } from "./plugins.ts";
import { currentRuntime, type Runtime } from "./runtime.ts";

/** A faster backend that was not taken. */
export interface PassedOver {
  readonly name: string;
  readonly reason: string;
  /** What would make it usable. */
  readonly help?: string;
}

/** Which backend runs, and why. */
export interface BackendChoice {
  readonly name: string;
  /** What its probe found. */
  readonly reason: string;
  /** The faster ones, fastest first; empty where a backend was named. */
  readonly passedOver: readonly PassedOver[];
  /** All of it in one line, for a log. */
  readonly summary: string;
}

/** Options of {@link selectBackend}. */
export interface SelectOptions {
  /** The plug-ins to choose from; other kinds are left aside. @default backendPlugins */
  readonly plugins?: readonly AnyPlugin[];
  /** Options by backend name, e.g. `{ wasm: { threads: 2 } }`. */
  readonly options?: { readonly [backend: string]: Omit<PluginConfig, "type"> };
  /** Gets the choice's summary line. */
  readonly log?: (line: string) => void;
}

/** Fastest first. A slot is filled by the first of its backends that is registered. */
const SLOTS: readonly (readonly string[])[] = [
  ["cuda", "tensorflow-gpu"],
  ["native", "tensorflow"],
  ["webgpu"],
  ["wasm"],
  ["cpu"],
];

const BROWSER = ["webgpu", "wasm", "cpu"];

/**
 * Picks a backend and starts it: the one function of the house that names any.
 *
 * `auto` takes the first usable of cuda, native, webgpu, wasm, cpu in Node and Deno, and of webgpu,
 * wasm, cpu in a browser, of those registered; where no `cuda` (`native`) is registered,
 * `tensorflow-gpu` (`tensorflow`) stands in for it. A WebGPU adapter that is a software emulation
 * is only taken when named.
 *
 * @param wanted `"auto"`, a name, or a config `{ type: name, ...options }`
 * @throws GptError `UNKNOWN_PLUGIN`, `BACKEND_UNUSABLE`, `BACKEND_FAILED`, `NO_BACKEND`
 *
 * @example
 * ```ts
 * const { name, summary } = await selectBackend("auto");
 * ```
 */
export async function selectBackend(
  wanted: string | PluginConfig,
  options: SelectOptions = {},
): Promise<BackendChoice> {
  const plugins = (options.plugins ?? backendPlugins).filter(({ kind }) => kind === "backend");
  const registry = new Registry().register(...plugins);
  const runtime = currentRuntime();
  const create = (config: string | PluginConfig): BackendPlugin => {
    const named = typeof config === "string" ? { type: config } : config;
    const full = { ...options.options?.[named.type], ...named };
    return registry.create("backend", full, { runtime });
  };
  const choice =
    wanted === "auto"
      ? await takeFirst(order(registry, runtime), create)
      : await takeNamed(create(standIn(registry, wanted)));
  options.log?.(choice.summary);
  return choice;
}

/** Names in the order `auto` tries them. */
function order(registry: Registry, runtime: Runtime): string[] {
  const slots = runtime === "browser" ? BROWSER.map((name) => [name]) : SLOTS;
  return slots.flatMap((slot) => slot.find((name) => registry.has("backend", name)) ?? []);
}

/** `cuda` and `native` name their slot: what fills it where they are not registered themselves. */
function standIn(registry: Registry, wanted: string | PluginConfig): string | PluginConfig {
  if (typeof wanted !== "string" || registry.has("backend", wanted)) return wanted;
  const slot = SLOTS.find(([name]) => name === wanted) ?? [];
  return slot.find((name) => registry.has("backend", name)) ?? wanted;
}

/** Options of those behind the first usable one are not looked at: they may allow less than it. */
async function takeFirst(
  names: readonly string[],
  create: (name: string) => BackendPlugin,
): Promise<BackendChoice> {
  const passedOver: PassedOver[] = [];
  for (const name of names) {
    const backend = create(name);
    const probe = await backend.probe();
    const reason = reasonAgainst(probe) ?? (await start(backend));
    if (reason === undefined) return chosen(backend, probe, passedOver);
    const help = probe.usable ? undefined : probe.help;
    passedOver.push({ name, reason, ...(help === undefined ? {} : { help }) });
  }
  throw new GptError("NO_BACKEND", {
    message: "No backend can be used here.",
    expected: "one usable backend",
    got: passedOver.map(({ name, reason }) => `${name}: ${reason}`).join("; ") || "none registered",
    help: "register backendPlugins of @gpt/backends; wasm and cpu run everywhere",
  });
}

function reasonAgainst(probe: Probe): string | undefined {
  if (!probe.usable) return probe.reason;
  return probe.software ? `only a software adapter is there (${probe.detail})` : undefined;
}

/** Starts a backend; the reason where it does not start. */
async function start(backend: BackendPlugin): Promise<string | undefined> {
  try {
    await backend.init();
    return undefined;
  } catch (error) {
    return `did not start: ${firstLine(error)}`;
  }
}

async function takeNamed(backend: BackendPlugin): Promise<BackendChoice> {
  const probe = await backend.probe();
  if (!probe.usable) {
    throw new GptError("BACKEND_UNUSABLE", {
      message: `The backend "${backend.name}" cannot be used here.`,
      got: probe.reason,
      help: probe.help ?? 'take another, or "auto" for the fastest that is usable',
    });
  }
  try {
    await backend.init();
  } catch (cause) {
    throw new GptError("BACKEND_FAILED", {
      message: `The backend "${backend.name}" did not start.`,
      got: firstLine(cause),
      help: 'take another, or "auto" for the fastest that starts',
      cause,
    });
  }
  return chosen(backend, probe, []);
}

function chosen(
  backend: BackendPlugin,
  probe: Probe,
  passedOver: readonly PassedOver[],
): BackendChoice {
  const reason = probe.usable ? probe.detail : "";
  const others = passedOver.map((other) => `${other.name}: ${other.reason}`).join("; ");
  const summary = `backend ${backend.name} (${reason})${others && `; passed over ${others}`}`;
  return { name: backend.name, reason, passedOver, summary };
}

/** The first line of whatever was thrown: not everything that tfjs throws is an Error. */
function firstLine(thrown: unknown): string {
  const { message } = (thrown ?? {}) as { message?: unknown };
  return String(message ?? thrown).split("\n")[0] as string;
}
