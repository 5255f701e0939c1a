import { GptError } from "@gpt/registry";
import {
  type BackendTimingInfo,
  type BackendValues,
  DataStorage,
  type DataType,
  engine,
  KernelBackend,
} from "@tensorflow/tfjs-core";
import { Block } from "./block.ts";
import { bytesOf, type Numbers, numbersOf, typedArray } from "./dtype.ts";
import { Entry } from "./entry.ts";
import type { KernelLibrary } from "./library.ts";
import { countOf } from "./stored.ts";

/** tfjs' storage of tensors, in a compiled library's memory. */
export abstract class TensorStorage extends KernelBackend {
  readonly library: KernelLibrary;
  /** Those that came from other backends, with their `dataId`. */
  readonly #moved: DataStorage<Entry> = new DataStorage(this, { moveData });
  #count = 0;

  constructor(library: KernelLibrary) {
    super();
    this.library = library;
  }

  /** Where a tensor's elements lie side by side, as its dtype says. */
  protected abstract plainAddress(entry: Entry): number;

  /** Returns when everything that was submitted has run. @throws GptError `OUT_OF_MEMORY` */
  finish(): void {
    this.library.finish?.();
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    return this.keep(this.#entryWith(this, values, shape, dtype));
  }

  override move(
    dataId: object,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refs: number,
  ): void {
    const entry = this.#entryWith(null, values, shape, dtype);
    entry.refs = refs;
    this.#moved.set(dataId, entry);
  }

  override readSync(dataId: object): BackendValues {
    const entry = this.entryOf(dataId);
    if (entry.strings !== null) return entry.strings;
    const values = typedArray(entry.dtype, entry.size);
    this.library.move(values, this.plainAddress(entry), values.byteLength);
    return values;
  }

  override read(dataId: object): Promise<BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.#has(dataId)) return true;
    const entry = this.entryOf(dataId);
    entry.refs--;
    if (!force && entry.refs > 0) return false;
    entry.release();
    if (entry.home === null) this.#moved.delete(dataId);
    else this.#count--;
    entry.home = null;
    return true;
  }

  override incRef(dataId: object): void {
    this.entryOf(dataId).refs++;
  }

  override refCount(dataId: object): number {
    return this.#has(dataId) ? this.entryOf(dataId).refs : 0;
  }

  override numDataIds(): number {
    return this.#count + this.#moved.numDataIds();
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override timerAvailable(): boolean {
    return true;
  }

  override time(f: () => void): Promise<BackendTimingInfo> {
    const start = performance.now();
    f();
    this.finish();
    return Promise.resolve({ kernelMs: performance.now() - start });
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    this.library.trim();
  }

  /**
   * What is kept of a tensor, which comes over from another backend where that has it.
   *
   * @throws GptError `TENSOR_DISPOSED` where none has
   */
  protected entryOf(dataId: object): Entry {
    return dataId instanceof Entry && dataId.home === this ? dataId : this.#moved.get(dataId);
  }

  protected keep(entry: Entry): Entry {
    this.#count++;
    return entry;
  }

  /** A new block with what `fill` puts where it is told to; nothing is taken where that throws. */
  protected filled(bytes: number, fill: (address: number) => void): Block {
    const block = new Block(this.library, bytes);
    try {
      fill(block.address);
    } catch (error) {
      block.release();
      throw error;
    }
    return block;
  }

  #has(dataId: object): boolean {
    return (dataId instanceof Entry && dataId.home === this) || this.#moved.has(dataId);
  }

  #entryWith(
    home: KernelBackend | null,
    values: BackendValues,
    shape: readonly number[],
    dtype: DataType,
  ): Entry {
    const size = countOf(shape);
    if (dtype === "string") return new Entry(home, dtype, size, null, values);
    return new Entry(home, dtype, size, this.#upload(numbersOf(values, dtype), size, dtype));
  }

  #upload(numbers: Numbers, size: number, dtype: DataType): Block {
    if (numbers.length < size) {
      throw new TypeError(
        `a tensor of ${size} elements needs as many values, not ${numbers.length}`,
      );
    }
    const bytes = size * bytesOf(dtype);
    return this.filled(bytes, (address) => this.library.move(address, numbers, bytes));
  }
}

/** Has tfjs bring a tensor from the backend that has it. @throws GptError `TENSOR_DISPOSED` where none has */
function moveData(backend: KernelBackend, dataId: object): void {
  if (!engine().state.tensorInfo.has(dataId)) {
    throw new GptError("TENSOR_DISPOSED", {
      message: "A kernel was given a tensor that is disposed of.",
      expected: "tensors that are still there",
      got: "one that is not",
      help: "dispose of it later, or return it from the tidy() that it was made in, or keep() it",
    });
  }
  engine().moveData(backend, dataId);
}
