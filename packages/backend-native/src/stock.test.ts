import { stockConformance } from "@gpt/conformance";
import { describe } from "vitest";
import { missing } from "./available.ts";
import { startNative } from "./plugin.ts";

describe.skipIf(missing())("on two threads", () => {
  stockConformance("native", () => startNative({ threads: 2 }));
});
