import { maskedCrc32c } from "./crc32c.ts";

/**
 * One TFRecord: length (u64), its masked CRC, the payload, the payload's masked CRC; little-endian
 * (tensorflow.org/tutorials/load_data/tfrecord, "TFRecords format details").
 */
export function encodeRecord(payload: Uint8Array): Uint8Array {
  const record = new Uint8Array(8 + 4 + payload.length + 4);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(payload.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(payload, 12);
  view.setUint32(12 + payload.length, maskedCrc32c(payload), true);
  return record;
}
