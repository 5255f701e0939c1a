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
import { countOf, type Layout, type Rows, type Stored } from "./stored.ts";

/** Rows that a matrix is multiplied with where reading it takes most of the time. */
const FEW_ROWS = 32;
/** Rows at most whose product takes no longer than reading the matrix; kernels multiply as many without packing it. */
const ROWS_AT_ONCE = 4;

/** What the backend keeps for a tensor; of tensors that it made, this is the `dataId` itself, so that nothing is looked up. */
class Entry implements Layout {
  /** The backend that has it under this `dataId`; null where another object is its `dataId`, or it is gone. */
  home: CompiledBackend | null;
  readonly dtype: DataType;
  readonly size: number;
  refs = 1;
  /** Null for strings. */
  block: Block | null;
  half = false;
  offset = 0;
  rows: Rows | null = null;
  readonly strings: BackendValues | null;
  /** Blocks that a later kernel may want, and which go with the tensor. */
  attached: readonly Block[] | null = null;
  /** The same numbers in bf16, until they change. */
  rounded: Block | null = null;

  constructor(
    home: CompiledBackend | null,
    dtype: DataType,
    size: number,
    block: Block | null,
    strings: BackendValues | null = null,
  ) {
    this.home = home;
    this.dtype = dtype;
    this.size = size;
    this.block = block;
    this.strings = strings;
  }
}

/** tfjs' storage of tensors in a compiled library's memory, and the way from kernels in TypeScript to those in C++. */
export class CompiledBackend extends KernelBackend {
  readonly library: KernelLibrary;
  /** Those that came from other backends, with their `dataId`. */
  readonly #moved: DataStorage<Entry>;
  #count = 0;
  /** What the kernels that run have made so far, those that began first in front. */
  readonly #dataIds: object[] = [];
  readonly #blocks: Block[] = [];
  #running = 0;

  constructor(library: KernelLibrary, mover: DataMover) {
    super();
    this.library = library;
    this.#moved = new DataStorage(this, mover);
  }

