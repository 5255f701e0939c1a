import fc from "fast-check";

/** Strings of any UTF-16, lone surrogates left out: what a text can be. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        ..." \n\t'sdrelvmaéΣ19½-!中한\x85\xa0\u3000\ufeff\u0301🙂𝒜\0",
        "<|endoftext|>",
      ),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.join("")),
);
