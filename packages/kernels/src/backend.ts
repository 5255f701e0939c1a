import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";
import { Block, outOfMemory } from "./block.ts";
import { bytesOf, type Numbers, sizeOf } from "./dtype.ts";
import { blockOf, Entry } from "./entry.ts";
import type { KernelName, Place } from "./library.ts";
import { TensorStorage } from "./storage.ts";
import { countOf, type Layout, type Rows, type Stored } from "./stored.ts";

/** Rows that a matrix is multiplied with where reading it takes most of the time. */
const FEW_ROWS = 32;
/**
 * Rows at most whose product takes no longer than reading the matrix; kernels multiply as many without packing it.
 */
const ROWS_AT_ONCE = 4;

/** The way from kernels in TypeScript to those in C++: calls, and tensors as these want to find them. */
export class CompiledBackend extends TensorStorage {
  /** What takes back what the kernels that run have done so far, the latest last. */
  readonly #undo: (() => void)[] = [];
  #running = 0;

  /** Runs a kernel; where it throws, everything that it made and shared so far goes back. */
  attempt<T>(kernel: () => T): T {
    const before = this.#undo.length;
    this.#running++;
    try {
      return kernel();
    } catch (error) {
      for (const undo of this.#undo.splice(before).reverse()) undo();
      throw error;
    } finally {
      this.#running--;
      this.#undo.length = before;
    }
  }

  #whereItThrows(undo: () => void): void {
    if (this.#running > 0) this.#undo.push(undo);
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

  /** A new tensor with undefined contents. @throws GptError `TENSOR_TOO_LARGE`, `OUT_OF_MEMORY` */
  output(shape: readonly number[], dtype: DataType = "float32"): TensorInfo {
    return this.adopt(this.block(shape, dtype), shape, { dtype });
  }

  /** Whether kernels want what products read and write to be stored as bf16. */
  get halves(): boolean {
    return this.library.halves() === 1;
  }

  /** Whether products of so many rows gain from operands and results in bf16: of few, the matrix takes all the time. */
  roundsRows(rows: number): boolean {
    return rows > ROWS_AT_ONCE && this.halves;
  }

  /** A new float32 tensor with undefined contents, stored as bf16 where products of so many rows want that. */
  rounded(shape: readonly number[], rows = Number.POSITIVE_INFINITY): TensorInfo {
    const half = this.roundsRows(rows);
    return this.adopt(this.block(shape, "float32", half), shape, { half });
  }

  /** Memory for a tensor. @throws GptError `TENSOR_TOO_LARGE`, `OUT_OF_MEMORY` */
  block(shape: readonly number[], dtype: DataType = "float32", half = false): Block {
    const size = countOf(shape);
    const block = new Block(this.library, size * (half ? 2 : bytesOf(dtype)));
    this.#whereItThrows(() => block.drop());
    return block;
  }

  /** A tensor over a block, which it owns from now on. */
  adopt(
    block: Block,
    shape: readonly number[],
    { dtype = "float32", half = false, offset = 0, rows = null }: Partial<Layout> = {},
  ): TensorInfo {
    const entry = this.keep(new Entry(this, dtype, sizeOf(shape), block));
    entry.half = half;
    entry.offset = offset;
    entry.rows = rows;
    this.#whereItThrows(() => this.disposeData(entry, true));
    return { dataId: entry, shape: shape as number[], dtype };
  }

  /** Where the elements of a tensor lie side by side, as their dtype says. */
  address({ dataId }: TensorInfo): number {
    return this.plainAddress(this.entryOf(dataId));
  }

  protected override plainAddress(entry: Entry): number {
    this.#gather(entry);
    this.#widen(entry);
    return entry.address;
  }

  /** Where the elements of a tensor lie side by side, for kernels that read bf16 too. */
  stored({ dataId }: TensorInfo): Stored {
    const entry = this.entryOf(dataId);
    this.#gather(entry);
    if (!this.halves) this.#widen(entry);
    return { address: entry.address, half: entry.half };
  }

  /** Where the rows of a `[..., row]` tensor lie, and how far apart; gathers rows of other lengths. */
  rowsOf(tensor: TensorInfo, row: number): Stored & { readonly stride: number } {
    const entry = this.entryOf(tensor.dataId);
    if (entry.rows?.row !== row || (entry.half && !this.halves)) {
      return { ...this.stored(tensor), stride: row };
    }
    return { address: entry.address, half: entry.half, stride: entry.rows.stride };
  }

  /**
   * Where a matrix lies that rows are multiplied with. With few rows that takes little longer than reading the matrix,
   * so where products want bf16, a variable's numbers are rounded once, and kept so until they change.
   */
  besideRows(rows: number, matrix: TensorInfo): Stored {
    const address = this.address(matrix);
    const isVariable = "trainable" in matrix; // tfjs' own `instanceof` looks at many properties
    if (rows > FEW_ROWS || !isVariable || !this.halves) return { address, half: false };
    const entry = this.entryOf(matrix.dataId);
    entry.rounded ??= this.#round(address, entry.size);
    return { address: entry.rounded.address, half: true };
  }

  /** To be called before a tensor's numbers change. */
  changes({ dataId }: TensorInfo): void {
    const entry = this.entryOf(dataId);
    entry.rounded?.release();
    entry.rounded = null;
  }

  /** Whether a tensor is stored as bf16 now. */
  isHalf({ dataId }: TensorInfo): boolean {
    return this.entryOf(dataId).half;
  }

  /** The block under a tensor, and where the tensor lies in it now. */
  place({ dataId }: TensorInfo): Layout & { readonly block: Block } {
    const entry = this.entryOf(dataId);
    const { dtype, half, offset, rows } = entry;
    return { block: blockOf(entry), dtype, half, offset, rows };
  }

  /** Another tensor over the same data. */
  share({ dataId, dtype }: TensorInfo, shape: readonly number[]): TensorInfo {
    this.incRef(dataId);
    this.#whereItThrows(() => this.disposeData(dataId));
    return { dataId, shape: shape as number[], dtype };
  }

  /** Whether other tensors use the same data, so that it must not be written to. */
  isShared({ dataId }: TensorInfo): boolean {
    const { refs, block } = this.entryOf(dataId);
    return refs > 1 || block?.shared === true;
  }

  /** Hands blocks to a tensor, which lets go of them when it goes. */
  attach({ dataId }: TensorInfo, blocks: readonly Block[]): void {
    this.entryOf(dataId).attached = blocks;
  }

  /** Takes what was attached; null where nothing is (any more). */
  detach({ dataId }: TensorInfo): readonly Block[] | null {
    const entry = this.entryOf(dataId);
    const blocks = entry.attached;
    entry.attached = null;
    for (const block of blocks ?? []) this.#whereItThrows(() => block.drop());
    return blocks;
  }

  /** A copy of a tensor's numbers. */
  numbers(tensor: TensorInfo): Numbers {
    return this.readSync(tensor.dataId) as Numbers;
  }

  /** Copies rows that lie apart into a block of their own. */
  #gather(entry: Entry): void {
    if (entry.rows === null) return;
    const { row, stride }: Rows = entry.rows;
    const bytes = entry.half ? 2 : bytesOf(entry.dtype);
    const walk = Float64Array.of(2, entry.size / row, row, stride, 1, row, 1);
    const from = entry.address;
    const fill = (to: number) => this.submit("copy", from, to, bytes, walk);
    entry.moveTo(this.filled(entry.size * bytes, fill));
  }

  /** A block with numbers rounded to bf16. */
  #round(address: number, size: number): Block {
    const [identity, toHalves] = [0, 2];
    const fill = (to: number) => this.submit("activation", address, to, size, identity, toHalves);
    return this.filled(2 * size, fill);
  }

  /** Gives a tensor that is stored as bf16 a block of float32. */
  #widen(entry: Entry): void {
    if (!entry.half) return;
    const [identity, fromHalves] = [0, 1];
    const { address: from, size } = entry;
    const fill = (to: number) => this.submit("activation", from, to, size, identity, fromHalves);
    entry.moveTo(this.filled(4 * size, fill));
    entry.half = false;
  }
}
