/**
 * Text generation: key/value cache, samplers, stop strings, streaming; beam search and translation.
 *
 * @packageDocumentation
 */
export { type BeamOptions, beamSearch } from "./beam.ts";
export type { Hypothesis } from "./beam-source.ts";
export { Decoder } from "./decoder.ts";
export {
  applyRepetitionPenalty,
  applyTemperature,
  argmax,
  keepMinP,
  keepTopK,
  keepTopP,
  softmax,
} from "./filters.ts";
export {
  type GeneratedToken,
  type GenerateOptions,
  generate,
  generateText,
} from "./generate.ts";
export { type SequenceIds, sequenceIds } from "./pair-ids.ts";
export {
  draw,
  filterLogits,
  type Sampler,
  type SamplerContext,
  type SamplingOptions,
  samplerPlugins,
} from "./sampler.ts";
export { type Filtered, StopFilter } from "./stop-strings.ts";
export { type TranslateOptions, type Translations, translate } from "./translate.ts";
