/** A growing list of unsigned 32-bit numbers in one typed array. */
export class Uint32List {
  items: Uint32Array;
  length = 0;

  /** @param capacity numbers that fit before the first growth */
  constructor(capacity = 64) {
    this.items = new Uint32Array(Math.max(1, Math.ceil(capacity)));
  }

  /** Appends one number. */
  push(value: number): void {
    if (this.length === this.items.length) this.reserve(1);
    this.items[this.length++] = value;
  }

  /** Makes room for `extra` more numbers; doubles, so that appending stays linear. */
  reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.items.length) return;
    const grown = new Uint32Array(Math.max(needed, this.items.length * 2));
    grown.set(this.items.subarray(0, this.length));
    this.items = grown;
  }

  /** The numbers so far, copied. */
  toArray(): Uint32Array {
    return this.items.slice(0, this.length);
  }
}
