import { GptError } from "@gpt/registry";
import type { KernelBackend } from "@tensorflow/tfjs-core";
import type { Device } from "./webgpu-adapter.ts";

/**
 * Makes what goes wrong on the device an error. WebGPU reports a refused command to a listener and
 * goes on without its result; from then on every read from the backend throws.
 *
 * @returns the same backend, whose `read` throws `WEBGPU_FAILED`
 */
export function failLoudly(backend: KernelBackend, device: Device): KernelBackend {
  let failure: string | null = null;
  device.addEventListener("uncapturederror", ({ error }) => {
    failure ??= error.message;
  });
  void device.lost.then(({ reason, message }) => {
    if (reason !== "destroyed") failure ??= `the device was lost (${reason}): ${message}`;
  });
  const read = backend.read.bind(backend);
  backend.read = async (id) => {
    const values = await read(id);
    if (failure !== null) throw failed(failure);
    return values;
  };
  return backend;
}

function failed(failure: string): GptError {
  return new GptError("WEBGPU_FAILED", {
    message: "The GPU refused a command; what was computed since is wrong.",
    expected: "every command done",
    got: failure,
    help: "a smaller model or batch where memory ran out; else another backend (wasm)",
  });
}
