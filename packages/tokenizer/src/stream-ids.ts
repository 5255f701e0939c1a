/** What a stream of text needs of a tokenizer. */
interface StreamParts {
  readonly encode: (text: string) => Uint32Array;
  /** Where the text may be cut, 0 where nowhere. */
  readonly cut: (text: string) => number;
}

/** Encodes text that comes in parts; what lies after the last safe cut waits for more. */
export async function* streamIds(
  texts: Iterable<string> | AsyncIterable<string>,
  { encode, cut }: StreamParts,
): AsyncGenerator<Uint32Array> {
  let held = "";
  let tried = 0; // length at which no cut was found: looked at again when it has doubled
  for await (const text of texts) {
    held += text;
    if (held.length < tried * 2) continue;
    const at = cut(held);
    tried = at > 0 ? 0 : held.length;
    if (at === 0) continue;
    yield encode(held.slice(0, at));
    held = held.slice(at);
  }
  if (held !== "") yield encode(held);
}
