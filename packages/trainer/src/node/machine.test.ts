import { expect, it } from "vitest";
import { describeMachine } from "./machine.ts";

it("names cores, memory and system in one line", () => {
  expect(describeMachine()).toMatch(/\d+ cores?, \d+ GiB, \w+ \w+$/);
  expect(describeMachine()).not.toContain("\n");
});
