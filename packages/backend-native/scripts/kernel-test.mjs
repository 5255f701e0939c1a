// Compiles the kernels' own test, a plain program, and says where it is. Arguments: the target, levels where not all
// are wanted, and flags for the compiler, such as -fsanitize=address.
import { dirname, join } from "node:path";
import { libraryPath } from "./addon.mjs";
import { compile, findCompilers, KERNELS } from "./compile.mjs";
import { HOST, levelsOf, programFlagsOf } from "./target.mjs";

const [target = HOST, ...others] = process.argv.slice(2);
const flags = others.filter((word) => word.startsWith("-"));
const wanted = others.filter((word) => !word.startsWith("-"));
const levels = Object.entries(levelsOf(target)).filter(
  ([name]) => wanted.length === 0 || wanted.includes(name),
);
const root = join(import.meta.dirname, "..");
const [compiler] = await findCompilers(target);
if (compiler === undefined) throw new Error(`no C++ compiler for ${target} found`);
const build = join(
  dirname(libraryPath(target)),
  others.join("").replace(/\W+/g, "-").replace(/^-/, ""),
);
const { made } = await compile({
  ...{ compiler, levels: Object.fromEntries(levels) },
  own: [join(KERNELS, "..", "native-test")],
  more: ["levels.cc", "queue.cc"].map((name) => join(root, "native", name)),
  ...{ build, objects: join(build, "objects"), ending: ".test", include: [join(root, "native")] },
  extra: flags,
  link: programFlagsOf(compiler.machine),
});
process.stdout.write(`${made}\n`);
