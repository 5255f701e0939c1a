import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundledSize } from "@gpt/fixtures/bundle";
import { build, preview } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consoleOf } from "./browser.ts";
import { COMMONJS, JAVASCRIPT, PROGRAM, type Report, reportIn, WASM } from "./program.ts";
import {
  cleanUp,
  createProject,
  DENO,
  type Project,
  packPackages,
  publicPackages,
  TSC,
} from "./project.ts";

const TFJS = ["@tensorflow/tfjs-core@4.22.0", "@tensorflow/tfjs-backend-cpu@4.22.0"];
const PRINT = "train().then((report) => console.log(JSON.stringify(report)));";

let tarballs: Map<string, string>;
let project: Project;

beforeAll(() => {
  tarballs = packPackages();
  project = createProject(...tarballs.values(), ...TFJS);
}, 900_000);

afterAll(cleanUp);

/** The program learned: the loss of its last step is a small part of the first one's. */
function expectLearned({ first, last, parameters }: Report): void {
  expect(parameters).toBe(32 + (16 * 48 + 48) + (16 * 16 + 16) + 32 + 17);
  expect(first).toBeGreaterThan(0.05);
  expect(last).toBeLessThan(first / 10);
}

describe("the packed packages, installed by npm outside the workspace", () => {
  it("train in Node as ES modules", () => {
    project.write("esm.mjs", `${JAVASCRIPT}\n${PRINT}`);
    expectLearned(reportIn(project.run("node", "esm.mjs")));
  });

  it("train in Node as CommonJS", () => {
    project.write("commonjs.cjs", `${COMMONJS}\n${PRINT}`);
    expectLearned(reportIn(project.run("node", "commonjs.cjs")));
  });

  it("train in Deno, which checks their types", () => {
    project.write("deno.json", JSON.stringify({ nodeModulesDir: "manual", lock: false }));
    project.write("deno.ts", `${PROGRAM}\n${PRINT}`);
    const deno = ["run", "--check", "--allow-read", "--allow-env", "deno.ts"];
    expectLearned(reportIn(project.run("node", DENO, ...deno)));
  });

  it("train in Chromium, bundled by Vite", async () => {
    const root = join(project.folder, "site");
    project.write("site/index.html", '<script type="module" src="./main.js"></script>');
    project.write("site/main.js", `${JAVASCRIPT}\n${PRINT}`);
    await build({ root, logLevel: "warn" });
    const server = await preview({ root, preview: { port: 0 } });
    try {
      const [url] = server.resolvedUrls?.local ?? [];
      expectLearned(reportIn(await consoleOf(url as string, /^\{/)));
    } finally {
      await server.close();
    }
  });

  it("train in Chromium on the wasm backend, whose files Vite finds, on threads where the page is isolated", async () => {
    const root = join(project.folder, "wasm-site");
    project.write("wasm-site/index.html", '<script type="module" src="./main.js"></script>');
    project.write("wasm-site/main.js", `${WASM}\n${PRINT}`);
    await build({ root, logLevel: "warn" });
    const isolated = {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    };
    for (const headers of [isolated, {}]) {
      const server = await preview({ root, preview: { port: 0, headers } });
      try {
        const [url] = server.resolvedUrls?.local ?? [];
        const report = reportIn(await consoleOf(url as string, /^\{/));
        expectLearned(report);
        expect(report.backend).toMatch(headers === isolated ? /2 threads/ : /not cross-origin/);
      } finally {
        await server.close();
      }
    }
  });

  it("train in Node on the wasm backend", () => {
    project.write("wasm.mjs", `${WASM}\n${PRINT}`);
    const report = reportIn(project.run("node", "wasm.mjs"));
    expectLearned(report);
    expect(report.backend).toMatch(/^backend wasm \(WebAssembly, .*2 threads\)$/);
  });

  it("have every entry point that they promise", () => {
    const entries = publicPackages().flatMap(({ name, exports }) =>
      Object.keys(exports)
        .filter((path) => !path.endsWith(".json"))
        .map((path) => `${name}${path.slice(1)}`),
    );
    const imports = entries.map((entry) => `(await import("${entry}"))`);
    project.write(
      "entries.mjs",
      `console.log([${imports}].filter((m) => Object.keys(m).length > 0).length);`,
    );
    expect(Number(project.run("node", "entries.mjs"))).toBe(entries.length);
  });
});

describe("TypeScript accepts them", () => {
  const COMMON = ["--noEmit", "--strict", "--noUncheckedIndexedAccess", "--skipLibCheck"];
  const SETTINGS = {
    node16: ["--module", "node16", "--target", "es2022"],
    bundler: ["--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022"],
  };
  const WRONG = `
import { Linear, ParameterTable } from "@gpt/layers";
// @ts-expect-error outFeatures is missing
new Linear(new ParameterTable().scope(), { inFeatures: 2 });
`;
  let compilers: Record<string, string>;

  beforeAll(() => {
    const tools = ["typescript@5.9.3", "@types/node@20"];
    project.run("npm", "install", "--no-audit", "--no-fund", ...tools);
    compilers = { "5.9": join(project.folder, "node_modules/.bin/tsc"), "7.0": TSC };
    project.write("typed.ts", PROGRAM);
    project.write("wrong.ts", WRONG);
  }, 120_000);

  for (const version of ["5.9", "7.0"]) {
    for (const [resolution, settings] of Object.entries(SETTINGS)) {
      it(`${version} with ${resolution} resolution`, () => {
        const tsc = compilers[version] as string;
        expect(project.run(tsc, ...COMMON, ...settings, "typed.ts", "wrong.ts")).toBe("");
      });
    }
  }
});

it("the examples of the READMEs are TypeScript that a strict compiler accepts", () => {
  const examples = publicPackages().flatMap(({ name, folder }) => {
    const path = join(folder, "README.md");
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    const code = /```ts\n(.*?)```/s.exec(text)?.[1];
    const file = `examples/${name.replace("@gpt/", "")}.ts`;
    if (code !== undefined) project.write(file, code);
    return code === undefined ? [] : [file];
  });
  expect(examples.length).toBeGreaterThan(5);
  const settings = ["--module", "nodenext", "--target", "es2022", "--types", "node"];
  const strict = ["--noEmit", "--strict", "--skipLibCheck"];
  expect(project.run(TSC, ...strict, ...settings, ...examples)).toBe("");
});

it("the tokenizer alone brings no tensor library along, and is small", async () => {
  const names = ["@gpt/tokenizer", "@gpt/registry"];
  const alone = createProject(...names.map((name) => tarballs.get(name) as string));
  expect(existsSync(join(alone.folder, "node_modules/@tensorflow"))).toBe(false);
  alone.write(
    "count.mjs",
    'import { byteTokenizer } from "@gpt/tokenizer";\nconsole.log(byteTokenizer().count("Ω"));',
  );
  expect(alone.run("node", "count.mjs").trim()).toBe("2");
  expect(await bundledSize("@gpt/tokenizer", alone.folder)).toBeLessThanOrEqual(15);
});