  /** Runs a kernel; where it throws, everything that it made so far goes back. */
  attempt<T>(kernel: () => T): T {
    const [dataIds, blocks] = [this.#dataIds.length, this.#blocks.length];
    this.#running++;
    try {
      return kernel();
    } catch (error) {
      for (const dataId of this.#dataIds.slice(dataIds)) this.disposeData(dataId, true);
      for (const block of this.#blocks.slice(blocks)) block.drop();
      throw error;
    } finally {
      this.#running--;
      this.#dataIds.length = dataIds;
      this.#blocks.length = blocks;
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

  /** Whether products of so many rows gain from operands and results in bf16: of a few, the matrix takes all the time. */
  roundsRows(rows: number): boolean {
    return rows > ROWS_AT_ONCE && this.halves;
  }

  /** A new float32 tensor with undefined contents, stored as bf16 where products of so many rows want that. */
  rounded(shape: readonly number[], rows = Number.POSITIVE_INFINITY): TensorInfo {
    const half = this.roundsRows(rows);
    return this.adopt(this.block(shape, "float32", half), shape, { half });
  }

  /** Memory for a tensor. */
  block(shape: readonly number[], dtype: DataType = "float32", half = false): Block {
    const size = countOf(shape);
    const block = new Block(this.library, size * (half ? 2 : bytesOf(dtype)));
    if (this.#running > 0) this.#blocks.push(block);
    return block;
  }

  /** A tensor over a block, which it owns from now on. */
  adopt(
    block: Block,
    shape: readonly number[],
    { dtype = "float32", half = false, offset = 0, rows = null }: Partial<Layout> = {},
  ): TensorInfo {
    const entry = this.#keep(new Entry(this, dtype, sizeOf(shape), block));
    entry.half = half;
    entry.offset = offset;
    entry.rows = rows;
    if (this.#running > 0) this.#dataIds.push(entry);
    return { dataId: entry, shape: shape as number[], dtype };
  }

  /** Where the elements of a tensor lie side by side, as their dtype says. */
  address(tensor: TensorInfo): number {
    const { address, half } = this.stored(tensor);
    return half ? this.#widen(this.#entry(tensor.dataId)) : address;
  }

  /** Where the elements of a tensor lie side by side, for kernels that read bf16 too. */
  stored({ dataId }: TensorInfo): Stored {
    const entry = this.#entry(dataId);
    if (entry.rows !== null) this.#gather(entry, entry.rows);
    if (entry.half && !this.halves) this.#widen(entry);
    return { address: this.#blockOf(entry).address + entry.offset, half: entry.half };
  }

  /** Where the rows of a `[..., row]` tensor lie, and how far apart; gathers rows of other lengths. */
  rowsOf(tensor: TensorInfo, row: number): Stored & { readonly stride: number } {
    const entry = this.#entry(tensor.dataId);
    if (entry.rows?.row !== row || (entry.half && !this.halves)) {
      return { ...this.stored(tensor), stride: row };
    }
    const address = this.#blockOf(entry).address + entry.offset;
    return { address, half: entry.half, stride: entry.rows.stride };
  }

  /**
   * Where a matrix lies that rows are multiplied with. With few rows that takes little longer than reading the matrix, so
   * where products want bf16, a variable's numbers are rounded once, and kept so until they change.
   */
  besideRows(rows: number, matrix: TensorInfo): Stored {
    const address = this.address(matrix);
    const isVariable = "trainable" in matrix; // tfjs' own `instanceof` looks at many properties
    if (rows > FEW_ROWS || !isVariable || !this.halves) return { address, half: false };
    const entry = this.#entry(matrix.dataId);
    entry.rounded ??= this.#round(address, entry.size);
    return { address: entry.rounded.address, half: true };
  }

  /** To be called before a tensor's numbers change. */
  changes({ dataId }: TensorInfo): void {
    const entry = this.#entry(dataId);
    entry.rounded?.release();
    entry.rounded = null;
  }

  /** Whether a tensor is stored as bf16 now. */
  isHalf({ dataId }: TensorInfo): boolean {
    return this.#entry(dataId).half;
  }

  /** The block under a tensor, and where the tensor starts in it. */
  place({ dataId }: TensorInfo): Layout & { readonly block: Block } {
    const entry = this.#entry(dataId);
    this.#blockOf(entry);
    return entry as Entry & { readonly block: Block };
  }

  /** Another tensor over the same data. */
  share(tensor: TensorInfo, shape: readonly number[]): TensorInfo {
    this.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: shape as number[], dtype: tensor.dtype };
  }

  /** Whether other tensors use the same data, so that it must not be written to. */
  isShared({ dataId }: TensorInfo): boolean {
    const { refs, block } = this.#entry(dataId);
    return refs > 1 || block?.shared === true;
  }

  /** Hands blocks to a tensor, which lets go of them when it goes. */
  attach({ dataId }: TensorInfo, blocks: readonly Block[]): void {
    this.#entry(dataId).attached = blocks;
  }

  /** Takes what was attached; null where nothing is (any more). */
  detach({ dataId }: TensorInfo): readonly Block[] | null {
    const entry = this.#entry(dataId);
    const blocks = entry.attached;
    entry.attached = null;
    return blocks;
  }

  /** A copy of a tensor's numbers. */
  numbers(tensor: TensorInfo): Numbers {
    return this.readSync(tensor.dataId) as Numbers;
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    return this.#keep(this.#filled(this, values, shape, dtype));
  }

  override move(
    dataId: object,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refs: number,
  ): void {
    const entry = this.#filled(null, values, shape, dtype);
    entry.refs = refs;
    this.#moved.set(dataId, entry);
  }

  override readSync(dataId: object): BackendValues {
    const entry = this.#entry(dataId);
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
    if (!this.#has(dataId)) return true;
    const entry = this.#entry(dataId);
    entry.refs--;
    if (!force && entry.refs > 0) return false;
    entry.block?.release();
    entry.rounded?.release();
    for (const block of entry.attached ?? []) block.release();
    if (entry.home === null) this.#moved.delete(dataId);
    else this.#count--;
    entry.home = null;
    return true;
  }

  override incRef(dataId: object): void {
    this.#entry(dataId).refs++;
  }

  override refCount(dataId: object): number {
    return this.#has(dataId) ? this.#entry(dataId).refs : 0;
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

  /** What is kept of a tensor, which comes over from another backend where that has it. */
  #entry(dataId: object): Entry {
    return dataId instanceof Entry && dataId.home === this ? dataId : this.#moved.get(dataId);
  }

  #has(dataId: object): boolean {
    return (dataId instanceof Entry && dataId.home === this) || this.#moved.has(dataId);
  }

  #keep(entry: Entry): Entry {
    this.#count++;
    return entry;
  }

  #filled(
    home: CompiledBackend | null,
    values: BackendValues,
    shape: readonly number[],
    dtype: DataType,
  ): Entry {
    const size = countOf(shape);
    if (dtype === "string") return new Entry(home, dtype, size, null, values);
    return new Entry(home, dtype, size, this.#upload(numbersOf(values, dtype), size, dtype));
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
    entry.block = block;
    entry.offset = 0;
    entry.rows = null;
  }

  /** A block with numbers rounded to bf16. */
  #round(address: number, size: number): Block {
    const block = new Block(this.library, 2 * size);
    const [identity, toHalves] = [0, 2];
    this.submit("activation", address, block.address, size, identity, toHalves);
    return block;
  }

  /** Gives a tensor that is stored as bf16 a block of float32; returns its address. */
  #widen(entry: Entry): number {
    const old = this.#blockOf(entry);
    const block = new Block(this.library, 4 * entry.size);
    const [identity, fromHalves] = [0, 1];
    const from = old.address + entry.offset;
    this.submit("activation", from, block.address, entry.size, identity, fromHalves);
    old.release();
    entry.block = block;
    entry.offset = 0;
    entry.half = false;
    return block.address;
  }
}
