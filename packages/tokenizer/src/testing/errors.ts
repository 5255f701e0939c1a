import { isGptError } from "@gpt/registry";

/** The code of the GptError that `run` throws or rejects with. */
export async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (isGptError(error)) return error.code;
    throw error;
  }
  return "no error";
}
