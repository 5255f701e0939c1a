import { library } from "@gpt/tsup-config";

export default library({
  entry: ["src/gpt.ts"],
  platform: "node",
  dts: false,
  noExternal: [/^@gpt\//],
});
