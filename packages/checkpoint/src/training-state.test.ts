import { beforeAll, describe, expect, it } from "vitest";
import { decodeTrainingState, encodeSafetensors, encodeTrainingState, float32 } from "./index.ts";

const tensors = new Map([
  ["a.m", float32([2, 3], Float32Array.of(1, -2, 3.5, 1e-38, 0, -0))],
  ["b", float32([0], new Float32Array(0))],
]);
const values = { step: 7, position: { batch: 9 }, best: null };
let bytes: Uint8Array;

beforeAll(async () => {
  bytes = await encodeTrainingState({ tensors, values });
});

const refusal = (data: Uint8Array) =>
  decodeTrainingState(data, "state").then(
    () => "taken",
    (error) => error.code as string,
  );

describe("training state", () => {
  it("comes back bit for bit", async () => {
    const state = await decodeTrainingState(bytes, "state");
    expect(state.values).toEqual(values);
    expect(state.tensors.get("a.m")?.data).toEqual(tensors.get("a.m")?.data);
    expect(Object.is(state.tensors.get("a.m")?.data[5], -0)).toBe(true);
  });

  it("is refused when cut off anywhere", async () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(await refusal(bytes.slice(0, length))).toBe("SAFETENSORS_INVALID");
    }
  });

  it("is refused when any byte is changed", async () => {
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ 1;
      expect(await refusal(changed)).not.toBe("taken");
    }
  });

  it("is refused when it is a safetensors file of something else", async () => {
    expect(await refusal(encodeSafetensors(tensors))).toBe("TRAINING_STATE_INVALID");
  });

  it("is refused when a newer version wrote it", async () => {
    const metadata = { format: "gpt-training-state", version: "2", values: "{}", sha256: "" };
    expect(await refusal(encodeSafetensors(tensors, metadata))).toBe("CONFIG_NEWER");
  });
});
