import type { RunLog } from "./data.ts";

/** A small finished run for the tests of the report: a falling loss, a validation every 10 steps. */
export function exampleLog(steps: number): RunLog {
  const at = (step: number) => ({ step, tokens: step * 64, seconds: step / 2 });
  const trained = Array.from({ length: steps }, (_, i) => ({
    type: "step" as const,
    ...at(i + 1),
    loss: 1 + 4 / (i + 1),
    learningRate: 0.001,
    gradNorm: 0.5,
    tokensPerSecond: 128,
    remaining: (steps - i - 1) / 2,
  }));
  const validated = trained.filter(({ step }) => step % 10 === 0);
  return {
    facts: {
      name: "tales <nano>",
      model: "gpt2",
      parameters: 875264,
      tokensPerStep: 64,
      backend: "cpu",
      machine: "a desk",
      steps,
    },
    status: "steps",
    config: { version: 1, seed: 7 },
    steps: trained,
    validations: validated.map((step) => ({
      type: "validation",
      ...at(step.step),
      loss: step.loss,
      best: true,
    })),
    samples: [
      { step: 10, samples: [{ prompt: "Once", text: " </script><b>upon</b> a time" }] },
      { step: 20, samples: [{ prompt: "Once", text: " there was" }] },
    ],
  };
}
