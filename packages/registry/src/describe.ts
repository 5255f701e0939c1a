import type { AnyPlugin, Json } from "./plugin.ts";

/** An option of a part, for lists and documentation. */
export interface OptionDescription {
  readonly name: string;
  /** What it takes: `number`, `("erf" | "tanh")`, with bounds `number, >=0`. */
  readonly type: string;
  /** Whether a config must give it. */
  readonly required: boolean;
  /** What it is when a config does not give it. Absent where it then stays unset. */
  readonly default?: Json;
}

/** A part and its options as plain JSON: what `gpt list` shows. */
export interface PluginDescription {
  readonly kind: string;
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionDescription[];
}

/** Describes a plug-in by its option schema. */
export function describePlugin(plugin: AnyPlugin): PluginDescription {
  const { kind, name, description } = plugin;
  const { entries = {} } = plugin.options as unknown as SchemaShape;
  const options = Object.entries(entries).map(([option, schema]) => describeOption(option, schema));
  return { kind, name, description, options };
}

/** What all valibot schemas that appear in options have, as far as it is read here. */
interface SchemaShape {
  readonly kind?: string;
  readonly type?: string;
  /** Its type as text; null for actions without one. */
  readonly expects?: string | null;
  readonly entries?: { readonly [name: string]: SchemaShape };
  /** Of an optional or nullable schema. */
  readonly wrapped?: SchemaShape;
  /** Of an optional schema: its default, or a function that makes it. */
  readonly default?: Json | (() => Json);
  /** Of a pipe: a schema and what is done with its value. */
  readonly pipe?: readonly SchemaShape[];
}

function describeOption(name: string, schema: SchemaShape): OptionDescription {
  const optional = schema.type === "optional";
  const inner = optional ? (schema.wrapped as SchemaShape) : schema;
  const preset = typeof schema.default === "function" ? schema.default() : schema.default;
  return {
    name,
    type: typeText(inner),
    required: !optional,
    ...(optional && preset !== undefined ? { default: preset } : {}),
  };
}

function typeText(schema: SchemaShape): string {
  const steps = schema.pipe ?? [schema];
  // Some validations, as integer, have no text of their own but a telling name.
  const text = ({ kind, type, expects }: SchemaShape) =>
    expects ?? (kind === "validation" ? type : undefined) ?? [];
  return steps.flatMap(text).join(", ");
}
