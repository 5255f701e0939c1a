/** Words of the tales. Everything here is generic vocabulary; selection decides what fits together. */

/** Third-person forms of a character. */
export type Gender = "he" | "she";

/** Names, by the pronoun they take. */
export const NAMES: { readonly [G in Gender]: readonly string[] } = {
  he: [
    "Ben",
    "Tom",
    "Max",
    "Oliver",
    "Sam",
    "Leo",
    "Finn",
    "Hugo",
    "Jack",
    "Noah",
    "Otto",
    "Pip",
    "Ravi",
    "Theo",
    "Felix",
    "Emil",
  ],
  she: [
    "Anna",
    "Lily",
    "Mia",
    "Ella",
    "Ruby",
    "Nora",
    "Ivy",
    "Zoe",
    "Clara",
    "Amy",
    "Rosa",
    "Tess",
    "Uma",
    "Wilma",
    "Greta",
    "Hana",
  ],
};

/** What a character can be. */
export const KINDS: readonly string[] = [
  "boy or girl",
  "rabbit",
  "fox",
  "bear",
  "mouse",
  "hedgehog",
  "squirrel",
  "duck",
  "frog",
  "owl",
  "cat",
  "badger",
  "otter",
  "mole",
];

/** Traits that a character can have. */
export const TRAITS: readonly string[] = [
  "little",
  "brave",
  "shy",
  "curious",
  "cheerful",
  "clever",
  "gentle",
  "impatient",
  "kind",
  "quiet",
  "stubborn",
  "young",
];

/** A thing a character can own, carry and lose. */
export interface Thing {
  readonly noun: string;
  /** "were" and "them" instead of "was" and "it". */
  readonly plural?: boolean;
  /** What it is good for, after "to". */
  readonly use: string;
}

/** Small things. */
export const THINGS: readonly Thing[] = [
  { noun: "ball", use: "play in the meadow" },
  { noun: "kite", use: "fly in the wind" },
  { noun: "lantern", use: "see in the dark" },
  { noun: "boots", plural: true, use: "jump in puddles" },
  { noun: "hat", use: "keep warm" },
  { noun: "drum", use: "make music" },
  { noun: "basket", use: "carry berries" },
  { noun: "umbrella", use: "stay dry" },
  { noun: "whistle", use: "call a friend" },
  { noun: "marbles", plural: true, use: "play with a friend" },
  { noun: "book", use: "read before bed" },
  { noun: "scarf", use: "keep warm" },
  { noun: "spade", use: "dig in the garden" },
  { noun: "gloves", plural: true, use: "build a snowman" },
  { noun: "wagon", use: "carry wood" },
  { noun: "flute", use: "play a song" },
  { noun: "bell", use: "wake the birds" },
  { noun: "paints", plural: true, use: "paint the fence" },
];

/** Colours and looks of things. */
export const LOOKS: readonly string[] = [
  "red",
  "blue",
  "green",
  "yellow",
  "old",
  "new",
  "shiny",
  "tiny",
  "big",
  "striped",
  "orange",
  "golden",
];

/** A place with its preposition, and a spot in it where things hide. */
export interface Place {
  readonly at: string;
  readonly noun: string;
  readonly spots: readonly string[];
}

/** Where tales happen. */
export const PLACES: readonly Place[] = [
  {
    at: "in the forest",
    noun: "forest",
    spots: ["under a fern", "behind a log", "in a hollow tree"],
  },
  {
    at: "by the river",
    noun: "river",
    spots: ["between two stones", "under the bridge", "in the reeds"],
  },
  {
    at: "in the garden",
    noun: "garden",
    spots: ["under the cabbages", "behind the shed", "in the tall grass"],
  },
  {
    at: "on the hill",
    noun: "hill",
    spots: ["behind a rock", "in a rabbit hole", "under the old oak"],
  },
  {
    at: "in the village",
    noun: "village",
    spots: ["behind the well", "under a bench", "next to the bakery"],
  },
  { at: "on the beach", noun: "beach", spots: ["under a shell", "in the sand", "behind a boat"] },
  {
    at: "in the orchard",
    noun: "orchard",
    spots: ["under an apple tree", "behind a ladder", "in a pile of leaves"],
  },
  { at: "at the farm", noun: "farm", spots: ["in the hay", "behind the barn", "under the cart"] },
  {
    at: "in the meadow",
    noun: "meadow",
    spots: ["in the clover", "under a daisy", "beside an anthill"],
  },
  {
    at: "by the pond",
    noun: "pond",
    spots: ["under a lily pad", "in the mud", "behind the willow"],
  },
  {
    at: "at the market",
    noun: "market",
    spots: ["under a table", "behind a barrel", "in an empty box"],
  },
  {
    at: "near the lighthouse",
    noun: "lighthouse",
    spots: ["on the steps", "under an anchor", "behind the door"],
  },
];

