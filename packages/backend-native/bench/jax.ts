/** A product in jax-js on WebAssembly: `jax.js '<task>'`. */
import { defaultDevice, init, numpy, random } from "@jax-js/jax";
import { serve } from "./serve.ts";
import type { ProductTask } from "./tasks.ts";

await init("wasm");
defaultDevice("wasm");
const { m, n, k, turned } = JSON.parse(process.argv[2] as string) as ProductTask;
const a = random.uniform(random.key(0), turned === "a" ? [k, m] : [m, k]);
const b = random.uniform(random.key(1), turned === "b" ? [n, k] : [k, n]);
await serve("wasm", async () => {
  const left = turned === "a" ? numpy.transpose(a.ref) : a.ref;
  const right = turned === "b" ? numpy.transpose(b.ref) : b.ref;
  const product = await numpy.matmul(left, right).blockUntilReady();
  product.dispose();
});
