import { INFERENCE } from "@gpt/layers";
import { createModel, preset } from "@gpt/models";
import { Random, STREAM } from "@gpt/random";
import { onesLike, tensor, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { startBackend } from "./backend.ts";
import { createRegistry } from "./registry.ts";

it("BERT's masked-token loss on 10,000 random tokens is 10.3 to 10.6 before training", async () => {
  const registry = await createRegistry();
  await startBackend(registry, {});
  const model = createModel(registry, preset("bert-tiny-uncased")); // 30,522 tokens
  model.parameters.initialize(1);
  const random = new Random({ seed: 1, stream: STREAM.text });
  const [batches, length] = [25, 400];
  let sum = 0;
  for (let batch = 0; batch < batches; batch++) {
    const ids = Int32Array.from({ length }, () => random.integer(model.vocabSize));
    const loss = tidy(() => {
      const inputs = tensor(ids, [1, length], "int32");
      const input = { inputs, tokenTypes: zerosLike(inputs), attentionMask: onesLike(inputs) };
      return model.loss({ ...input, labels: inputs }, INFERENCE);
    });
    sum += (await loss.data())[0] as number;
    loss.dispose();
  }
  console.log(`loss before training ${sum / batches}`);
  expect(sum / batches).toBeGreaterThan(10.3);
  expect(sum / batches).toBeLessThan(10.6);
});
