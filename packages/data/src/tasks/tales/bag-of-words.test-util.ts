/** One example as the words in it; `+` or `-` may stand before them. */
export interface Bag {
  readonly words: readonly string[];
  readonly label: number;
}

/** The words of a text, after a prefix that says which text it is. */
export function wordsOf(text: string, prefix = ""): string[] {
  return (text.toLowerCase().match(/[a-z]+/g) ?? []).map((word) => prefix + word);
}

/** Accuracy on `test` of a logistic regression over the counts of words in `train`. */
export function bagOfWords(train: readonly Bag[], test: readonly Bag[], classes: number): number {
  const weights = Array.from({ length: classes }, () => new Map<string, number>());
  const logits = (bag: Bag) =>
    weights.map((row) => bag.words.reduce((sum, word) => sum + (row.get(word) ?? 0), 0));
  for (let epoch = 0; epoch < 30; epoch++) {
    for (const bag of train) {
      const exps = logits(bag).map(Math.exp);
      const total = exps.reduce((sum, value) => sum + value, 0);
      for (const [label, row] of weights.entries()) {
        const error = Number(label === bag.label) - (exps[label] as number) / total;
        for (const word of bag.words) row.set(word, (row.get(word) ?? 0) + 0.03 * error);
      }
    }
  }
  const right = test.filter((bag) => {
    const scores = logits(bag);
    return scores.indexOf(Math.max(...scores)) === bag.label;
  });
  return right.length / test.length;
}
