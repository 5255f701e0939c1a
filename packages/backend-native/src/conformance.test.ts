import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { describe } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { startNative } from "./plugin.ts";

const kernels = Object.values(OPS).map(({ name }) => name);

describe.skipIf(missing())(
  "on the fastest instruction set of this processor and the portable one",
  () => {
    const all = missing() ? [] : loadAddon().levels();
    const levels = new Set([all[0], all.at(-1)].flatMap((level) => level ?? []));
    for (const level of levels) {
      conformance(`native ${level}`, () => startNative({ level }), { kernels });
    }
  },
);
