import { optionalDependencies } from "./packages/backend-native/scripts/platforms.mjs";

/**
 * What is packed or published gets the binaries of its own version. The workspace compiles its own, and installs
 * without them: in a fresh clone of a new version none is published yet.
 */
function beforePacking(manifest) {
  if (manifest.name !== "@gpt/backend-native") return manifest;
  return { ...manifest, optionalDependencies: optionalDependencies(manifest.version) };
}

export const hooks = { beforePacking };
