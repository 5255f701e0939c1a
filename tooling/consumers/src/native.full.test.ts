import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ON_THE_FASTEST, type Report, reportIn } from "./program.ts";
import {
  cleanUp,
  createBareProject,
  DENO,
  type Project,
  packPackages,
  packPlatform,
} from "./project.ts";

const MACHINE = `${process.platform}-${process.arch}`;
const PLATFORM = `@gpt/backend-native-${MACHINE}`;
const TFJS = "@tensorflow/tfjs-core@4.22.0";
const PRINT = "train().then((report) => console.log(JSON.stringify(report)));";
const DENO_RUN = ["run", "--allow-read", "--allow-env", "--allow-sys", "--allow-ffi"];

/** Trains in the main thread and in two more. */
const THREADS = `
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { train } from "./program.mjs";

const begin = () => new Worker(new URL(import.meta.url));
const answer = (worker) =>
  new Promise((resolve, reject) => worker.on("message", resolve).on("error", reject));
if (isMainThread) {
  const reports = [answer(begin()), answer(begin()), train()];
  console.log(JSON.stringify(await Promise.all(reports)));
} else parentPort.postMessage(await train());
`;

let tarballs: string[];

beforeAll(() => {
  tarballs = [...packPackages().values()];
}, 1_800_000);

afterAll(cleanUp, 120_000);

function write(project: Project): void {
  project.write("deno.json", JSON.stringify({ nodeModulesDir: "manual", lock: false }));
  project.write("train.mjs", `${ON_THE_FASTEST}\n${PRINT}`);
}

/** The program learned, and printed that. */
function expectLearned(output: string, backend: RegExp): void {
  const { first, last } = reportIn(output);
  expect(first).toBeGreaterThan(0.05);
  expect(last).toBeLessThan(first / 10);
  expect(output).toMatch(backend);
}

describe(`the packed native backend and ${PLATFORM}, installed by npm without a compiler`, () => {
  const NATIVE = new RegExp(`^backend native \\(C\\+\\+ kernels, .*, ${PLATFORM}\\)`, "m");
  let project: Project;

  beforeAll(() => {
    project = createBareProject(...tarballs, packPlatform(), TFJS);
    write(project);
  }, 1_800_000);

  it("train in Node", () => {
    expectLearned(project.run("node", "train.mjs"), NATIVE);
  });

  it("train in three threads of JavaScript at once, as one alone", () => {
    project.write("program.mjs", ON_THE_FASTEST);
    project.write("threads.mjs", THREADS);
    const lines = project.run("node", "threads.mjs").trim().split("\n");
    const reports: Report[] = JSON.parse(lines.at(-1) as string);
    const alone = reportIn(project.run("node", "train.mjs"));
    expect(reports).toEqual([alone, alone, alone]);
  });

  it("train in Deno", () => {
    expectLearned(project.run("node", DENO, ...DENO_RUN, "train.mjs"), NATIVE);
  });

  it.runIf(MACHINE === "linux-x64")("train in Bun", () => {
    project.run("npm", "install", "--no-audit", "--no-fund", "@oven/bun-linux-x64@1.4.5");
    expectLearned(
      project.run("node_modules/@oven/bun-linux-x64/bin/bun", "run", "train.mjs"),
      NATIVE,
    );
  });
});

describe("the packed native backend alone", () => {
  it("falls back to wasm, and says why and what to do", () => {
    const project = createBareProject("--omit=optional", ...tarballs, TFJS);
    write(project);
    const output = project.run("node", "train.mjs");
    const reason = `There are no native CPU kernels for ${MACHINE} here`;
    expectLearned(output, new RegExp(`^backend wasm .*; passed over .*native: ${reason}`, "m"));
    project.write(
      "named.mjs",
      'import { startNative } from "@gpt/backend-native";\nstartNative().catch((error) => console.log(error.message));',
    );
    const message = project.run("node", "named.mjs");
    expect(message).toContain(PLATFORM);
    expect(message).toMatch(/g\+\+ or clang\+\+.*build\.mjs.*wasm/);
  });
});
