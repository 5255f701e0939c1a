import {
  engine,
  findBackendFactory,
  type KernelBackend,
  registerBackend,
  removeBackend,
  setBackend,
} from "@tensorflow/tfjs-core";

/**
 * Makes a registered tfjs backend the current one and returns it. tfjs-core's own `setBackend`
 * swallows what goes wrong in a backend's factory (it warns and answers false); here it is thrown.
 */
export async function startBackend(
  name: string,
  create?: () => KernelBackend | Promise<KernelBackend>,
): Promise<KernelBackend> {
  if (!(name in engine().registry)) {
    const factory = create ?? findBackendFactory(name);
    const backend = await factory();
    if (engine().registryFactory[name] !== undefined) removeBackend(name);
    registerBackend(name, () => backend);
  }
  await setBackend(name);
  return engine().backend;
}
