/** Vite's lazy imports of all files that match, for browser tests. */
interface ImportMeta {
  glob<T>(pattern: string, options: object): { readonly [file: string]: () => Promise<T> };
}
