import { basename } from "node:path";
import type { BackendChoice } from "@gpt/backends";
import { GptError, type PluginConfig, type Registry } from "@gpt/registry";
import { type Objective, objectiveOf, type RunConfigInput, resolveConfig } from "@gpt/trainer";
import {
  type RunOptions,
  type RunResult,
  readRunConfig,
  resumeRun,
  startRun,
} from "@gpt/trainer/node";
import { type BackendFlags, recordedBackend, startBackend } from "../backend.ts";
import { userPath } from "../paths.ts";
import { createRegistry } from "../registry.ts";
import { type RunFlags, runConfigFrom } from "../run-options.ts";
import { stopSignal } from "../stop-signal.ts";
import { JsonView } from "../view/json-view.ts";
import type { RunView } from "../view/run-view.ts";
import { TerminalView } from "../view/terminal-view.ts";

/** Flags of both commands. */
export interface SessionFlags extends RunFlags, BackendFlags {
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

/** Flags of `gpt train`. */
export interface TrainFlags extends SessionFlags {
  readonly out?: string;
  /** What the model must be for. */
  readonly objective?: Objective;
}

/** `gpt train`: a new run. @throws GptError `OBJECTIVE_MODEL` */
export async function trainCommand(overrides: readonly string[], flags: TrainFlags): Promise<void> {
  const registry = await createRegistry(flags.plugin);
  const input = await runConfigFrom(registry, flags, overrides);
  const config = resolveConfig(registry, input, "the configuration");
  checkObjective(registry, config.model, flags.objective);
  const folder = userPath(flags.out ?? freshFolder(config.model.type));
  const name = input.name ?? basename(folder);
  await session(flags, { registry, folder }, { ...config, name }, startRun);
}

function checkObjective(registry: Registry, model: PluginConfig, wanted?: Objective): void {
  const objective = objectiveOf(registry, model);
  if (wanted === undefined || wanted === objective) return;
  throw new GptError("OBJECTIVE_MODEL", {
    message: `A "${model.type}" is not trained for the objective ${wanted}.`,
    expected: `a model for ${wanted}`,
    got: `one for ${objective}`,
    help: "leave --objective or --model out: each has the other's default",
  });
}

/** `gpt resume`: goes on with a run, on the backend it began with. */
export async function resumeCommand(
  path: string,
  overrides: readonly string[],
  flags: SessionFlags,
): Promise<void> {
  const registry = await createRegistry(flags.plugin);
  const folder = userPath(path);
  const stored = await readRunConfig(registry, folder);
  const config = await runConfigFrom(registry, flags, overrides, stored);
  await session(flags, { registry, folder }, config, (changes, options) =>
    resumeRun(options, changes),
  );
}

async function session(
  flags: SessionFlags,
  where: Pick<RunOptions, "registry" | "folder">,
  config: RunConfigInput,
  run: (config: RunConfigInput, options: RunOptions) => Promise<RunResult>,
): Promise<void> {
  const view: RunView = flags.json === true ? new JsonView() : new TerminalView();
  const wanted = (config.backend ?? "auto") as PluginConfig | string;
  const backend = await startBackend(where.registry, flags, wanted);
  view.begin({ folder: where.folder, backend: describe(backend) });
  const stop = stopSignal(() => view.stopping());
  const used = recordedBackend(wanted, flags, backend);
  try {
    const { reason } = await run(
      { ...config, backend: used },
      {
        ...where,
        callbacks: [view],
        signal: stop.signal,
        onPrepare: (progress) => view.prepare(progress),
      },
    );
    if (reason === "interrupted") process.exitCode = 130;
  } finally {
    view.close();
    stop.release();
  }
}

/** Which backend runs; where it is a fallback, also why, and how to get the better one. */
function describe({ name, reason, passedOver }: BackendChoice): string {
  const missed = passedOver.filter((other) => other.name === "native" || name === "cpu");
  return [
    `${name} (${reason})`,
    ...missed.map(({ name, reason, help }) => `not ${name}: ${reason}${help ? ` (${help})` : ""}`),
  ].join("; ");
}

/** runs/gpt2-20260131-142530 */
function freshFolder(model: string): string {
  const stamp = new Date().toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `runs/${model}-${stamp}`;
}
