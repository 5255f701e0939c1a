import {
  type BackendTimingInfo,
  type BackendValues,
  type DataMover,
  DataStorage,
  type DataType,
  KernelBackend,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { Block, outOfMemory } from "./block.ts";
import { bytesOf, type Numbers, numbersOf, sizeOf, typedArray } from "./dtype.ts";
import type { KernelLibrary, KernelName, Place } from "./library.ts";
import { countOf, type Layout, PLAIN, type Rows, type Stored } from "./stored.ts";

/** What the backend keeps for a tensor. */
interface Entry extends Layout {
  readonly size: number;
  refs: number;
  /** Null for strings. */
  block: Block | null;
  half: boolean;
  offset: number;
  rows: Rows | null;
  readonly strings: BackendValues | null;
  /** Blocks that a later kernel may want, and which go with the tensor. */
  attached: readonly Block[] | null;
}

/** tfjs' storage of tensors in a compiled library's memory, and the way from kernels in TypeScript to those in C++. */
export class CompiledBackend extends KernelBackend {
  readonly library: KernelLibrary;
  readonly #data: DataStorage<Entry>;
  /** What the kernel that runs has made so far. */
  #made: { readonly dataIds: object[]; readonly blocks: Block[] } | null = null;

  constructor(library: KernelLibrary, mover: DataMover) {
    super();
    this.library = library;
    this.#data = new DataStorage(this, mover);
  }

  /** Runs a kernel; where it throws, everything that it made so far goes back. */
  attempt<T>(kernel: () => T): T {
    const outer = this.#made;
    const made: { dataIds: object[]; blocks: Block[] } = { dataIds: [], blocks: [] };
    this.#made = made;
    try {
      return kernel();
    } catch (error) {
      for (const dataId of made.dataIds) this.disposeData(dataId, true);
      for (const block of made.blocks) block.drop();
      throw error;
    } finally {
      this.#made = outer;
    }
  }

  /**
   * Calls a kernel; what it returns is its own.
   *
   * @throws GptError `OUT_OF_MEMORY` where it finds no work space
   */
  call(name: KernelName, ...args: readonly Place[]): number {
    const answer = this.library[name](...args);
    if (answer < 0) throw outOfMemory(this.library, -answer);
    return answer;
  }

  /**
   * Calls a kernel that only writes to the library's memory; it may wait, and then a later call says that there
   * was no work space.
   *
   * @throws GptError `OUT_OF_MEMORY`
   */
  submit(name: KernelName, ...args: readonly Place[]): void {
    if (this.library.submit) this.library.submit(name, args);
    else this.call(name, ...args);
  }

  /** Returns when everything that was submitted has run. @throws GptError `OUT_OF_MEMORY` */
  finish(): void {
    this.library.finish?.();
  }

  /** A new tensor with undefined contents. @throws GptError `TENSOR_TOO_LARGE`, `OUT_OF_MEMORY` */
  output(shape: readonly number[], dtype: DataType = "float32"): TensorInfo {
    return this.adopt(this.block(shape, dtype), shape, { dtype });
  }

  /** Whether kernels want what products read and write to be stored as bf16. */
  get halves(): boolean {
    return this.library.halves() === 1;
  }

  /** A new float32 tensor with undefined contents, stored as bf16 where kernels want that. */
  rounded(shape: readonly number[]): TensorInfo {
    return this.adopt(this.block(shape, "float32", this.halves), shape, { half: this.halves });
  }

  /** Memory for a tensor. */
  block(shape: readonly number[], dtype: DataType = "float32", half = false): Block {
    const size = countOf(shape);
    const block = new Block(this.library, size * (half ? 2 : bytesOf(dtype)));
    this.#made?.blocks.push(block);
    return block;
  }

  /** A tensor over a block, which it owns from now on. */
  adopt(block: Block, shape: readonly number[], layout: Partial<Layout> = {}): TensorInfo {
    const { dtype, half, offset, rows } = { ...PLAIN, ...layout };
    const dataId = {};
    const size = sizeOf(shape);
    const none = { strings: null, attached: null };
    this.#data.set(dataId, { dtype, size, refs: 1, block, half, offset, rows, ...none });
    this.#made?.dataIds.push(dataId);
    return { dataId, shape: shape as number[], dtype };
  }

  /** Where the elements of a tensor lie side by side, as their dtype says. */
  address(tensor: TensorInfo): number {
    const { address, half } = this.stored(tensor);
    return half ? this.#widen(this.#data.get(tensor.dataId)) : address;
  }

  /** Where the elements of a tensor lie side by side, for kernels that read bf16 too. */
  stored({ dataId }: TensorInfo): Stored {
    const entry = this.#data.get(dataId);
    if (entry.rows !== null) this.#gather(entry, entry.rows);
    if (entry.half && !this.halves) this.#widen(entry);
    return { address: this.#blockOf(entry).address + entry.offset, half: entry.half };
  }

  /** Where the rows of a `[..., row]` tensor lie, and how far apart; gathers rows of other lengths. */
  rowsOf(tensor: TensorInfo, row: number): Stored & { readonly stride: number } {
    const entry = this.#data.get(tensor.dataId);
    if (entry.rows?.row !== row || (entry.half && !this.halves)) {
      return { ...this.stored(tensor), stride: row };
    }
    const address = this.#blockOf(entry).address + entry.offset;
    return { address, half: entry.half, stride: entry.rows.stride };
  }

  /** Whether a tensor is stored as bf16 now. */
  isHalf({ dataId }: TensorInfo): boolean {
    return this.#data.get(dataId).half;
  }

  /** The block under a tensor, and where the tensor starts in it. */
  place({ dataId }: TensorInfo): Layout & { readonly block: Block } {
    const entry = this.#data.get(dataId);
    const { dtype, half, offset, rows } = entry;
    return { block: this.#blockOf(entry), dtype, half, offset, rows };
  }

  /** Another tensor over the same data. */
  share(tensor: TensorInfo, shape: readonly number[]): TensorInfo {
    this.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: shape as number[], dtype: tensor.dtype };
  }

  /** Whether other tensors use the same data, so that it must not be written to. */
  isShared({ dataId }: TensorInfo): boolean {
    const { refs, block } = this.#data.get(dataId);
    return refs > 1 || block?.shared === true;
  }

  /** Hands blocks to a tensor, which lets go of them when it goes. */
  attach({ dataId }: TensorInfo, blocks: readonly Block[]): void {
    this.#data.get(dataId).attached = blocks;
  }

  /** Takes what was attached; null where nothing is (any more). */
  detach({ dataId }: TensorInfo): readonly Block[] | null {
    const entry = this.#data.get(dataId);
    const blocks = entry.attached;
    entry.attached = null;
    return blocks;
  }

  /** A copy of a tensor's numbers. */
  numbers(tensor: TensorInfo): Numbers {
    return this.readSync(tensor.dataId) as Numbers;
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refs: number,
  ): void {
    const size = countOf(shape);
    const strings = dtype === "string" ? values : null;
    const block = dtype === "string" ? null : this.#upload(numbersOf(values, dtype), size, dtype);
    const plain = { ...PLAIN, dtype, attached: null };
    this.#data.set(dataId, { ...plain, size, refs, strings, block });
  }

  override readSync(dataId: object): BackendValues {
    const entry = this.#data.get(dataId);
    if (entry.strings !== null) return entry.strings;
    const values = typedArray(entry.dtype, entry.size);
    const from = this.address({ dataId, shape: [], dtype: entry.dtype });
    this.library.move(values, from, values.byteLength);
    return values;
  }

  override read(dataId: object): Promise<BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.#data.has(dataId)) return true;
    const entry = this.#data.get(dataId);
    entry.refs--;
    if (!force && entry.refs > 0) return false;
    entry.block?.release();
    for (const block of entry.attached ?? []) block.release();
    this.#data.delete(dataId);
    return true;
  }

  override incRef(dataId: object): void {
    this.#data.get(dataId).refs++;
  }

  override refCount(dataId: object): number {
    return this.#data.has(dataId) ? this.#data.get(dataId).refs : 0;
  }

  override numDataIds(): number {
    return this.#data.numDataIds();
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

  #blockOf(entry: Entry): Block {
    if (entry.block === null) throw new TypeError("strings have no native memory");
    return entry.block;
  }

  #upload(numbers: Numbers, size: number, dtype: DataType): Block {
    const block = new Block(this.library, size * bytesOf(dtype));
    this.library.move(block.address, numbers, Math.min(block.bytes, numbers.byteLength));
    return block;
  }

  /** Copies rows that lie apart into a block of their own. */
  #gather(entry: Entry, { row, stride }: Rows): void {
    const old = this.#blockOf(entry);
    const bytes = entry.half ? 2 : bytesOf(entry.dtype);
    const block = new Block(this.library, entry.size * bytes);
    const walk = Float64Array.of(2, entry.size / row, row, stride, 1, row, 1);
    this.submit("copy", old.address + entry.offset, block.address, bytes, walk);
    old.release();
    Object.assign(entry, { block, offset: 0, rows: null });
  }

  /** Gives a tensor that is stored as bf16 a block of float32; returns its address. */
  #widen(entry: Entry): number {
    const old = this.#blockOf(entry);
    const block = new Block(this.library, 4 * entry.size);
    const [identity, fromHalves] = [0, 1];
    this.submit(
      "activation",
      old.address + entry.offset,
      block.address,
      entry.size,
      identity,
      fromHalves,
    );
    old.release();
    Object.assign(entry, { block, offset: 0, half: false });
    return block.address;
  }
}
