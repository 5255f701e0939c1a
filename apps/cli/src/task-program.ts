import type { Command } from "commander";
import { evaluateCommand } from "./commands/evaluate.ts";
import { finetuneCommand } from "./commands/finetune.ts";
import { predictCommand } from "./commands/predict.ts";
import { withBackend } from "./common-options.ts";
import { integer, number, repeated } from "./option-values.ts";

/** Adds `gpt finetune | evaluate | predict`. */
export function addTasks(program: Command): void {
  task(program.command("finetune"))
    .description("fine-tune a pre-trained model on a task; the best epoch is kept")
    .argument("[overrides...]", "any option: optimizer.weightDecay=0 head.dropout=0.2")
    .requiredOption("--from <model>", "the pre-trained model: a run's folder or a model folder")
    .option("-o, --out <folder>", "where to write (default: runs/TASK-from-MODEL)")
    .option("--config <file>", "a recipe as JSON; flags and overrides win over it")
    .option("-e, --epochs <number>", "passes over the examples (default: 3)", integer)
    .option("-b, --batch <number>", "examples of a batch (default: 32)", integer)
    .option("--lr <rate>", "peak learning rate", number)
    .option(
      "--grid <option=values>",
      "try every value: lr=1e-4,3e-4; again for more options; the best is kept",
      repeated,
    )
    .option("--examples <number>", "use so many training examples", integer)
    .option("--lm-weight <number>", "weight of the auxiliary language-model loss; 0: off", number)
    .option("--fresh", "random weights: what pre-training is compared with")
    .option("--baseline", "print what a bag of words and logistic regression reach")
    .option("--seed <number>", "seed of the head, the order and dropout (default: 1)", integer)
    .addHelpText(
      "after",
      `
Examples:
  $ gpt finetune --task tales-sentiment --from runs/tales
  $ gpt finetune --task sst2 --data sst2/train.tsv --validation sst2/dev.tsv --from runs/tales --baseline
  $ gpt finetune --task tales-entailment --from runs/tales --grid lr=1e-4,3e-4 --grid epochs=3,6
  $ gpt finetune --config recipes/gpt1/sst2.json --task sst2 --data train.tsv --from models/gpt1`,
    )
    .action(finetuneCommand);
  search(task(program.command("evaluate")))
    .description("a fine-tuned model's or a translator's metric on its task's validation examples")
    .argument("<model>", "a folder that gpt finetune wrote, or a translator's run")
    .option("--examples <number>", "the first so many examples alone", integer)
    .option("--average <number>", "the mean of a run's newest checkpoints", integer)
    .addHelpText(
      "after",
      `
Examples:
  $ gpt evaluate runs/tales-sentiment-from-tales
  $ gpt evaluate runs/de-en --average 5 --beams 4 --length-penalty 0.6
  $ gpt evaluate runs/de-en --data test.de --data test.en`,
    )
    .action(evaluateCommand);
  search(withBackend(program.command("predict")))
    .description("what a fine-tuned model says of a text, or a text translated")
    .argument("<model>", "a folder that gpt finetune wrote, or a translator's run")
    .option("--text <text>", "the text")
    .option("--second <text>", "the second text of a pair")
    .option("--file <file>", "examples: one JSON object a line; for a translator one text a line")
    .addHelpText(
      "after",
      `
Examples:
  $ gpt predict runs/tales-sentiment-from-tales --text "Nora lost her kite."
  $ gpt predict runs/de-en --text "Ein Hund spielt."`,
    )
    .action(predictCommand);
}

/** How a translator searches. */
function search(command: Command): Command {
  return command
    .option("--beams <number>", "translations that are followed at a time (default: 4)", integer)
    .option("--length-penalty <number>", "above 0 longer translations (default: 0.6)", number);
}

function task(command: Command): Command {
  return withBackend(command)
    .option("--task <name>", "gpt list task, or with --data a well-known one: sst2, cola, snli, …")
    .option("-d, --data <path>", "the task's training files; may be repeated", repeated)
    .option("--validation <path>", "its validation files (default: a tenth of the data)", repeated);
}
