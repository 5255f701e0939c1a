/**
 * Encoding in several threads, for Node.
 *
 * @packageDocumentation
 */
export { type BatchOptions, EncodePool, encodeBatch } from "./encode-pool.ts";
