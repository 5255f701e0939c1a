import { GptError } from "@gpt/registry";

/** The error for a file that is not built as its task needs it. */
export function taskFormat(place: string, expected: string, got: string): GptError {
  return new GptError("TASK_FORMAT", {
    message: `${place} is not built as this task's files are.`,
    expected,
    got,
    help: "check that this is the task's file; gpt list shows the tasks that are known",
  });
}
