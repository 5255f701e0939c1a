import { readFileSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

const sources = globSync(["packages/*/src/**/*.ts", "apps/cli/src/**/*.ts"], {
  cwd: root,
  ignore: ["**/*.test.ts"],
});
const thrown = new Set(
  sources.flatMap((path) =>
    [...read(path).matchAll(/GptError\(\s*"([A-Z0-9_]+)"/g)].map((m) => m[1]),
  ),
);
const listed = new Set(
  [...read("docs/errors.md").matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map((m) => m[1]),
);

it("docs/errors.md lists every error code of the sources", () => {
  expect([...thrown].filter((code) => !listed.has(code))).toEqual([]);
});

it("docs/errors.md lists no code that nothing throws", () => {
  const text = sources.map(read).join("\n");
  expect([...listed].filter((code) => !text.includes(`"${code}"`))).toEqual([]);
});
