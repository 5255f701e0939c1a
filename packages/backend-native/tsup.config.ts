import { library } from "@gpt/tsup-config";

export default library({ platform: "node" });
