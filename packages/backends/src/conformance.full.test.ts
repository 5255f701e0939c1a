import { conformance } from "@gpt/conformance";
import { OPS } from "@gpt/ops";
import { selectBackend } from "./select.ts";

const kernels = Object.values(OPS).map(({ name }) => name);

conformance("cpu", async () => void (await selectBackend("cpu")), { kernels, large: true });
