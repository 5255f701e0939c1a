import { GptError } from "@gpt/registry";
import { BYTES, type Dtype, type TensorData, viewOf } from "./tensor-data.ts";

/** Contents of a safetensors file. */
export interface Safetensors {
  readonly tensors: Map<string, TensorData>;
  /** The free `__metadata__` strings. */
  readonly metadata: { readonly [key: string]: string };
}

/** One tensor's place in a file. */
export interface TensorEntry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Byte range inside the data part. */
  readonly data_offsets: readonly [number, number];
}

/** The parsed header of a file. */
export interface SafetensorsHeader {
  readonly entries: Map<string, TensorEntry>;
  readonly metadata: { readonly [key: string]: string };
  /** Where the data part begins. */
  readonly dataStart: number;
}

const LENGTH_BYTES = 8;
const HEADER_LIMIT = 100_000_000; // the reference implementation's own limit

/**
 * Writes tensors in the safetensors format, byte for byte as the reference implementation orders
 * them: wider types first, then by name; header padded to 8 bytes.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, TensorData>,
  metadata: { readonly [key: string]: string } = {},
): Uint8Array {
  const order = layoutOrder(tensors);
  const header = encodeHeader(order, metadata);
  const size = order.reduce((sum, [, tensor]) => sum + tensor.data.byteLength, 0);
  const bytes = new Uint8Array(header.length + size);
  bytes.set(header);
  let at = header.length;
  for (const [, { data }] of order) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Tensors in the order of a file. */
export function layoutOrder(tensors: ReadonlyMap<string, TensorData>): [string, TensorData][] {
  return [...tensors].sort(
    ([nameA, a], [nameB, b]) => BYTES[b.dtype] - BYTES[a.dtype] || (nameA < nameB ? -1 : 1),
  );
}

/** Length, JSON and padding: everything before the data. */
export function encodeHeader(
  order: readonly (readonly [string, TensorData])[],
  metadata: { readonly [key: string]: string },
): Uint8Array {
  const header: { [name: string]: unknown } = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let at = 0;
  for (const [name, { dtype, shape, data }] of order) {
    header[name] = { dtype, shape, data_offsets: [at, at + data.byteLength] };
    at += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}

/**
 * Reads a safetensors file.
 *
 * @param source the file's name, for errors
 * @throws GptError `SAFETENSORS_INVALID` where the file is torn or something else altogether
 */
export function decodeSafetensors(bytes: Uint8Array, source = "the file"): Safetensors {
  const { entries, metadata, dataStart } = decodeHeader(bytes, bytes.length, source);
  const tensors = new Map<string, TensorData>();
  for (const [name, { dtype, shape, data_offsets }] of entries) {
    const slice = bytes.slice(dataStart + data_offsets[0], dataStart + data_offsets[1]);
    tensors.set(name, { dtype, shape, data: viewOf(dtype, slice) });
  }
  return { tensors, metadata };
}

/**
 * Reads and checks a header.
 *
 * @param bytes at least the header of the file
 * @param fileSize size of the whole file
 */
export function decodeHeader(
  bytes: Uint8Array,
  fileSize: number,
  source: string,
): SafetensorsHeader {
  const fail = (expected: string, got: string) => invalid(source, expected, got);
  const length = headerLength(bytes, fileSize, source);
  const dataStart = LENGTH_BYTES + length;
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, dataStart), source);
  const { __metadata__: metadata = {}, ...rest } = header;
  const entries = new Map<string, TensorEntry>();
  for (const [name, entry] of Object.entries(rest))
    entries.set(name, checkEntry(name, entry, source));
  let end = 0;
  const byOffset = [...entries].sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]);
  for (const [name, { data_offsets }] of byOffset) {
    if (data_offsets[0] !== end)
      throw fail(`"${name}" at offset ${end}`, `offset ${data_offsets[0]}`);
    end = data_offsets[1];
  }
  const size = fileSize - dataStart;
  if (end !== size) throw fail(`${end} bytes of data`, `${size} bytes`);
  return { entries, metadata: metadata as { [key: string]: string }, dataStart };
}

/** Bytes of the JSON header, from a file's first eight bytes. */
function headerLength(bytes: Uint8Array, fileSize: number, source: string): number {
  if (bytes.length < LENGTH_BYTES)
    throw invalid(source, "at least 8 bytes", `${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length <= HEADER_LIMIT && LENGTH_BYTES + length <= fileSize) return length;
  throw invalid(
    source,
    `a header inside the file of ${fileSize} bytes`,
    `a header of ${length} bytes`,
  );
}

function parseHeader(bytes: Uint8Array, source: string): { [name: string]: unknown } {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof header === "object" && header !== null && !Array.isArray(header)) {
      return header as { [name: string]: unknown };
    }
  } catch (cause) {
    throw invalid(source, "a JSON header", (cause as Error).message);
  }
  throw invalid(source, "a JSON object as header", "another value");
}

function checkEntry(name: string, entry: unknown, source: string): TensorEntry {
  const { dtype, shape, data_offsets: range } = (entry ?? {}) as Partial<TensorEntry>;
  const width = BYTES[dtype as Dtype];
  const whole = (values: unknown): values is number[] =>
    Array.isArray(values) && values.every((value) => Number.isSafeInteger(value) && value >= 0);
  if (width === undefined || !whole(shape) || !whole(range) || range.length !== 2) {
    throw invalid(
      source,
      `dtype, shape and data_offsets of "${name}"`,
      JSON.stringify(entry) ?? "nothing",
    );
  }
  const bytes = shape.reduce((product, size) => product * size, 1) * width;
  const [begin, end] = range as [number, number];
  if (end - begin === bytes) return { dtype: dtype as Dtype, shape, data_offsets: [begin, end] };
  throw invalid(source, `${bytes} bytes for "${name}" [${shape}] ${dtype}`, `${end - begin} bytes`);
}

function invalid(source: string, expected: string, got: string): GptError {
  return new GptError("SAFETENSORS_INVALID", {
    message: `${source} is not a whole safetensors file.`,
    expected,
    got,
    help: "the file is torn or of another format: write or download it again",
  });
}
