import "@tensorflow/tfjs-backend-cpu";
import { OPS } from "@gpt/ops";
import { profile, setBackend, tensor } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { GROUPS } from "./cases/index.ts";
import { gradientsOf, incoming, outputsOf } from "./run-case.ts";

it("asks every kernel of the vocabulary", async () => {
  await setBackend("cpu");
  const { kernelNames } = await profile(async () => {
    for (const question of GROUPS.flatMap(({ cases }) => cases.filter(({ large }) => !large))) {
      await outputsOf(question);
      if (!question.backward) continue;
      await gradientsOf(question, incoming(question.forward(question.inputs)));
    }
    return tensor(0);
  });
  const names = Object.values(OPS).map(({ name }) => name);
  expect(names.filter((name) => !kernelNames.includes(name))).toEqual([]);
});
