/** The one place where the version of everything that the harness fetches is pinned; npm packages are in package-lock.json. */
export const versions = {
  /** Runs code-server, which needs exactly this major version. */
  node: '24.21.0',
  /** Carries a complete VS Code. */
  codeServer: '4.139.1',
  /** The desktop VS Code of `npm run test:desktop`. */
  desktopVsCode: '1.101.0',
} as const;

/**
 * What boto3, moto's server and cfn-lint consist of, from PyPI: the whole tree, because any of it may change what they say.
 * They run on the Python 3.11 of Debian 12.
 */
export const pythonPackages = {
  boto3: '1.44.8',
  moto: '5.2.5',
  'cfn-lint': '1.58.0',
  blinker: '1.9.0',
  botocore: '1.44.8',
  certifi: '2026.10.19.post1',
  cffi: '2.1.1',
  'charset-normalizer': '3.5.2',
  click: '8.5.1',
  cryptography: '50.0.2',
  flask: '3.1.3',
  'flask-cors': '6.0.5',
  idna: '3.20',
  itsdangerous: '2.2.0',
  jinja2: '3.1.6',
  jmespath: '1.1.0',
  jsonpatch: '1.48',
  jsonpointer: '3.12',
  markupsafe: '3.0.4',
  mpmath: '1.3.0',
  networkx: '3.6.1',
  pycparser: '3.12',
  'python-dateutil': '2.9.0.post0',
  pyyaml: '6.0.4',
  regex: '2026.11.19',
  requests: '2.34.2',
  responses: '0.26.3',
  s3transfer: '0.19.3',
  six: '1.17.0',
  sympy: '1.14.0',
  'typing-extensions': '4.16.0',
  urllib3: '2.8.0',
  werkzeug: '3.1.9',
  xmltodict: '1.0.4',
} as const;

/**
 * What ansible-lint and the newer of the two Ansibles that `ansible/` works with consist of, from PyPI: the whole tree,
 * because any of it may change what they find. They run on the Python 3.11 of Debian 12, which ansible-core 2.20 does not;
 * the older of the two is Debian's own.
 */
export const ansiblePackages = {
  'ansible-core': '2.19.14',
  'ansible-lint': '26.10.1',
  'ansible-compat': '26.10.0',
  attrs: '26.1.0',
  black: '26.10.1',
  bracex: '3.2.3',
  cffi: '2.1.1',
  click: '8.5.1',
  cryptography: '50.0.2',
  distro: '1.9.0',
  filelock: '4.3.1',
  jinja2: '3.1.6',
  jsonschema: '4.26.0',
  'jsonschema-specifications': '2025.9.1',
  markupsafe: '3.0.4',
  'mypy-extensions': '1.2.0',
  packaging: '26.4',
  pathspec: '1.1.1',
  platformdirs: '4.14.8',
  pycparser: '3.12',
  pytokens: '0.4.1',
  pyyaml: '6.0.4',
  referencing: '0.37.0',
  resolvelib: '1.2.1',
  'rpds-py': '2026.9.1',
  'ruamel-yaml': '0.19.1',
  'subprocess-tee': '0.4.2',
  'typing-extensions': '4.16.0',
  wcmatch: '12.0.1',
  yamllint: '1.38.0',
} as const;

/** Debian packages, and what each is for. */
export const debianPackages = {
  'ansible-core': 'the older Ansible that the content of ansible/ works with',
  awscli: 'the AWS CLI that judges the local cloud',
  'build-essential': 'compiles native modules of code-server',
  'chromium-headless-shell': 'the browser that VS Code runs in',
  debootstrap: 'makes the box of the machines that Ansible is tested on',
  'fonts-noto-color-emoji': 'emoji in screenshots',
  'fonts-noto-core': 'scripts of the world in screenshots',
  'libkrb5-dev': 'headers for native modules of code-server',
  lxc: 'runs the machines that Ansible is tested on',
  packer: 'bakes images: the oldest Packer that the templates of packer/ work with',
  'pkg-config': 'finds those headers',
  python3: 'compiles native modules of code-server, and gives a test a terminal',
  'python3-venv': 'installs boto3 and moto, which judge the local cloud, cfn-lint and ansible-lint',
  vagrant: 'starts the machines that Ansible is tested on',
  'vagrant-lxc': 'lets Vagrant start them with lxc',
} as const;

/** Name of a Debian package that something here needs. */
export type DebianPackage = keyof typeof debianPackages;
