import { type Command, Option } from "commander";
import { positive, repeated } from "./option-values.ts";

/** The options of every command. */
export function common(command: Command): Command {
  return command
    .option("--plugin <file>", "module with parts of your own; may be repeated", repeated)
    .option("--json", "one JSON object a line, for machines");
}

/** Those, and the choice of the backend. */
export function withBackend(command: Command): Command {
  return common(command)
    .option("--backend <name>", "auto, or one of: gpt list backend")
    .option("--threads <number>", "threads of the CPU backends (default: one a core)", positive)
    .addOption(
      new Option(
        "--precision <name>",
        "of large products; bf16 needs a processor that has it",
      ).choices(["f32", "bf16"]),
    );
}
