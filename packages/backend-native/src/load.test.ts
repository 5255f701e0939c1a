import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { missing } from "./available.ts";
import { findAddon } from "./find.ts";
import { loadAddon } from "./load.ts";

const folder = mkdtempSync(join(tmpdir(), "gpt-native-"));
afterAll(() => rmSync(folder, { recursive: true }));

const broken = expect.objectContaining({ code: "NATIVE_BROKEN" });

/** A file that is loaded; the error. */
function load(name: string, content: string | Uint8Array): () => void {
  const path = join(folder, name);
  writeFileSync(path, content);
  return () => loadAddon(path);
}

it("refuses a file that is no library", () => {
  expect(load("text.node", "not a library")).toThrow(broken);
});

describe.skipIf(missing())("the library", () => {
  it("has the levels of the processor, the portable one last", () => {
    expect(loadAddon().levels().at(-1)).toBe("portable");
  });

  it.runIf(process.platform === "linux")("is refused where it is torn: loading it kills", () => {
    const whole = readFileSync(findAddon().path);
    for (const share of [0.3, 0.6, 0.999]) {
      const torn = load("torn.node", whole.subarray(0, share * whole.length));
      expect(torn).toThrow(broken);
      expect(torn).toThrow(/torn: \d+ of \d+ bytes/);
    }
  });

  it.runIf(process.platform === "linux")("is refused where it is for another processor", () => {
    const other = Uint8Array.from(readFileSync(findAddon().path));
    const machine = new DataView(other.buffer, 18, 2); // e_machine: x86-64 is 62, ARM64 183
    machine.setUint16(0, machine.getUint16(0, true) === 62 ? 183 : 62, true);
    expect(load("other.node", other)).toThrow(broken);
  });
});
