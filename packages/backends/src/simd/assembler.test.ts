import { describe, expect, it } from "vitest";
import { all, assemble, Func, loop, select, TILE, when } from "./assembler.ts";
import { signed, text, unsigned, vector } from "./code.ts";
import { f32, i32, v128 } from "./instructions.ts";

/** Compiles one function over a fresh memory. */
async function compile(f: Pick<Func, "name" | "signature" | "code">) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { instance } = await WebAssembly.instantiate(assemble([f]), { env: { memory, tile: 64 } });
  const run = instance.exports[f.name] as (...numbers: number[]) => number;
  return { run, floats: new Float32Array(memory.buffer) };
}

describe("LEB128", () => {
  it("encodes as in the specification's examples", () => {
    expect(unsigned(0)).toEqual([0]);
    expect(unsigned(624485)).toEqual([0xe5, 0x8e, 0x26]);
    expect(unsigned(2 ** 32 - 1)).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
    expect(signed(-123456)).toEqual([0xc0, 0xbb, 0x78]);
    expect([63, 64, -64, -65].map(signed)).toEqual([[63], [0xc0, 0], [0x40], [0xbf, 0x7f]]);
  });

  it("counts lists and strings", () => {
    expect(vector([[1, 2], [3]])).toEqual([2, 1, 2, 3]);
    expect(text("ab")).toEqual([2, 97, 98]);
  });
});

describe("the assembler", () => {
  it("makes functions of parameters, locals and loops", async () => {
    const f = new Func("sumTo", all("i32", "n"), "i32");
    const { i, sum } = f.variables(all("i32", "i sum"));
    f.body(loop(i, f.params.n.get, i32.of(1), sum.set(i32.add(sum.get, i.get))), sum.get);
    const { run } = await compile(f);
    expect([0, 1, 5, 1000].map((n) => run(n))).toEqual([0, 0, 10, 499500]);
  });

  it("makes conditions", async () => {
    const f = new Func("clamp", all("i32", "x"), "i32");
    const { x } = f.params;
    f.body(
      when(i32.less(x.get, i32.of(-100000)), x.set(i32.of(-100000))),
      select(x.get, i32.of(7), i32.less(x.get, i32.of(7))),
    );
    const { run } = await compile(f);
    expect([-200000, 3, 9].map((x0) => run(x0))).toEqual([-100000, 3, 7]);
  });

  it("gives functions the work space and the memory", async () => {
    const f = new Func("store", { value: "f32" });
    f.body(v128.store(TILE, v128.splat(f32.add(f.params.value.get, f32.of(0.5)))));
    const { run, floats } = await compile(f);
    run(2);
    expect([...floats.subarray(15, 21)]).toEqual([0, 2.5, 2.5, 2.5, 2.5, 0]);
  });

  it("reads lanes and shuffles words", async () => {
    const f = new Func("pick", {}, "f32");
    const [left, right] = [v128.of(1), v128.integers(0, 0x40000000, 0, 0)]; // 0x40000000 is 2.0
    f.body(v128.lane(v128.shuffleWords(left, right, [0, 5, 2, 3]), 1));
    expect((await compile(f)).run()).toBe(2);
  });
});
