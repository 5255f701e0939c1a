import { Command, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { convertCommand } from "./commands/convert.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { evalCommand } from "./commands/eval.ts";
import { infoCommand } from "./commands/info.ts";
import { listCommand } from "./commands/list.ts";
import { pretrainCommand } from "./commands/pretrain.ts";
import { reportCommand } from "./commands/report.ts";
import { sampleCommand } from "./commands/sample.ts";
import { resumeCommand, trainCommand } from "./commands/train.ts";
import { withBackend } from "./common-options.ts";
import { integer, number, repeated } from "./option-values.ts";
import { createRegistry } from "./registry.ts";
import { addReproduce } from "./reproduce-program.ts";
import { addTasks } from "./task-program.ts";
import { addTokenizer } from "./tokenizer-program.ts";

/** Exit code for a command line that makes no sense. */
const USAGE = 2;

/** The program with all its commands. */
export function createProgram(): Command {
  const program = new Command("gpt")
    .description("Train and run GPT-family models.")
    .version(manifest.version)
    .configureHelp({ sortSubcommands: false })
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE));
  addTrain(program);
  addPretrain(program);
  addResume(program);
  addSample(program);
  addEval(program);
  addInfo(program);
  addList(program);
  addConvert(program);
  addReport(program);
  addDoctor(program);
  addTokenizer(program);
  addTasks(program);
  addReproduce(program);
  program.addHelpText("after", EXIT_CODES);
  return program;
}

const EXIT_CODES = `
Exit codes: 0 done, 1 error, 2 wrong usage, 130 stopped by Ctrl-C (and saved).`;

function addTrain(program: Command): void {
  const command = program
    .command("train")
    .description("train a model in a new run folder; by default a small GPT-2 on generated tales")
    .argument(
      "[overrides...]",
      "any option of the configuration: model.nLayer=6 optimizer.type=adam",
    );
  runOptions(command)
    .option("-o, --out <folder>", "the run's folder (default: runs/MODEL-DATE-TIME)")
    .addHelpText(
      "after",
      `
Examples:
  $ gpt train
  $ gpt train --data shakespeare.txt --tokenizer char --depth 4 --steps 2000
  $ gpt train --data "corpus/*.jsonl.gz" --field text --model gpt3-nano optimizer.weightDecay=0.05
  $ gpt train --config run.json --json
  $ gpt train --plugin ./alibi.ts model.attention=alibi model.position=none`,
    )
    .action(trainCommand);
}

function addPretrain(program: Command): void {
  const command = program
    .command("pretrain")
    .description("train with an objective: next tokens, masked tokens, or translations")
    .argument("[overrides...]", "any option of the configuration: masking.wholeWord=true")
    .addOption(
      new Option(
        "--objective <name>",
        "clm: a GPT-1 on next tokens; mlm: a BERT on masked tokens and next sentences; " +
          "seq2seq: a Transformer on translations (default: the model's, or clm)",
      ).choices(["clm", "mlm", "seq2seq"]),
    );
  runOptions(command)
    .option("-o, --out <folder>", "the run's folder (default: runs/MODEL-DATE-TIME)")
    .addHelpText(
      "after",
      `
Examples:
  $ gpt pretrain --objective clm --data books --out runs/gpt1
  $ gpt pretrain --objective mlm --data "wiki/*.jsonl" masking.wholeWord=true masking.duplicates=10
  $ gpt pretrain --objective seq2seq
  $ gpt pretrain --objective seq2seq --data train.de --data train.en --validation val.de --validation val.en

Then:
  $ gpt finetune --task tales-sentiment --from runs/gpt1
  $ gpt evaluate runs/transformer
  $ gpt predict runs/transformer --text "Ein Hund spielt."`,
    )
    .action(pretrainCommand);
}

