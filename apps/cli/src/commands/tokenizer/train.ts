import { existsSync } from "node:fs";
import { writeAtomic } from "@gpt/checkpoint/node";
import { GptError, type PluginConfig } from "@gpt/registry";
import type { Tokenizer } from "@gpt/tokenizer";
import type { TrainProgress } from "@gpt/tokenizer/train";
import { formatCount } from "@gpt/trainer";
import { Presets, SingleBar } from "cli-progress";
import { parseOverride, setOption } from "../../overrides.ts";
import { userPath } from "../../paths.ts";
import { createRegistry } from "../../registry.ts";
import { runConfigFrom } from "../../run-options.ts";

/** Flags of `gpt tokenizer train`. */
export interface TrainFlags {
  readonly plugin?: readonly string[];
  readonly data?: readonly string[];
  readonly field?: string;
  readonly family: string;
  readonly vocab: number;
  readonly out: string;
  readonly json?: boolean;
}

/** `gpt tokenizer train`: learns a vocabulary from texts and writes a tokenizer.json. */
export async function trainTokenizerCommand(
  overrides: readonly string[],
  flags: TrainFlags,
): Promise<void> {
  const out = userPath(flags.out);
  if (existsSync(out)) throw exists(out);
  const registry = await createRegistry(flags.plugin);
  const { data = "tales" } = await runConfigFrom(registry, flags, []);
  const dataset = registry.create("dataset", data as PluginConfig, { registry });
  const config = optionsOf(flags, overrides);
  const bar = new Bar(flags.json === true);
  const started = performance.now();
  let bytes = 0;
  let tokenizer: Tokenizer;
  try {
    tokenizer = await registry.create("tokenizer", config, {
      async *texts() {
        for await (const { text } of dataset.train.documents()) {
          bytes += Buffer.byteLength(text);
          yield text;
        }
      },
      onProgress: (progress) => bar.show(progress),
    });
  } finally {
    bar.close();
  }
  await writeAtomic(out, `${JSON.stringify(tokenizer.toJSON(), null, 2)}\n`);
  const seconds = (performance.now() - started) / 1000;
  const { type, vocabSize } = tokenizer;
  if (flags.json === true) {
    console.log(JSON.stringify({ event: "trained", path: out, type, vocabSize, bytes, seconds }));
    return;
  }
  const read = `${formatCount(bytes)} bytes in ${seconds.toFixed(1)} s`;
  console.log(`${type} with ${vocabSize.toLocaleString("en")} ids from ${read}: ${out}`);
}

/** The tokenizer's configuration; families without a size to choose get none. */
function optionsOf(flags: TrainFlags, overrides: readonly string[]): PluginConfig {
  const isFixed = flags.family === "char" || flags.family === "byte";
  const config = { type: flags.family, ...(isFixed ? {} : { vocabSize: flags.vocab }) };
  for (const override of overrides) {
    const { path, value } = parseOverride(override);
    setOption(config, path, value);
  }
  return config;
}

/** A bar on a terminal while merges are learnt; nothing elsewhere. */
class Bar {
  readonly #bar: SingleBar | null;

  constructor(quiet: boolean) {
    const shown = !quiet && process.stderr.isTTY === true;
    const options = {
      format: "{bar} {value}/{total} merges, {eta_formatted} left",
      stream: process.stderr,
      clearOnComplete: true,
    };
    this.#bar = shown ? new SingleBar(options, Presets.shades_grey) : null;
  }

  show(progress: TrainProgress): void {
    if (this.#bar === null || progress.phase !== "merge") return;
    if (!this.#bar.isActive) this.#bar.start(progress.total, 0);
    this.#bar.update(progress.merges);
  }

  close(): void {
    this.#bar?.stop();
  }
}

function exists(path: string): GptError {
  return new GptError("FILE_EXISTS", {
    message: `${path} is there already.`,
    expected: "a new file",
    got: "one that would be overwritten",
    help: "name another file (--out), or delete that one",
  });
}
