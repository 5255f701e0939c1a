import { GptError } from "@gpt/registry";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type KernelBackend, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { Heap } from "./heap.ts";
import type { Numerics } from "./numerics/numerics.ts";
import { plain } from "./numerics/plain.ts";
import { simdNumerics, WORK_FLOATS } from "./numerics/simd.ts";
import { instantiate, simdSupport, TILE_BYTES } from "./simd/module.ts";

/** What of Emscripten's module is used. */
export interface Emscripten {
  readonly HEAPU8: Uint8Array;
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** The module behind a tfjs wasm backend; its types leave most of it out. */
export function emscripten(backend: KernelBackend): Emscripten {
  return (backend as BackendWasm).wasm as unknown as Emscripten;
}

/** What a 32-bit address space could hold at the very most. */
const LARGEST = 2 ** 32 - 1;

/** The heap of tfjs' WebAssembly backend; our own SIMD functions work on the same memory. */
export async function wasmHeap(kernelBackend: KernelBackend): Promise<Heap> {
  const backend = kernelBackend as BackendWasm;
  const wasm = emscripten(backend);
  const allocate = (bytes: number): number => {
    if (bytes > LARGEST) throw outOfMemory(bytes); // it would be taken modulo 2³²
    const address = wasm._malloc(bytes) >>> 0; // it answers a signed integer
    if (address === 0 && bytes > 0) throw outOfMemory(bytes);
    return address;
  };
  const numerics = await numericsOver(wasm, allocate);
  let space = { address: 0, floats: 0 };
  return {
    name: "wasm",
    numerics,
    output: (shape, dtype = "float32") => {
      const own = [...shape];
      const address = allocate(util.sizeFromShape(own) * util.bytesPerElement(dtype));
      return backend.makeOutput(own, dtype, address);
    },
    floats: (tensor) => backend.typedArrayFromHeap(tensor) as Float32Array,
    integers: (tensor) => backend.typedArrayFromHeap(tensor) as Int32Array,
    scratch: (...counts) => {
      const floats = counts.reduce((sum, count) => sum + count, 0);
      if (space.floats < floats) {
        wasm._free(space.address);
        space = { address: 0, floats: 0 };
        space = { address: allocate(4 * floats), floats };
      }
      let at = space.address;
      return counts.map((count) => {
        const view = new Float32Array(wasm.HEAPU8.buffer, at, count);
        at += 4 * count;
        return view;
      });
    },
    share: (tensor, shape) => {
      backend.incRef(tensor.dataId);
      return { dataId: tensor.dataId, shape: [...shape], dtype: tensor.dtype };
    },
    isShared: (tensor: TensorInfo) => backend.refCount(tensor.dataId) > 1,
  };
}

/** SIMD functions where the runtime has them (all since 2023), else plain JavaScript. */
async function numericsOver(
  wasm: Emscripten,
  allocate: (bytes: number) => number,
): Promise<Numerics> {
  const support = simdSupport();
  if (support === "none") return plain;
  const tile = allocate(TILE_BYTES);
  const functions = await instantiate(wasm.asm.memory, tile, support === "relaxed");
  return simdNumerics(functions, allocate(4 * WORK_FLOATS));
}

function outOfMemory(bytes: number): GptError {
  return new GptError("WASM_OUT_OF_MEMORY", {
    message: "The WebAssembly memory is full.",
    expected: `${bytes} more bytes, of 4 GiB in all`,
    help: "take a smaller batch or context, or a native backend, which has no such limit",
  });
}
