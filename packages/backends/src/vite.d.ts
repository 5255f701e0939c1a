/** A bundler's URL of a file (Vite's `?url`), for browser tests. */
declare module "*.wasm?url" {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: it is what Vite makes
  export default url;
}

/** Vite's lazy imports of all files that match, for browser tests. */
interface ImportMeta {
  glob<T>(pattern: string, options: object): { readonly [file: string]: () => Promise<T> };
}
