import { formatDuration } from "@gpt/trainer";
import { escaped } from "../html.ts";
import { folded, listing, page, paragraph, titled } from "../page.ts";
import type { Claim, Conclusion, Reproduction } from "./part.ts";

/** When and where the numbers came to be. */
export interface Circumstances {
  readonly machine: string;
  /** Of all parts together, those of earlier calls included. */
  readonly seconds: number;
  readonly processorSeconds: number;
}

/** The report of a reproduction: what was claimed, its own sections, and how it was done. */
export function reproductionPage(
  { title, settings, parts }: Pick<Reproduction, "title" | "settings" | "parts">,
  { claims, sections }: Conclusion,
  { machine, seconds, processorSeconds }: Circumstances,
): string {
  const time = `${formatDuration(seconds)}, ${formatDuration(processorSeconds)} of processor time`;
  return page(title, [
    titled("What was to be shown", claimList(claims)),
    ...sections,
    titled(
      "How it was done",
      paragraph(`${parts.length} parts in ${time}, on ${machine}.`),
      folded("Settings", listing(settings)),
    ),
  ]);
}

function claimList(claims: readonly Claim[]): string {
  const items = claims.map(
    ({ text, holds }) => `<li class="${holds ? "holds" : "fails"}">${escaped(text)}</li>`,
  );
  return `<ul class="claims">${items.join("")}</ul>`;
}
