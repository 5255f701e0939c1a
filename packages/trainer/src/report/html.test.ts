import { expect, it } from "vitest";
import type { RunLog } from "./data.ts";
import { exampleLog } from "./fixture.ts";
import { renderReport } from "./html.ts";

const library = { script: "/* charts */", style: "/* chart style */" };
const page = (change: Partial<RunLog> = {}, steps = 30) =>
  renderReport({ ...exampleLog(steps), ...change }, library);
const plain = (html: string) => html.replaceAll("\u202f", " ");

it("needs no network: it refers to nothing outside itself", () => {
  expect(page()).not.toMatch(/<(script|img|link|iframe)[^>]*(src|href)=|@import|url\(/);
  expect(page()).toContain("/* charts */");
  expect(page()).toContain("/* chart style */");
});

it("shows the facts in words", () => {
  expect(page()).toContain("gpt2 · 875K parameters · 64 tokens per step · cpu · a desk");
});

it("sums the run up: step, losses, perplexity, tokens, time", () => {
  const html = plain(page());
  expect(html).toContain("<strong>30</strong>");
  expect(html).toContain("best, at step 30");
  expect(html).toContain(`<strong>${Math.exp(1 + 4 / 30).toFixed(2)}</strong>`);
  expect(html).toContain("<strong>1.92K</strong>");
  expect(html).toContain("<strong>15 s</strong>");
});

it("lets no name, setting or sample break out of its place", () => {
  const html = page({ config: { name: "</pre><script>alert(1)</script>" } });
  expect(html).toContain("tales &lt;nano>");
  expect(html).not.toContain("<script>alert");
  expect(html).not.toContain("</script><b>upon");
});

it("carries its data as JSON that reads back", () => {
  const json = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page())?.[1];
  const data = JSON.parse(json as string);
  expect(data.train.step).toHaveLength(30);
  expect(data.samples[0].samples[0].text).toBe(" </script><b>upon</b> a time");
});

it("reloads itself only while the run goes on", () => {
  expect(page({ status: "running" })).toContain("reloadWhileRunning(30);");
  expect(page({ status: "steps" })).not.toContain("reloadWhileRunning(30);");
});

it("says how the run ended", () => {
  expect(page({ status: "patience" })).toContain("finished: no more improvement");
  expect(page({ status: "interrupted" })).toContain(`class="status interrupted"`);
});

it("estimates the time to go while the run goes on", () => {
  const log = exampleLog(30);
  const half = { status: "running" as const, steps: log.steps.slice(0, 15) };
  expect(plain(page(half))).toContain("7.5 s to go");
});

it("can be written before the first step", () => {
  const html = page({ status: "running", steps: [], validations: [], samples: [] });
  expect(html).toContain("<strong>0</strong>");
  expect(html).not.toContain(`id="sample-step"`);
});
