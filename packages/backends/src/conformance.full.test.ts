import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { selectBackend } from "./select.ts";

const kernels = Object.values(OPS).map(({ name }) => name);

for (const name of ["cpu", "wasm"]) {
  conformance(name, async () => void (await selectBackend(name)), { kernels, large: true });
}
