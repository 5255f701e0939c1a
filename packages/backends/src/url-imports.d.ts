/** A bundler's URL of a file (Vite's `?url`), for browser tests. */
declare module "*.wasm?url" {
  const url: string;
  export default url;
}
