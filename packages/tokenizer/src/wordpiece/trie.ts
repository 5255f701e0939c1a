import { NO_RANK, PairTable } from "../bpe/pair-table.ts";

/** Vocabulary as a trie over UTF-16 units; a node is a number, 0 the root. */
export class Trie {
  readonly #children: PairTable;
  /** Id of the entry that ends at each node, -1 where none does. */
  readonly #ids: Int32Array;
  #nodes = 1;

  constructor(entries: Iterable<readonly [text: string, id: number]>) {
    const list = [...entries];
    const units = list.reduce((sum, [text]) => sum + text.length, 1);
    this.#children = new PairTable(units);
    this.#ids = new Int32Array(units + 1).fill(-1);
    for (const [text, id] of list) this.#insert(text, id);
  }

  /** The child of a node, or -1. */
  child(node: number, unit: number): number {
    const child = this.#children.get(node, unit);
    return child === NO_RANK ? -1 : child;
  }

  /** The id that ends at a node, or -1. */
  id(node: number): number {
    return this.#ids[node] as number;
  }

  #insert(text: string, id: number): void {
    let node = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      let child = this.child(node, unit);
      if (child === -1) {
        child = this.#nodes++;
        this.#children.add(node, unit, child);
      }
      node = child;
    }
    this.#ids[node] = id;
  }
}
