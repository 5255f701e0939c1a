import { sharedBpeJson } from "./formats/word-bpe-json.ts";
import type { Spans } from "./spans.ts";
import { BLANK, classOf } from "./split/code-point-class.ts";
import { lastPlace } from "./split/safe-cut.ts";
import type { TokenizerJson } from "./tokenizer.ts";
import type { Uint32List } from "./uint32-list.ts";
import { wellFormed } from "./utf8.ts";
import { WordBpeTokenizer } from "./word-bpe-tokenizer.ts";

/**
 * BPE with one vocabulary for source and target language (Sennrich et al. 2016; Vaswani et al.
 * 2017 §5.1). Words are what stands between white space: text is tokenised before, as WMT's data
 * are. Case is kept.
 */
export class SharedBpeTokenizer extends WordBpeTokenizer {
  readonly type = "shared-bpe";

  protected append(text: string, out: Uint32List, spans?: Spans): void {
    for (const { 0: word, index } of wellFormed(text).matchAll(/\P{White_Space}+/gu)) {
      const ids = this.words.encode(word);
      for (const id of ids) out.push(id);
      if (!spans) continue;
      let start = index;
      for (const end of this.pieceEnds(word, ids)) {
        spans.push(start, index + end);
        start = index + end;
      }
    }
  }

  protected safeCut(text: string): number {
    return lastPlace(text, (unit) => (classOf(unit) & BLANK) !== 0);
  }

  toJSON(): TokenizerJson {
    return sharedBpeJson(this.parts);
  }
}
