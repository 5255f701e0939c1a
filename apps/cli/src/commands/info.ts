import { existsSync } from "node:fs";
import { loadModelFolder } from "@gpt/checkpoint/node";
import { type ModelCost, modelCost, preset } from "@gpt/models";
import type { PluginConfig, Registry } from "@gpt/registry";
import { formatCount } from "@gpt/trainer";
import { findModelFolder } from "@gpt/trainer/node";
import colors from "picocolors";
import { userPath } from "../paths.ts";
import { noteOn } from "./note-table.ts";

/** `gpt info`: shapes, parameters, arithmetic and memory of a preset or of a model in a folder. */
export async function infoCommand(registry: Registry, what: string, json: boolean): Promise<void> {
  const path = userPath(what);
  const config = existsSync(path)
    ? (await loadModelFolder(await findModelFolder(path))).config
    : named(registry, what);
  const cost = modelCost(registry, config);
  if (json) {
    console.log(JSON.stringify({ event: "info", name: what, ...cost }));
  } else {
    print(what, cost);
  }
}

/** A preset, or a model type with its defaults. @throws GptError `UNKNOWN_PRESET` */
function named(registry: Registry, name: string): PluginConfig {
  return registry.has("model", name) ? { type: name } : preset(name);
}

function print(name: string, cost: ModelCost): void {
  const { config } = cost;
  console.log(colors.bold(name));
  for (const [option, value] of Object.entries(config)) {
    console.log(`  ${option.padEnd(16)} ${colors.dim(JSON.stringify(value))}`);
  }
  console.log(`\n${colors.bold("parameters")}`);
  for (const row of groupRepeats(cost.shapes)) console.log(`  ${row}`);
  const rows: readonly (readonly [string, string])[] = [
    ["total", exact(cost.parameters)],
    ["without tables", exact(cost.nonEmbedding)],
  ];
  for (const [label, text] of rows) console.log(`  ${label.padEnd(16)} ${text}`);
  console.log(`\n${colors.bold("arithmetic per token, at full context")}`);
  const share = ((100 * cost.attentionFlops) / cost.forwardFlops).toFixed(1);
  console.log(`  forward          ${formatCount(cost.forwardFlops)} FLOP (attention ${share} %)`);
  console.log(`  training         ${formatCount(3 * cost.forwardFlops)} FLOP`);
  console.log(`\n${colors.bold("memory, float32")}`);
  console.log(`  inference        ${bytes(cost.weightBytes)} of weights`);
  if (cost.cacheBytesPerToken > 0) {
    const whole = cost.cacheBytesPerToken * contextOf(config);
    const each = bytes(cost.cacheBytesPerToken);
    console.log(`  key/value cache  ${each} per token, ${bytes(whole)} at full context`);
  }
  const training = bytes(cost.trainingBytes);
  console.log(`  training         ${training} (weights, gradients, Adam's moments) + activations`);
  const note = noteOn(name);
  if (note.length === 0) return;
  console.log(`\n${colors.bold("the study note's table")}`);
  for (const { cell, note: said, correct, source } of note) {
    const mark = correct === null ? colors.green("right") : `${colors.yellow(correct)} (${source})`;
    console.log(`  ${cell.padEnd(16)} ${said.padEnd(14)} ${mark}`);
  }
}

/** One line for parameters that differ by a layer's number only. */
function groupRepeats(shapes: ModelCost["shapes"]): string[] {
  const groups = new Map<string, { count: number; shape: readonly number[] }>();
  for (const { name, shape } of shapes) {
    const key = name.replace(/\.\d+\./, ".*.");
    const seen = groups.get(key);
    if (seen === undefined) groups.set(key, { count: 1, shape });
    else seen.count++;
  }
  return Array.from(groups, ([name, { count, shape }]) => {
    const times = count > 1 ? ` × ${count}` : "";
    return `${name.padEnd(52)} ${colors.dim(`[${shape.join(", ")}]${times}`)}`;
  });
}

function exact(count: number): string {
  return `${count.toLocaleString("en")} (${formatCount(count)})`;
}

function bytes(count: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(count) / 10));
  return `${Number((count / 1024 ** power).toPrecision(3))} ${units[power]}`;
}

/** Context length of a model, or of the trunk of one that was fine-tuned. */
function contextOf({ contextLength, trunk }: PluginConfig): number {
  return Number(contextLength ?? (trunk as PluginConfig).contextLength);
}
