import { type BackendChoice, selectBackend } from "@gpt/backends";
import { GptError, type PluginConfig, type Registry } from "@gpt/registry";

/** Flags of every command that computes. */
export interface BackendFlags {
  readonly backend?: string;
  readonly threads?: number;
  /** Of the operands of large products. */
  readonly precision?: "f32" | "bf16";
}

/**
 * Starts the wanted backend, or the fastest usable one for "auto".
 *
 * @param wanted default: the flag `backend`, or "auto"
 * @throws GptError `PRECISION_UNSUPPORTED` where bf16 is asked for and the backend has float32 alone
 */
export async function startBackend(
  registry: Registry,
  flags: BackendFlags,
  wanted: PluginConfig | string = flags.backend ?? "auto",
): Promise<BackendChoice> {
  const choice = isAuto(wanted) ? "auto" : withPrecision(wanted, flags);
  const threads = flags.threads === undefined ? {} : { threads: flags.threads };
  const precision = flags.precision === undefined ? {} : { precision: flags.precision };
  const options = { native: { ...threads, ...precision }, wasm: threads };
  const chosen = await selectBackend(choice, { plugins: registry.list("backend"), options });
  if (flags.precision === "bf16" && chosen.name !== "native") throw noBf16(chosen.name);
  return chosen;
}

/**
 * The backend as a run records it: a run that goes on needs the same for the same numbers, so its
 * name is kept, not "auto".
 */
export function recordedBackend(
  wanted: PluginConfig | string,
  flags: BackendFlags,
  { name }: BackendChoice,
): PluginConfig | string {
  return withPrecision(isAuto(wanted) ? name : wanted, flags);
}

/** The flag wins over what a configuration says. */
function withPrecision(
  wanted: PluginConfig | string,
  { precision }: BackendFlags,
): PluginConfig | string {
  const config = typeof wanted === "string" ? { type: wanted } : wanted;
  if (precision === undefined || config.type !== "native") return wanted;
  return { ...config, precision };
}

/** Whether the choice is left to the machine. */
function isAuto(wanted: PluginConfig | string): boolean {
  return (typeof wanted === "string" ? wanted : wanted.type) === "auto";
}

function noBf16(backend: string): GptError {
  return new GptError("PRECISION_UNSUPPORTED", {
    message: "This backend computes in float32 alone.",
    expected: "the backend native for --precision bf16",
    got: backend,
    help: "leave --precision out, or let `gpt doctor` say why native is not used",
  });
}
