/**
 * The conformance suite: every op, forward and backward, against a float64 oracle,
 * and tfjs' stock operations against its own.
 *
 * @packageDocumentation
 */
export { type AtSizeOptions, conformanceAtSize } from "./at-size.ts";
export { type ConformanceOptions, conformance, type Tolerance } from "./conformance.ts";
export { stockConformance } from "./stock.ts";
