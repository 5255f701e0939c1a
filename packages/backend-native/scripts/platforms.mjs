// The one table of what is published for which machine: everything about platform packages follows from it.

/** Systems and processors that binaries are published for. Linux: with glibc. */
export const PLATFORMS = [
  "linux-x64",
  "linux-arm64",
  "darwin-x64",
  "darwin-arm64",
  "win32-x64",
  "win32-arm64",
];

/** Name of a platform's package. */
export function packageOf(platform) {
  return `@gpt/backend-native-${platform}`;
}

/** What the published package installs where it fits: exactly the binaries of its own version. */
export function optionalDependencies(version) {
  return Object.fromEntries(PLATFORMS.map((platform) => [packageOf(platform), version]));
}

/** package.json of a platform's package, from that of `@gpt/backend-native`. */
export function manifestOf(platform, { version, license, repository, engines }) {
  const [system, processor] = platform.split("-");
  return {
    name: packageOf(platform),
    version,
    description: `The kernels of @gpt/backend-native for ${platform}.`,
    ...{ license, repository, engines },
    os: [system],
    cpu: [processor],
    ...(system === "linux" ? { libc: ["glibc"] } : {}),
    main: "gpt-native.node",
    files: ["gpt-native.node"],
    publishConfig: { access: "public" },
  };
}
