/**
 * A text under rewriting. Where asked to, it remembers for each UTF-16 unit which stretch of the
 * first text it comes from, through any number of replacements.
 */
export class Rewritten {
  text: string;
  /** Start and end in the first text of what stands behind each unit; null: not asked for. */
  places: { starts: number[]; ends: number[] } | null;

  constructor(text: string, withPlaces: boolean) {
    this.text = text;
    const units = withPlaces ? Array.from({ length: text.length }, (_, i) => i) : [];
    this.places = withPlaces ? { starts: units, ends: units.map((i) => i + 1) } : null;
  }

  /** Replaces what a global expression without groups matches. */
  replace(pattern: RegExp, by: string | ((match: string, at: number) => string)): void {
    const replacement = typeof by === "string" ? () => by : by;
    if (this.places === null) this.text = this.text.replace(pattern, replacement);
    else this.#replaceWithPlaces(pattern, replacement, this.places);
  }

  /** Takes white space off both ends; `pattern` says what that is. */
  trim(start: RegExp, end: RegExp): void {
    this.replace(start, "");
    this.replace(end, "");
  }

  /** Rewrites stretches of the text one by one: the first ends at the first of `ends`, … */
  each(ends: Iterable<number>, rewrite: (stretch: Rewritten) => void): void {
    const stretches: Rewritten[] = [];
    let from = 0;
    for (const end of ends) {
      const stretch = this.#stretch(from, end);
      rewrite(stretch);
      stretches.push(stretch);
      from = end;
    }
    this.text = stretches.map(({ text }) => text).join("");
    if (this.places !== null)
      this.places = {
        starts: stretches.flatMap(({ places }) => places?.starts ?? []),
        ends: stretches.flatMap(({ places }) => places?.ends ?? []),
      };
  }

  #stretch(from: number, to: number): Rewritten {
    const stretch = new Rewritten(this.text.slice(from, to), false);
    if (this.places !== null) {
      const { starts, ends } = this.places;
      stretch.places = { starts: starts.slice(from, to), ends: ends.slice(from, to) };
    }
    return stretch;
  }

  #replaceWithPlaces(
    pattern: RegExp,
    replacement: (match: string, at: number) => string,
    { starts, ends }: { starts: number[]; ends: number[] },
  ): void {
    let text = "";
    const next = { starts: [] as number[], ends: [] as number[] };
    let from = 0;
    const keep = (to: number): void => {
      text += this.text.slice(from, to);
      for (let i = from; i < to; i++) {
        next.starts.push(starts[i] as number);
        next.ends.push(ends[i] as number);
      }
    };
    for (const match of this.text.matchAll(pattern)) {
      const written = replacement(match[0], match.index);
      if (written === match[0]) continue;
      keep(match.index);
      text += written;
      from = match.index + match[0].length;
      for (let i = 0; i < written.length; i++) {
        next.starts.push(starts[match.index] as number);
        next.ends.push(ends[Math.max(match.index, from - 1)] as number);
      }
    }
    keep(this.text.length);
    this.text = text;
    this.places = next;
  }
}
