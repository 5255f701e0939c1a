/**
 * TensorBoard's `Event` messages (tensorboard/compat/proto/event.proto and summary.proto), each as
 * one TFRecord ready to be appended to an `events.out.tfevents…` file.
 */
import { bytesField, doubleField, floatField, integerField, message } from "./protobuf.ts";
import { encodeRecord } from "./record.ts";

/** When an event happened: seconds since 1970 and the training step. */
export interface EventTime {
  readonly wallTime: number;
  readonly step: number;
}

// Field numbers of event.proto and summary.proto.
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 };
const VALUE = { tag: 1, simpleValue: 2, tensor: 8, metadata: 9 };
const TENSOR = { dtype: 1, shape: 2, stringValue: 8 };
const DT_STRING = 7;
const SESSION_START = 1;

function event(time: EventTime, ...what: readonly Uint8Array[]): Uint8Array {
  return encodeRecord(
    message(
      doubleField(EVENT.wallTime, time.wallTime),
      integerField(EVENT.step, time.step),
      ...what,
    ),
  );
}

/** The record every event file starts with. */
export function fileHeader(wallTime: number): Uint8Array {
  return event({ wallTime, step: 0 }, bytesField(EVENT.fileVersion, "brain.Event:2"));
}

/**
 * Says that a session starts at this step. TensorBoard then drops what earlier files of the run
 * logged at this step or later: the steps that a killed run had done after its last checkpoint.
 */
export function sessionStart(time: EventTime): Uint8Array {
  return event(time, bytesField(EVENT.sessionLog, integerField(1, SESSION_START)));
}

/** Several scalars of one step. */
export function scalars(time: EventTime, values: Readonly<Record<string, number>>): Uint8Array {
  const summary = Object.entries(values).map(([tag, value]) =>
    bytesField(1, message(bytesField(VALUE.tag, tag), floatField(VALUE.simpleValue, value))),
  );
  return event(time, bytesField(EVENT.summary, message(...summary)));
}

/** A text of the "text" tab, shown as Markdown. */
export function text(time: EventTime, tag: string, markdown: string): Uint8Array {
  const oneElement = bytesField(2, integerField(1, 1)); // shape [1]
  const value = message(
    bytesField(VALUE.tag, tag),
    bytesField(VALUE.metadata, bytesField(1, bytesField(1, "text"))), // plugin_data.plugin_name
    bytesField(
      VALUE.tensor,
      message(
        integerField(TENSOR.dtype, DT_STRING),
        bytesField(TENSOR.shape, oneElement),
        bytesField(TENSOR.stringValue, markdown),
      ),
    ),
  );
  return event(time, bytesField(EVENT.summary, bytesField(1, value)));
}
