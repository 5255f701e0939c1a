/**
 * Files of checkpoints: atomic writes and model folders.
 *
 * @packageDocumentation
 */
export { fileError } from "./node/file-error.ts";
export {
  type LoadedModel,
  loadModelFolder,
  type SavedModel,
  saveModelFolder,
} from "./node/model-folder.ts";
export { readJsonFile, readTextFile } from "./node/read-file.ts";
export { writeAtomic } from "./node/write-atomic.ts";
