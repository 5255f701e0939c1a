import { join } from "node:path";
import { runReadme } from "@gpt/fixtures/readme";
import { expect, it } from "vitest";
import { isGptError, type Registry } from "./index.ts";

const shown = await runReadme(join(import.meta.dirname, ".."));

it("runs the example of the README", () => {
  expect(shown.greeting).toBe("hello you, hello you");
  expect(shown.resolved).toEqual({ type: "hello", times: 1 });
});

it("words its errors as the README shows", () => {
  try {
    (shown.registry as Registry).get("greeting", "helo");
    expect.unreachable();
  } catch (error) {
    expect(isGptError(error) && error.message).toBe(
      'There is no part of kind "greeting" with the name "helo".\n' +
        "  expected: one of hello\n" +
        '  got: "helo"\n' +
        '  - help: did you mean "hello"?',
    );
  }
});
