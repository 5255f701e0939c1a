// Compiles for a test, and says where it is: `program`, the kernels' own test, or `library`, which Node loads where the
// environment variable GPT_NATIVE_LIBRARY names it. Other arguments: the target, levels where not all are wanted, flags for the
// compiler, such as -fsanitize=address; `--emulate-amx`: the level amx with its matrix unit emulated, and `portable`.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compileAddon, libraryPath } from "./addon.mjs";
import { compile, findCompilers, hashOf, KERNELS } from "./compile.mjs";
import { HOST, levelsOf, programFlagsOf } from "./target.mjs";

const TESTS = join(KERNELS, "..", "native-test");
const UNIT = join(TESTS, "emulated_amx.h");
/** The value tells versions of the unit apart: what was compiled with another is not taken again. */
const EMULATED_AMX = [`-DEMULATED_AMX=${hashOf(readFileSync(UNIT, "utf8"))}`, `-include${UNIT}`];

const [kind, ...given] = process.argv.slice(2);
const emulates = given.includes("--emulate-amx");
const words = given.filter((word) => word !== "--emulate-amx");
const flags = [...words.filter((word) => word.startsWith("-")), ...(emulates ? EMULATED_AMX : [])];
const [target = HOST, ...named] = words.filter((word) => !word.startsWith("-"));
const wanted = emulates ? ["amx", "portable"] : named;
const levels = Object.fromEntries(
  Object.entries(levelsOf(target)).filter(([name]) => wanted.length === 0 || wanted.includes(name)),
);
const [compiler] = await findCompilers(target);
if (compiler === undefined) throw new Error(`no C++ compiler for ${target} found`);

/** A folder of its own for what is compiled with other flags. */
const name = given.join("").replace(/\W+/g, "-").replace(/^-/, "");
const build = join(dirname(libraryPath(target)), name);

function compileProgram() {
  const native = join(import.meta.dirname, "..", "native");
  return compile({
    ...{ compiler, levels, own: [TESTS] },
    more: ["levels.cc", "queue.cc"].map((file) => join(native, file)),
    ...{ build, objects: join(build, "objects"), ending: ".test", include: [native] },
    extra: flags,
    link: programFlagsOf(compiler.machine),
  });
}

const { made } = await (kind === "library"
  ? compileAddon(compiler, { levels, flags, build })
  : compileProgram());
process.stdout.write(`${made}\n`);
