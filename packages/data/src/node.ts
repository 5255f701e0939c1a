/**
 * Corpora, tasks and token stores in files.
 *
 * @packageDocumentation
 */
export { fileDataPlugins } from "./node/datasets.ts";
export { type DownloadOptions, downloadFile } from "./node/download.ts";
export { csvFiles, jsonlFiles, textFiles } from "./node/file-sources.ts";
export { type FileStore, openFileStore } from "./node/file-store.ts";
export { findFiles } from "./node/find-files.ts";
export { readLines, readText } from "./node/read-text.ts";
export { fileTaskPlugins } from "./tasks/files/plugin.ts";
export { type TaskFiles, taskFromFiles } from "./tasks/files/task-from-files.ts";
