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
  $ gpt finetune --config recipes/gpt1/sst2.json --task sst2 --data train.tsv --from models/gpt1`,
    )
    .action(finetuneCommand);
  task(program.command("evaluate"))
    .description("a fine-tuned model's metric on its task's validation examples")
    .argument("<model>", "a folder that gpt finetune wrote")
    .addHelpText("after", "\nExample:\n  $ gpt evaluate runs/tales-sentiment-from-tales")
    .action(evaluateCommand);
  withBackend(program.command("predict"))
    .description("what a fine-tuned model says of a text")
    .argument("<model>", "a folder that gpt finetune wrote")
    .option("--text <text>", "the text")
    .option("--second <text>", "the second text of a pair")
    .option("--file <file>", "examples: one JSON object a line")
    .addHelpText(
      "after",
      '\nExample:\n  $ gpt predict runs/tales-sentiment-from-tales --text "Nora lost her kite."',
    )
    .action(predictCommand);
}

function task(command: Command): Command {
  return withBackend(command)
    .option("--task <name>", "gpt list task, or with --data a well-known one: sst2, cola, snli, …")
    .option("-d, --data <path>", "the task's training files; may be repeated", repeated)
    .option("--validation <path>", "its validation files (default: a tenth of the data)", repeated);
}
