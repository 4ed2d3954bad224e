import type { YamlScalar } from './yamlNode.ts';

/**
 * What an unquoted text is in PyYAML, which reads YAML 1.1 but, unlike that, takes `y` and `n` for texts
 * (PyYAML 6, yaml/resolver.py: the implicit resolvers).
 */
const implicitTypes: readonly (readonly [YamlScalar['type'], RegExp])[] = [
  ['null', /^(?:~|null|Null|NULL|)$/u],
  ['boolean', /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/u],
  ['number', /^[-+]?(?:0b[01_]+|0x[\dA-Fa-f_]+|0[0-7_]*|[1-9][\d_]*(?::[0-5]?\d)*)$/u],
  ['number', /^[-+]?(?:\d[\d_]*)\.[\d_]*(?:[eE][-+]\d+)?$/u],
  ['number', /^[-+]?\.[\d_]+(?:[eE][-+]\d+)?$/u],
  ['number', /^[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*$/u],
  ['number', /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/u],
];

/** Types of the tags that YAML itself defines, without their prefix. */
const taggedTypes: ReadonlyMap<string, YamlScalar['type']> = new Map([
  ['str', 'string'],
  ['int', 'number'],
  ['float', 'number'],
  ['bool', 'boolean'],
  ['null', 'null'],
]);

/** Prefix of the tags that YAML itself defines: `!!str` is short for it and `str`. */
const corePrefix = 'tag:yaml.org,2002:';

/** The tags of Ansible: an encrypted text, and one that is no template (its documentation, "Advanced playbook syntax"). */
const ansibleTags = ['!vault', '!vault-encrypted', '!unsafe'];

/**
 * Whether Ansible knows a tag. With any other one it refuses the whole file.
 * @param tag - such as `!vault` or `tag:yaml.org,2002:str`
 */
export function isKnownTag(tag: string): boolean {
  return tag === '!' || tag.startsWith(corePrefix) || ansibleTags.includes(tag);
}

/**
 * What PyYAML makes of a scalar.
 * @param text - of it
 * @param isPlain - whether it is written without quotes
 * @param tag - its tag, when it has one
 */
export function scalarType(text: string, isPlain: boolean, tag: string | undefined): YamlScalar['type'] {
  if (tag !== undefined) {
    const tagged = tag.startsWith(corePrefix) ? taggedTypes.get(tag.slice(corePrefix.length)) : undefined;
    return tagged ?? 'string';
  }
  if (!isPlain) return 'string';
  return implicitTypes.find(([, pattern]) => pattern.test(text))?.[0] ?? 'string';
}
