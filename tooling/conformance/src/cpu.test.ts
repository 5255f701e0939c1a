import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { conformance } from "./index.ts";

conformance("the references on tfjs cpu", async () => {
  await setBackend("cpu");
});
