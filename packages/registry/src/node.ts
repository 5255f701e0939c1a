/**
 * What needs a file system: loading plug-ins from files and packages.
 *
 * @packageDocumentation
 */
export { type LoadPluginOptions, loadPlugin } from "./load-plugin.ts";
