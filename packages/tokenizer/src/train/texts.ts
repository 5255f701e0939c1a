/** Training text, document by document; pre-tokens never cross from one to the next. */
export type Texts = Iterable<string> | AsyncIterable<string>;
