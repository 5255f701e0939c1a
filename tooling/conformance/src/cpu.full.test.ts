import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { conformance } from "./index.ts";

conformance(
  "the references on tfjs cpu, large cases too",
  async () => {
    await setBackend("cpu");
  },
  { large: true },
);
