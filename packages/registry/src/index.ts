/**
 * The typed plug-in registry: names become parts, options are validated, errors explain themselves.
 *
 * @packageDocumentation
 */
export { checkVersion, parseConfig } from "./config.ts";
export { describePlugin, type OptionDescription, type PluginDescription } from "./describe.ts";
export { GptError, type GptErrorInfo, isGptError } from "./error.ts";
export { nearest } from "./nearest.ts";
export {
  type AnyPlugin,
  type ContextOf,
  definePlugin,
  type Json,
  type Kind,
  type Kinds,
  type OptionsSchema,
  type Plugin,
  type PluginConfig,
  type ProductOf,
  partConfig,
} from "./plugin.ts";
export { Registry } from "./registry.ts";
export { validate } from "./validate.ts";
