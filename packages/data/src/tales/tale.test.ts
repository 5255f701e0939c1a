import { describe, expect, it } from "vitest";
import { pronoun } from "./phrase.ts";
import { type Split, splitOf, story } from "./story.ts";
import { tale } from "./tale.ts";

const many = (count: number, split: Split = "train", seed = 0) =>
  Array.from({ length: count }, (_, index) => tale(seed, index, split));

describe("tales", () => {
  it("are the same for the same numbers, and others for others", () => {
    expect(tale(1, 2)).toBe(tale(1, 2));
    expect(tale(1, 2)).not.toBe(tale(1, 3));
    expect(tale(1, 2)).not.toBe(tale(2, 2));
  });

  it("never share a text between train and validation", () => {
    const train = new Set(many(20_000));
    expect(many(20_000, "validation").filter((text) => train.has(text))).toEqual([]);
  });

  it("are decided by hero, thing and place", () => {
    for (let index = 0; index < 500; index++) {
      expect(splitOf(story(0, index, "validation").story)).toBe("validation");
    }
  });

  it("hardly repeat: 10,000 tales are distinct", () => {
    expect(new Set(many(10_000)).size).toBeGreaterThan(9_990);
  });

  it("have a rich vocabulary and length", () => {
    const texts = many(2_000);
    const words = texts.flatMap((text) => text.toLowerCase().match(/[a-z]+/g) ?? []);
    const lengths = texts.map((text) => text.split(/\s+/).length);
    expect(new Set(words).size).toBeGreaterThan(600);
    expect(Math.min(...lengths)).toBeGreaterThan(90);
    expect(Math.max(...lengths)).toBeLessThan(260);
  });

  it("are well formed", () => {
    for (const text of many(3_000)) {
      expect(text).not.toMatch(/ {2}|undefined|\[object|\ban? (?:an?|the) | ,| \.|\.\.|,\./);
      expect((text.match(/"/g) ?? []).length % 2).toBe(0);
      expect(text).not.toMatch(/\ba [aeiou]/i);
      expect(text).not.toMatch(/\ban [^aeiou]/i);
      for (const sentence of text.split(/(?<=[.!?])\s+/)) expect(sentence).toMatch(/^["]?[A-Z]/);
    }
  });

  it("agree in number: plural things were, single things was", () => {
    for (let index = 0; index < 2_000; index++) {
      const { thing, look } = story(0, index, "train").story;
      const text = tale(0, index);
      const wrong = thing.plural ? "was" : "were";
      expect(text).not.toContain(`the ${look} ${thing.noun} ${wrong}`);
      expect(text).toContain(thing.plural ? `some ${look} ${thing.noun}` : `${look} ${thing.noun}`);
    }
  });

  it("speak of the hero by the right pronoun in the opening", () => {
    for (let index = 0; index < 500; index++) {
      const { hero } = story(0, index, "train").story;
      const other = pronoun(hero.gender === "he" ? "she" : "he");
      const opening = tale(0, index).split("\n")[0] as string;
      expect(opening).not.toMatch(new RegExp(`\\b(${other.subject}|${other.possessive})\\b`, "i"));
    }
  });
});
