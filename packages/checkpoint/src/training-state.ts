import { checkVersion, GptError, type Json, parseConfig } from "@gpt/registry";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import type { TensorData } from "./tensor-data.ts";

const VERSION = 1;
const FORMAT = "gpt-training-state";

/** What training needs besides the weights to go on exactly: tensors, and plain JSON. */
export interface TrainingState {
  readonly tensors: ReadonlyMap<string, TensorData>;
  /** Step, data position, counters. */
  readonly values: Json;
}

/** A training state as one safetensors file that carries its own SHA-256. */
export async function encodeTrainingState({ tensors, values }: TrainingState): Promise<Uint8Array> {
  const metadata = { format: FORMAT, version: String(VERSION), values: JSON.stringify(values) };
  const sha256 = await digest(encodeSafetensors(tensors, metadata));
  return encodeSafetensors(tensors, { ...metadata, sha256 });
}

/**
 * Reads a training state, refusing one that is not whole.
 *
 * @param source the file's name, for errors
 * @throws GptError `SAFETENSORS_INVALID`, `TRAINING_STATE_INVALID`, `CONFIG_NEWER`
 */
export async function decodeTrainingState(
  bytes: Uint8Array,
  source: string,
): Promise<TrainingState> {
  const { tensors, metadata } = decodeSafetensors(bytes, source);
  const { sha256, ...rest } = metadata;
  if (metadata.format !== FORMAT) throw foreign(source, metadata.format);
  checkVersion(Number(metadata.version), VERSION, source);
  const actual = await digest(encodeSafetensors(tensors, rest));
  if (actual !== sha256) throw damaged(source, sha256, actual);
  return { tensors, values: parseConfig(metadata.values ?? "", source) };
}

async function digest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function foreign(source: string, format: string | undefined): GptError {
  return new GptError("TRAINING_STATE_INVALID", {
    message: `${source} is no training state of ours.`,
    expected: `a file of the format ${FORMAT}`,
    got: format ?? "a safetensors file without a format",
    help: "name the checkpoint folder of a run, or start from its weights with a new run",
  });
}

function damaged(source: string, expected: string | undefined, got: string): GptError {
  return new GptError("TRAINING_STATE_INVALID", {
    message: `${source} is damaged.`,
    expected: `SHA-256 ${expected}`,
    got: `SHA-256 ${got}`,
    help: "go on from an older checkpoint of the run",
  });
}
