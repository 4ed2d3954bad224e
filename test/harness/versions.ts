/** The one place where the version of everything that the harness fetches is pinned; npm packages are in package-lock.json. */
export const versions = {
  /** Runs code-server, which needs exactly this major version. */
  node: '24.21.0',
  /** Carries a complete VS Code. */
  codeServer: '4.139.1',
  /** The desktop VS Code of `npm run test:desktop`. */
  desktopVsCode: '1.101.0',
} as const;

/** Debian packages, and what each is for. */
export const debianPackages = {
  awscli: 'the AWS CLI that judges the local cloud',
  'build-essential': 'compiles native modules of code-server',
  chromium: 'the browser that VS Code runs in',
  'fonts-noto-color-emoji': 'emoji in screenshots',
  'fonts-noto-core': 'scripts of the world in screenshots',
  'libkrb5-dev': 'headers for native modules of code-server',
  'pkg-config': 'finds those headers',
  python3: 'compiles native modules of code-server',
} as const;

/** Name of a Debian package that something here needs. */
export type DebianPackage = keyof typeof debianPackages;
