import { describe, expect, it } from "vitest";
import { heatMap, lineChart, shortened } from "./chart.ts";

/** The texts along an axis. */
function labels(svg: string, axis: "left" | "under"): string[] {
  return [...svg.matchAll(new RegExp(`class="${axis}">([^<]*)<`, "g"))].map(
    ([, text = ""]) => text,
  );
}

describe("a line chart", () => {
  const points = [
    [100, 0.52],
    [300, 0.7],
    [1000, 0.91],
  ] as const;

  it("has round numbers along its axes", () => {
    const svg = lineChart("accuracy", [{ name: "a", points }], { percent: true, logX: true });
    expect(labels(svg, "left")).toEqual(["50 %", "60 %", "70 %", "80 %", "90 %", "100 %"]);
    expect(labels(svg, "under")).toEqual(["100", "300", "1000"]);
  });

  it("puts equal factors at equal distances where x is logarithmic", () => {
    const tens = [1, 10, 100].map((x) => [x, x] as const);
    const svg = lineChart("a", [{ name: "a", points: tens }], { logX: true });
    const [a, b, c] = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect((b as number) - (a as number)).toBeCloseTo((c as number) - (b as number), 0);
  });

  it("draws the spread as a band around the line", () => {
    const spread = points.map(([, y]) => [y - 0.05, y + 0.05] as const);
    const svg = lineChart("a", [{ name: "a", points, spread }]);
    const band = /<polygon class="band" points="([^"]*)"/.exec(svg)?.[1]?.split(" ") ?? [];
    expect(band).toHaveLength(6);
    expect(labels(svg, "left").map(Number).at(-1)).toBeGreaterThanOrEqual(0.96);
  });

  it("tells lines apart by tone, and marks what is only compared with", () => {
    const svg = lineChart("a", [
      { name: "a", points, tone: 3 },
      { name: "<b>", points, dashed: true },
    ]);
    expect(svg).toContain('<g class="tone3">');
    expect(svg).toContain('<g class="tone1 dashed">');
    expect(svg).toContain("&lt;b&gt;");
  });

  it("draws one point, and equal values", () => {
    const flat = [
      [1, 0.5],
      [2, 0.5],
    ] as const;
    for (const drawn of [[[1, 2]] as const, flat]) {
      expect(lineChart("a", [{ name: "a", points: drawn }])).not.toContain("NaN");
    }
  });

  it("draws a lone point with its spread, and a lone value to compare with as a line across", () => {
    const svg = lineChart("a", [
      { name: "a", points: [[100, 0.6]], spread: [[0.5, 0.7]] },
      { name: "b", points: [[100, 0.55]], dashed: true },
    ]);
    const [whisker, across] = [...svg.matchAll(/<polyline points="([^"]*)"/g)].map(
      ([, ends = ""]) => ends.split(" ").map((end) => end.split(",").map(Number)),
    ) as [number[][], number[][]];
    expect(whisker[0]?.[0]).toBe(whisker[1]?.[0]);
    expect(whisker[0]?.[1]).toBeGreaterThan(whisker[1]?.[1] as number); // the lowest is further down
    expect(across[0]?.[1]).toBe(across[1]?.[1]);
    expect((across[1]?.[0] as number) - (across[0]?.[0] as number)).toBeGreaterThan(400);
  });

  it("has no dots where there are many points", () => {
    const many = Array.from({ length: 60 }, (_, x) => [x, x * x] as const);
    const svg = lineChart("a", [{ name: "a", points: many }], { xLabel: "step" });
    expect(svg).not.toContain("<circle");
    expect(labels(svg, "under")).toEqual(["0", "20", "40", "step"]);
  });
});

it("a heat map is darkest where there is most", () => {
  const html = heatMap([[0, 4]], ["row"], ["a", "b"]);
  expect(html).toContain("var(--tone0) 0%");
  expect(html).toContain("var(--tone0) 85%");
});

it("numbers have three digits", () => {
  expect([0.12345, 7, 1234.5].map(shortened)).toEqual(["0.123", "7", "1230"]);
});
