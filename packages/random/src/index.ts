/**
 * Counter-based random numbers: a number is found by its address (seed, stream, step, site, index).
 *
 * @packageDocumentation
 */
export { fillWords, type RandomAddress, STREAM, site, uint32At } from "./address.ts";
export { fillDropout, fillNormal, fillTruncatedNormal, fillUniform, isDropped } from "./fill.ts";
export { permute } from "./permute.ts";
export { philox, type Words4 } from "./philox.ts";
export { Random } from "./random.ts";
