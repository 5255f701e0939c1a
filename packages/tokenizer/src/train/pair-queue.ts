/** Pairs in the order in which they are to be merged. */
export interface PairQueue {
  /** Enters a pair with its present count. */
  push(pair: number): void;
  /** Takes the next pair, or -1 where none is left. */
  pop(): number;
  /** A symbol stands in the text `weight` times more. */
  count(symbol: number, weight: number): void;
  /** Two symbols became one at a place that stands for `weight` in the text. */
  joined(left: number, right: number, merged: number, weight: number): void;
  /** All places of the pair have been joined. */
  settle(left: number, right: number): void;
}
