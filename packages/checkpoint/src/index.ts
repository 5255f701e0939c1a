/**
 * Safetensors, published checkpoint names, and their configs. Files are in `@gpt/checkpoint/node`.
 *
 * @packageDocumentation
 */
export { configFromHuggingFace, configToHuggingFace, familyOf } from "./hugging-face-config.ts";
export { exportTensors, importTensors, type ParameterShape } from "./import-export.ts";
export { type Family, type NameTable, nameTable } from "./published-names.ts";
export {
  decodeHeader,
  decodeSafetensors,
  encodeHeader,
  encodeSafetensors,
  layoutOrder,
  type Safetensors,
  type SafetensorsHeader,
  type TensorEntry,
} from "./safetensors.ts";
export {
  BYTES,
  type Dtype,
  float32,
  type TensorData,
  type TensorValues,
  toFloat32,
} from "./tensor-data.ts";
export { decodeTrainingState, encodeTrainingState, type TrainingState } from "./training-state.ts";
