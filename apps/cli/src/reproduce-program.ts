import type { Command } from "commander";
import { reproduceCommand } from "./commands/reproduce.ts";
import { withBackend } from "./common-options.ts";
import { repeated } from "./option-values.ts";
import type { ReproductionName } from "./reproduce/index.ts";

/** Adds `gpt reproduce gpt1 | bert | transformer`. */
export function addReproduce(program: Command): void {
  const reproduce = program
    .command("reproduce")
    .description("a paper's claim in miniature: one command, one report");
  add(reproduce, "gpt1", {
    description: "pre-train once, fine-tune with few labels: against random weights",
    data: "texts to pre-train on: files, folders, globs (default: generated tales)",
    examples: [
      "gpt reproduce gpt1 --quick",
      "gpt reproduce gpt1 --out runs/claim",
      "gpt reproduce gpt1 --data books pretraining.steps=4000 labels=[50,500] epochs=[10,3]",
    ],
  });
  add(reproduce, "bert", {
    description: "masked tokens and next sentences: masks filled, pairs judged",
    data: "texts to pre-train on: files, folders, globs (default: generated tales)",
    examples: [
      "gpt reproduce bert --quick",
      "gpt reproduce bert --data books encoder.masking.wholeWord=true",
    ],
  });
  add(reproduce, "transformer", {
    description: "reversing, and translating: BLEU while it learns, and where it looks",
    data: "folder with train.de, train.en, val.de, val.en (default: an invented language)",
    examples: [
      "gpt reproduce transformer --quick",
      "gpt reproduce transformer --data multi30k",
      "gpt reproduce transformer --data multi30k translation.model.dModel=256 translation.steps=8000",
    ],
  });
}

/** How a reproduction explains itself. */
interface Explanation {
  readonly description: string;
  readonly data: string;
  readonly examples: readonly string[];
}

function add(
  reproduce: Command,
  name: ReproductionName,
  { description, data, examples }: Explanation,
): void {
  withBackend(reproduce.command(name))
    .description(description)
    .argument("[overrides...]", "any setting of reproduction.json: seeds=5")
    .option(
      "-o, --out <folder>",
      `where to write; a call that goes on names it too (default: runs/${name})`,
    )
    .option("-d, --data <path>", `${data}; may be repeated`, repeated)
    .option("--quick", "less of everything: minutes")
    .addHelpText(
      "after",
      `
Leaves result.json and report.html. Ctrl-C stops; the same call goes on from the finished parts.

Examples:
${examples.map((example) => `  $ ${example}`).join("\n")}`,
    )
    .action((overrides, flags) => reproduceCommand(name, overrides, flags));
}
