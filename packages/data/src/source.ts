/** One text of a corpus. */
export interface Document {
  /** Where it comes from, for messages. */
  readonly id: string;
  readonly text: string;
  /** The document goes on in the next item: no end-of-text token between them. */
  readonly continues?: boolean;
}

/** A corpus: documents in the same order every time it is asked. */
export interface TextSource {
  readonly name: string;
  /** The documents, from the first. */
  documents(): AsyncIterable<Document>;
}

/** Texts in memory. */
export function textSource(name: string, texts: readonly string[]): TextSource {
  return {
    name,
    async *documents(): AsyncGenerator<Document> {
      for (const [index, text] of texts.entries()) yield { id: `${name}#${index}`, text };
    },
  };
}
