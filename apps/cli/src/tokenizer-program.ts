import type { Command } from "commander";
import { decodeCommand, encodeCommand } from "./commands/tokenizer/encode.ts";
import { inspectCommand } from "./commands/tokenizer/inspect.ts";
import { trainTokenizerCommand } from "./commands/tokenizer/train.ts";
import { common } from "./common-options.ts";
import { integer, repeated } from "./option-values.ts";

const NAMED = "tokenizer.json, a run or model folder, or a name: gpt2, byte";

/** Adds `gpt tokenizer train | encode | decode | inspect`. */
export function addTokenizer(program: Command): void {
  const tokenizer = program.command("tokenizer").description("train, use and look at tokenizers");
  common(tokenizer.command("train"))
    .description("learn a vocabulary from texts")
    .argument("[overrides...]", "options of the family: minFrequency=5 'specials=[\"<|end|>\"]'")
    .option(
      "-d, --data <path>",
      "files, folders or globs; may be repeated (default: tales)",
      repeated,
    )
    .option("--field <name>", "field or column that holds the text")
    .option("--family <name>", "gpt list tokenizer", "byte-bpe")
    .option("--vocab <number>", "ids in all", integer, 8192)
    .option("-o, --out <file>", "where to write", "tokenizer.json")
    .addHelpText(
      "after",
      "\nExample:\n  $ gpt tokenizer train --data 'books/*.txt' --vocab 16384 --out books.json",
    )
    .action(trainTokenizerCommand);
  common(tokenizer.command("encode"))
    .description("ids of a text")
    .argument("<tokenizer>", NAMED)
    .argument("[text]", "default: standard input")
    .option("--special", "recognise special tokens in the text")
    .addHelpText("after", '\nExample:\n  $ gpt tokenizer encode gpt2 "Hello world"')
    .action(encodeCommand);
  common(tokenizer.command("decode"))
    .description("text of ids")
    .argument("<tokenizer>", NAMED)
    .argument("[ids...]", "default: standard input")
    .addHelpText("after", "\nExample:\n  $ gpt tokenizer decode gpt2 15496 995")
    .action(decodeCommand);
  common(tokenizer.command("inspect"))
    .description("a text coloured by token, with ids")
    .argument("<tokenizer>", NAMED)
    .argument("[text]", "default: standard input")
    .option("--html <file>", "write it as a page too")
    .addHelpText(
      "after",
      '\nExample:\n  $ gpt tokenizer inspect runs/tales "A shy fox" --html a.html',
    )
    .action(inspectCommand);
}
