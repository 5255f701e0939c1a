import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "tsup";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeAtomic } from "./write-atomic.ts";

const root = mkdtempSync(join(tmpdir(), "gpt-write-"));
const folder = () => mkdtempSync(join(root, "f-"));

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.skipIf(!existsSync("/dev/full"))("on a full disk (/dev/full)", () => {
  it("says so, keeps the old file and leaves nothing behind", async () => {
    const path = join(folder(), "model.safetensors");
    await writeAtomic(path, "old");
    symlinkSync("/dev/full", `${path}.${process.pid}.tmp`); // every write there fails with ENOSPC
    await expect(writeAtomic(path, "new")).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(join(path, ".."))).toEqual(["model.safetensors"]);
    await writeAtomic(path, "new");
    expect(readFileSync(path, "utf8")).toBe("new");
  });
});

describe.skipIf(process.platform === "win32")("in a process of its own", () => {
  beforeAll(async () => {
    chmodSync(root, 0o755);
    await build({
      entry: [join(import.meta.dirname, "write-atomic.ts")],
      outDir: join(root, "built"),
      format: "esm",
      config: false,
      silent: true,
      noExternal: [/./],
    });
  });

  /** A program that may use `writeAtomic`. */
  const program = (code: string) =>
    `import { writeAtomic } from ${JSON.stringify(join(root, "built", "write-atomic.js"))};\n${code}`;

  it("says that a read-only folder is one", () => {
    const path = join(folder(), "locked");
    mkdirSync(path, { mode: 0o555 });
    chmodSync(join(path, ".."), 0o755);
    const target = JSON.stringify(join(path, "a.txt"));
    const code = program(`await writeAtomic(${target}, "x").catch((e) => console.log(e.code));`);
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const options = { encoding: "utf8", cwd: "/", ...nobody } as const;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code], options);
    expect(stdout.trim()).toBe("READ_ONLY");
    expect(readdirSync(path)).toEqual([]);
  });

  it("leaves the old file or the new one, whole, whenever it is killed", async () => {
    const path = join(folder(), "state.bin");
    const file = join(root, "writer.mjs");
    writeFileSync(file, program(WRITER));
    let torn = 0;
    for (let round = 0; round < 8; round++) {
      const child = spawn(process.execPath, [file, path], { stdio: ["ignore", "pipe", "inherit"] });
      await once(child.stdout as NonNullable<ChildProcess["stdout"]>, "data"); // the first is written
      await new Promise((resolve) => setTimeout(resolve, 3 + 7 * round));
      child.kill("SIGKILL");
      await once(child, "exit");
      const bytes = readFileSync(path);
      expect(bytes.length).toBe(SIZE);
      expect(bytes.equals(Buffer.alloc(SIZE, bytes[0]))).toBe(true);
      const leftOver = readdirSync(join(path, "..")).filter((name) => name.endsWith(".tmp"));
      torn += leftOver.length;
      for (const name of leftOver) rmSync(join(path, "..", name));
    }
    expect(torn).toBeGreaterThan(0); // or no kill fell into a write, and nothing was tried
  });
});

const SIZE = 8 * 2 ** 20;

/** Writes a file of 8 MiB again and again, each time all of another byte. */
const WRITER = `
for (let value = 1; ; value = (value % 255) + 1) {
  const chunks = Array.from({ length: 128 }, () => new Uint8Array(2 ** 16).fill(value));
  await writeAtomic(process.argv[2], chunks);
  console.log(value);
}`;
