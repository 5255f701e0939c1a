import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { ARM64, type Guest, missingFor, WINDOWS } from "./testing/guests.ts";
import { lossesOn } from "./testing/losses.ts";
import { type Installed, install, runProgram } from "./testing/on-guest.ts";

/** On 64-bit ARM the conformance suite runs on one level: emulated, a level takes a minute. */
const GUESTS: readonly { name: string; guest: Guest; levels: readonly string[] }[] = [
  { name: "64-bit ARM", guest: ARM64, levels: ["neon"] },
  { name: "Windows", guest: WINDOWS, levels: [] },
];

describe.each(GUESTS)("on $name, in an emulator", ({ guest, levels }) => {
  describe.skipIf(missing() || missingFor(guest))("the installed package", () => {
    let installed: Installed;
    beforeAll(() => {
      installed = install(guest);
    }, 3_600_000);
    afterAll(() => rmSync(installed.folder, { recursive: true }));

    it("passes the conformance suite in Node", async () => {
      const { status, output } = await runProgram(installed, "conformance-program.ts", ...levels);
      expect(status, output.slice(-4000)).toBe(0);
      expect(output).toMatch(/^# pass \d{3}/m);
      expect(output).toMatch(/^# fail 0\r?$/m);
    });

    it("trains as it does here", async () => {
      const { status, output } = await runProgram(installed, "losses-program.ts");
      expect(status, output).toBe(0);
      const there: { [level: string]: number[] } = JSON.parse(
        output.trim().split("\n").at(-1) as string,
      );
      const common = loadAddon()
        .levels()
        .filter((level) => level in there);
      expect(common).toContain("portable");
      for (const level of common) {
        for (const [i, loss] of (await lossesOn(level)).entries())
          expect(there[level]?.[i], level).toBeCloseTo(loss, 5);
      }
    });

    it("is refused by name here", () => {
      const other = join(import.meta.dirname, "..", "build", guest.target, "gpt-native.node");
      expect(() => loadAddon(other)).toThrow(expect.objectContaining({ code: "NATIVE_BROKEN" }));
    });
  });
});
