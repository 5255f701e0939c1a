import { expect, it } from "vitest";
import { judged, type Progress } from "./progress.ts";
import { stopReason } from "./stop.ts";

const at = (part: Partial<Progress>): Progress => ({
  step: 0,
  tokens: 0,
  seconds: 0,
  best: null,
  stale: 0,
  validatedAt: 0,
  data: null,
  ...part,
});

it("lets a run without limits go on", () => {
  expect(stopReason(at({ step: 1e9, tokens: 1e12, seconds: 1e9, stale: 99 }), {})).toBeNull();
});

it("stops exactly at the last step", () => {
  expect(stopReason(at({ step: 99 }), { steps: 100 })).toBeNull();
  expect(stopReason(at({ step: 100 }), { steps: 100 })).toBe("steps");
});

it("stops when the tokens are read, or the minutes over", () => {
  expect(stopReason(at({ tokens: 4096 }), { maxTokens: 4096 })).toBe("tokens");
  expect(stopReason(at({ seconds: 59 }), { maxMinutes: 1 })).toBeNull();
  expect(stopReason(at({ seconds: 60 }), { maxMinutes: 1 })).toBe("minutes");
});

it("stops after as many stale validations in a row as its patience says", () => {
  let progress = judged(at({ step: 1 }), 2);
  progress = judged(progress, 2.1);
  expect(stopReason(progress, { patience: 2 })).toBeNull();
  progress = judged(progress, 2.2);
  expect(stopReason(progress, { patience: 2 })).toBe("patience");
});

it("forgets stale validations once the loss falls below the best", () => {
  let progress = judged(at({ step: 10 }), 2);
  progress = judged({ ...progress, step: 20 }, 2.5);
  expect(progress).toMatchObject({ isBest: false, stale: 1, best: { loss: 2, step: 10 } });
  progress = judged({ ...progress, step: 30 }, 1.9);
  expect(progress).toMatchObject({ isBest: true, stale: 0, best: { loss: 1.9, step: 30 } });
});

it("does not take an equal loss for an improvement", () => {
  const first = judged(at({ step: 1 }), 2);
  expect(judged({ ...first, step: 2 }, 2).isBest).toBe(false);
});
