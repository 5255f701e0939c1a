// A thread of the kernels: it gets the module and the memory, and works from then on. Plain JavaScript,
// as Node 20 starts it as it is. Nothing is imported, so that it can be loaded from anywhere.
const { process } = globalThis;
const port = process?.getBuiltinModule?.("node:worker_threads").parentPort ?? globalThis;

port.onmessage = ({ data: { module, memory, stack, thread } }) => {
  const outOfMemory = () => {
    throw new Error("only the caller takes memory");
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, outOfMemory } });
  exports.__stack_pointer.value = stack;
  port.postMessage("ready");
  try {
    exports.serve(thread);
  } catch (error) {
    exports.__stack_pointer.value = stack;
    exports.fail();
    throw error;
  }
};
