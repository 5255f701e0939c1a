import { it } from "vitest";
import { choiceExample } from "./choice.ts";
import { sentimentExample } from "./sentiment.ts";
it("peek", () => {
  for (let i = 0; i < 8; i++) console.log(JSON.stringify(sentimentExample(0, i, "train")));
  for (let i = 0; i < 10; i++) console.log(JSON.stringify(choiceExample(0, i, "train", 2), null, 1));
});
