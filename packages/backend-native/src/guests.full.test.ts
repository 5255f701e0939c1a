import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { loadAddon } from "./load.ts";
import { ARM64, arm64, type Guest, missingFor, WINDOWS } from "./testing/guests.ts";
import { lossesOn } from "./testing/losses.ts";
import { type Installed, install, runProgram } from "./testing/on-guest.ts";

/** A program of tests, and on which machine it runs if not on the guest. */
interface Program {
  readonly shows: string;
  readonly program: string;
  readonly on?: Guest;
}

const CONFORMANCE: Program = {
  shows: "passes the conformance suite at every level",
  program: "conformance-program",
};
const BF16: readonly Program[] = [
  { shows: "multiplies and stores bf16 as x64 does", program: "bf16-program" },
  {
    ...{ shows: "says that a processor has no bf16", program: "no-bf16-program" },
    on: arm64("cortex-a72"),
  },
];

const GUESTS: readonly { name: string; guest: Guest; programs: readonly Program[] }[] = [
  { name: "64-bit ARM", guest: ARM64, programs: [CONFORMANCE, ...BF16] },
  { name: "Windows", guest: WINDOWS, programs: [CONFORMANCE] },
];

describe.each(GUESTS)("on $name, in an emulator", ({ guest, programs }) => {
  describe.skipIf(missing() || missingFor(guest))("the installed package", () => {
    let installed: Installed;
    beforeAll(() => {
      installed = install(guest);
    }, 3_600_000);
    afterAll(() => rmSync(installed.folder, { recursive: true }));

    it.each(programs)("$shows", async ({ program, on }) => {
      const there = { ...installed, guest: on ?? guest };
      const { status, output } = await runProgram(there, `${program}.ts`);
      expect(status, output.slice(-4000)).toBe(0);
      expect(output).toMatch(/^# pass [1-9]/m);
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
