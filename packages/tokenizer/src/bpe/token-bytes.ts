/** The bytes of every token, in one array. Where two offsets are equal the id stands for no bytes. */
export class TokenBytes {
  readonly bytes: Uint8Array;
  /** Token `id` is `bytes[offsets[id] … offsets[id + 1])`. */
  readonly offsets: Uint32Array;

  constructor(tokens: readonly Uint8Array[]) {
    this.offsets = new Uint32Array(tokens.length + 1);
    tokens.forEach((token, id) => {
      this.offsets[id + 1] = (this.offsets[id] as number) + token.length;
    });
    this.bytes = new Uint8Array(this.offsets[tokens.length] as number);
    tokens.forEach((token, id) => {
      this.bytes.set(token, this.offsets[id]);
    });
  }

  /** How many ids there are. */
  get size(): number {
    return this.offsets.length - 1;
  }

  /** The bytes of one token; a view. */
  of(id: number): Uint8Array {
    return this.bytes.subarray(this.offsets[id], this.offsets[id + 1]);
  }

  /** The bytes of many tokens, one after the other. Every id must be below {@link size}. */
  concat(ids: ArrayLike<number>): Uint8Array {
    const { bytes, offsets } = this;
    let length = 0;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number;
      length += (offsets[id + 1] as number) - (offsets[id] as number);
    }
    const out = new Uint8Array(length);
    let to = 0;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number;
      const end = offsets[id + 1] as number;
      for (let from = offsets[id] as number; from < end; from++) out[to++] = bytes[from] as number;
    }
    return out;
  }
}
