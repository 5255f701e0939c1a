/** What the plug-in says on a processor without bf16, as a program, for an emulator. */
import { expect, it } from "vitest";
import { loadAddon } from "../load.ts";
import { nativePlugin, startNative } from "../plugin.ts";

const said = async (options: object) => {
  const backend = nativePlugin.create(options as never, {} as never);
  const { detail, reason } = await (backend as { probe(): Promise<Answer> }).probe();
  return detail ?? reason;
};

interface Answer {
  readonly detail?: string;
  readonly reason?: string;
}

it("takes the level without it, and says that it computes in float32", async () => {
  expect(loadAddon().levels()).toEqual(["neon", "portable"]);
  expect(await said({ threads: 2, precision: "bf16" })).toMatch(
    /neon, float32 \(it has no unit for bf16\), 2 threads/,
  );
  await startNative({ threads: 2, precision: "bf16" });
});

it("refuses the level with it", async () => {
  expect(await said({ level: "neonbf16" })).toBe("this processor does not have neonbf16");
  const error = await startNative({ level: "neonbf16" }).catch((error) => error);
  expect([error.code, error.expected, error.got]).toEqual([
    ...["NATIVE_LEVEL", "neon, portable", "neonbf16"],
  ]);
});