function addResume(program: Command): void {
  const command = program
    .command("resume")
    .description("go on with a run, exactly where its last checkpoint stands")
    .argument("<run>", "the run's folder")
    .argument("[overrides...]", "changed limits and intervals: steps=4000 evalEvery=50");
  runOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  $ gpt resume runs/tales
  $ gpt resume runs/tales --steps 4000`,
    )
    .action(resumeCommand);
}

/** The options that `train` and `resume` share. */
function runOptions(command: Command): Command {
  return withBackend(command)
    .option("--config <file>", "configuration as JSON; flags and overrides win over it")
    .option("--name <text>", "title of the report")
    .option("-m, --model <name>", "preset or model type (gpt list presets, gpt list model)")
    .option("--depth <layers>", "the one dial: layers = heads, 64 wide per layer", integer)
    .option(
      "-d, --data <path>",
      "text, JSONL or CSV files, folders, globs, URLs; or: tales, toy-pairs; may be repeated; " +
        "for a Transformer two files of parallel text, or: tales-translation",
      repeated,
    )
    .option(
      "--validation <path>",
      "the same for validation (default: a share of the data)",
      repeated,
    )
    .option("--field <name>", "field or column that holds the text")
    .option("-t, --tokenizer <name>", "char, byte, byte-bpe (trained on the data), gpt2")
    .option("-n, --steps <number>", "updates (default: 1000)", integer)
    .option("--minutes <number>", "most minutes of training", number)
    .option("-b, --batch <number>", "sequences per micro-batch (default: 8)", integer)
    .option("--accumulate <number>", "micro-batches per update (default: 1)", integer)
    .option("--context <tokens>", "context length of model and training windows", integer)
    .option("--lr <rate>", "peak learning rate", number)
    .option("--eval-every <steps>", "steps between validations (default: 100)", integer)
    .option("--patience <number>", "validations without improvement that end the run", integer)
    .option("--prompt <text>", "what a sample begins with; may be repeated", repeated)
    .option("--seed <number>", "seed of weights, data order and dropout (default: 1)", integer);
}

function addSample(program: Command): void {
  withBackend(program.command("sample"))
    .description("continue a prompt with a trained model")
    .argument("<model>", "a run's folder or a model folder")
    .argument("[prompt]", "the beginning", "Once upon a time")
    .option("-n, --tokens <number>", "most tokens to write", integer, 200)
    .option(
      "--temperature <number>",
      "below 1 safer, above 1 wilder; 0: always the likeliest",
      number,
      0.8,
    )
    .option("--top-k <number>", "only the k likeliest tokens; 0: all", integer, 40)
    .option("--top-p <share>", "only the likeliest tokens that make up this share", number, 1)
    .option("--min-p <share>", "only tokens this times as likely as the likeliest", number, 0)
    .option("--repetition-penalty <factor>", "above 1: against repetition", number, 1)
    .option("--stop <text>", "end before this; may be repeated", repeated)
    .option("--count <number>", "samples to write", integer, 1)
    .option("--seed <number>", "seed of the choice", integer, 1)
    .addHelpText(
      "after",
      `
Examples:
  $ gpt sample runs/tales "Once upon a time" --tokens 300
  $ gpt sample runs/tales --count 3 --temperature 1 --json`,
    )
    .action((model, prompt, flags) =>
      sampleCommand(model, prompt, { ...flags, backend: flags.backend ?? "auto" }),
    );
}

function addEval(program: Command): void {
  withBackend(program.command("eval"))
    .description("loss, perplexity and bits per byte on text")
    .argument("<model>", "a run's folder or a model folder")
    .option(
      "-d, --data <path>",
      "files to score (default: what the run validates on); may be repeated",
      repeated,
    )
    .option("--field <name>", "field or column that holds the text")
    .option("-b, --batch <number>", "windows at once", integer, 8)
    .option(
      "--max-batches <number>",
      "score at most so many batches, spread evenly",
      integer,
      Infinity,
    )
    .addHelpText("after", "\nExample:\n  $ gpt eval runs/tales --data book.txt")
    .action((model, flags) => evalCommand(model, { ...flags, backend: flags.backend ?? "auto" }));
}

function addInfo(program: Command): void {
  withBackend(program.command("info"))
    .description("shapes, parameters, arithmetic and memory of a model; nothing is allocated")
    .argument("<model>", "a preset, a model type, a run's folder or a model folder")
    .addHelpText("after", "\nExample:\n  $ gpt info gpt3-175b")
    .action(async (model, { plugin, json }) =>
      infoCommand(await createRegistry(plugin), model, json === true),
    );
}

function addList(program: Command): void {
  withBackend(program.command("list"))
    .description("the parts there are, by kind; kind preset: the named models")
    .argument("[kind]", "model, attention, optimizer, tokenizer, dataset, …, preset")
    .addHelpText("after", "\nExamples:\n  $ gpt list attention\n  $ gpt list preset")
    .action(async (kind, { plugin, json }) =>
      listCommand(await createRegistry(plugin), kind, json === true),
    );
}

function addConvert(program: Command): void {
  const both = [
    ["export", "write a run's model as a folder that Python's transformers loads"],
    [
      "import",
      "read a published model folder (gpt2, openai-gpt, bert, gpt_neo, …) into one of ours",
    ],
  ] as const;
  for (const [name, description] of both) {
    withBackend(program.command(name))
      .description(description)
      .argument("<from>", "a run's folder or a model folder")
      .argument("<to>", "a new folder")
      .addHelpText(
        "after",
        `\nExample:\n  $ gpt ${name} ${name === "export" ? "runs/tales" : "downloads/gpt2"} models/mine`,
      )
      .action(async (from, to, { plugin, json }) =>
        convertCommand(await createRegistry(plugin), from, to, json === true),
      );
  }
}

function addDoctor(program: Command): void {
  withBackend(program.command("doctor"))
    .description("what this machine has, which backend is chosen and why, and how fast it is")
    .action(async ({ plugin, backend = "auto", ...flags }) =>
      doctorCommand(await createRegistry(plugin), { ...flags, backend }),
    );
}

function addReport(program: Command): void {
  withBackend(program.command("report"))
    .description("write a run's report.html anew")
    .argument("<run>", "the run's folder")
    .action((run, { json }) => reportCommand(run, json === true));
}
