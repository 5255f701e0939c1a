import "@tensorflow/tfjs-backend-cpu";
import { INFERENCE } from "@gpt/layers";
import { Random, STREAM } from "@gpt/random";
import { onesLike, ready, tensor, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createModel } from "./index.ts";
import { registry } from "./reference-fixture.ts";

it("BERT's masked-token loss on 10,000 random tokens is 10.3 to 10.6 before training", async () => {
  await ready();
  const sizes = { vocabSize: 30522, nLayer: 1, nHead: 1, dModel: 64 }; // depth and width hardly matter
  const model = createModel(registry, { type: "bert", ...sizes, dropout: 0 });
  model.parameters.initialize(1);
  const random = new Random({ seed: 1, stream: STREAM.text });
  const [batches, length] = [25, 400];
  let sum = 0;
  for (let batch = 0; batch < batches; batch++) {
    const ids = Int32Array.from({ length }, () => random.integer(model.vocabSize));
    sum += tidy(() => {
      const inputs = tensor(ids, [1, length], "int32");
      const input = { inputs, tokenTypes: zerosLike(inputs), attentionMask: onesLike(inputs) };
      return model.loss({ ...input, labels: inputs }, INFERENCE).dataSync()[0] as number;
    });
  }
  expect(sum / batches).toBeGreaterThan(10.3);
  expect(sum / batches).toBeLessThan(10.6);
});
