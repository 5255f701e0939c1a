/**
 * Path of an installed package's main file, or undefined. For Node and Deno only. Found through the
 * module loader, so that it is right from a bundle too; and without an import statement, so that
 * bundlers for browsers see no Node module.
 */
export function installedAt(packageName: string): string | undefined {
  const { createRequire } = process.getBuiltinModule("node:module");
  try {
    return createRequire(import.meta.url).resolve(packageName);
  } catch (error) {
    if ((error as { code?: string }).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
