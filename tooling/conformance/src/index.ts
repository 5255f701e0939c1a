/**
 * The conformance suite: every op, forward and backward, against a float64 oracle.
 *
 * @packageDocumentation
 */
export { type ConformanceOptions, conformance } from "./conformance.ts";