/** Food for one, countable, singular. */
export const FOODS: readonly string[] = [
  "apple",
  "pie",
  "honey cake",
  "carrot",
  "bun",
  "pear",
  "egg sandwich",
  "plum cake",
  "pancake",
  "orange",
];

/** Weather that starts a day. */
export const MORNINGS: readonly string[] = [
  "One sunny morning",
  "One windy day",
  "One cold morning",
  "On a warm afternoon",
  "One foggy morning",
  "Early one day",
  "One bright day in spring",
  "On the first day of autumn",
  "One quiet evening",
  "Last summer",
];

/** Weather that brings trouble: what comes, and what it does. */
export const STORMS: readonly (readonly [come: string, doing: string])[] = [
  ["dark clouds came", "It began to rain hard"],
  ["the wind grew strong", "The branches shook and the leaves flew"],
  ["thick snow fell", "Soon the path was gone"],
  ["a storm came up", "Thunder rolled over the land"],
  ["the fog grew thick", "Nobody could see the way"],
];

/** What characters are afraid of, and a brave thing to do about it. */
export const FEARS: readonly (readonly [fear: string, deed: string])[] = [
  ["the dark", "walk through the dark tunnel"],
  ["deep water", "swim to the other side"],
  ["high places", "climb to the top of the ladder"],
  ["loud noises", "ring the great bell"],
  ["strangers", "say hello to the new neighbour"],
  ["the old bridge", "cross the old bridge"],
];

/** Places where a thing gets stuck, and a tool that gets it down or out. */
export const TRAPS: readonly (readonly [where: string, tool: string])[] = [
  ["in a tall tree", "ladder"],
  ["on the roof", "ladder"],
  ["in a deep hole", "rope"],
  ["behind a thorny hedge", "stick"],
  ["in a bramble bush", "stick"],
  ["at the bottom of the well", "rope"],
];

/** What can be built, and the part that is missing. */
export const PROJECTS: readonly (readonly [project: string, part: string])[] = [
  ["raft", "rope"],
  ["tree house", "hammer"],
  ["bird house", "nail"],
  ["cart", "wheel"],
  ["swing", "rope"],
  ["windmill", "sail"],
];

/** What grows from a seed. */
export const PLANTS: readonly string[] = [
  "sunflower",
  "pumpkin",
  "bean",
  "apple tree",
  "rose",
  "tomato plant",
];

/** Closing sentences, by what the tale is about. */
export const MORALS = {
  help: [
    "A friend in need is a friend indeed.",
    "Together, hard things become easy.",
    "It is good to have a friend.",
  ],
  share: [
    "What is shared is never lost.",
    "Sharing made the day sweeter.",
    "A shared meal tastes best.",
  ],
  courage: [
    "Being brave means being afraid and trying anyway.",
    "Small steps lead far.",
    "Courage grows when it is used.",
  ],
  honesty: [
    "It is better to tell the truth.",
    "The truth makes the heart light.",
    "A true word mends much.",
  ],
  patience: [
    "Good things take time.",
    "Patience was the best tool of all.",
    "Slow and steady does it.",
  ],
  kindness: [
    "Kindness always comes back.",
    "A small kindness can be a great gift.",
    "Be kind, and you will never be alone.",
  ],
} as const;

/** What a tale is about. */
export type Theme = keyof typeof MORALS;
