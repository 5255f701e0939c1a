import { conformance } from "@gpt/conformance";
import { selectBackend } from "./select.ts";

conformance("webgpu in a browser", async () => void (await selectBackend("webgpu")), {
  tolerance: 1e-4,
});
