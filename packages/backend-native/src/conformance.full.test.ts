import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { describe } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { startNative } from "./plugin.ts";

const kernels = Object.values(OPS).map(({ name }) => name);

describe.skipIf(missing())("on every instruction set of this processor", () => {
  const levels = missing() ? [] : loadAddon().levels();
  for (const level of levels) {
    conformance(`native ${level}`, () => startNative({ level }), { kernels, large: true });
  }
});
