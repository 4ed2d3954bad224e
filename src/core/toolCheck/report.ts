import * as l10n from '@vscode/l10n';
import { configurationFileName } from '../environments/configuration.ts';
import { singleLine } from '../text/plainText.ts';
import { redactSecrets } from '../text/redact.ts';
import {
  type CheckResults,
  type Fix,
  type IdentityCheck,
  namesInTrouble,
  type ToolCheck,
  toolNames,
} from './toolCheck.ts';

/** A named fact; one without a value is left out. */
type Field = readonly [label: string, value: string | undefined];

/**
 * The report of a check as plain text. Whatever came from AWS, a tool or a file stays on one line of its own and is
 * free of secrets, so that it can pretend to be no other line.
 * @param results - what the check found
 */
export function reportText(results: CheckResults): string {
  const { at, isTrusted, tools, identities, configurationProblems } = results;
  const sections = [
    [
      l10n.t('AMI Bakery: tools and credentials'),
      l10n.t('Checked {0}', `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`),
      summary(results),
      ...(isTrusted
        ? []
        : [l10n.t('Restricted Mode: no program was run, and only your own AWS profiles were asked.')]),
    ],
    [heading(l10n.t('Tools'))],
    ...tools.map(toolLines),
    [
      heading(l10n.t('Environments')),
      ...(configurationProblems === 0
        ? []
        : [l10n.t('{0} has errors. The Problems panel shows them.', configurationFileName)]),
      ...(identities.length === 0 ? [noEnvironments()] : []),
    ],
    ...identities.map(identityLines),
  ];
  return `${sections.map((lines) => lines.map(safe).join('\n')).join('\n\n')}\n`;
}

function summary(results: CheckResults): string {
  const names = namesInTrouble(results);
  return names.length === 0
    ? l10n.t('All that was checked is in order.')
    : l10n.t('These need attention: {0}', names.join(', '));
}

function noEnvironments(): string {
  return l10n.t(
    'There are none: no AWS profile on this machine, and no {0} that names any. Run AMI Bakery: Add AWS Profile.',
    configurationFileName,
  );
}

function heading(text: string): string {
  return `── ${text} ──`;
}

function toolLines({ id, program, setting, state, fix }: ToolCheck): string[] {
  const [word, ...facts] = toolFacts(program, state);
  return block(`${toolNames[id]}: ${word}`, [
    ...facts,
    ...fixFields(fix),
    [l10n.t('Setting'), state.kind === 'ok' || state.kind === 'not-run' ? undefined : setting],
  ]);
}

function toolFacts(program: string, state: ToolCheck['state']): [word: string, ...facts: Field[]] {
  const path = (value: string): Field => [l10n.t('Path'), value];
  const problem = (value: string): Field => [l10n.t('Problem'), value];
  switch (state.kind) {
    case 'ok':
      return [l10n.t('ok'), path(state.path), [l10n.t('Version'), state.version]];
    case 'too-old':
      return [
        l10n.t('too old'),
        path(state.path),
        [l10n.t('Version'), l10n.t('{0}, but {1} or later is needed', state.version, state.minimum)],
      ];
    case 'not-found':
      return [l10n.t('missing'), problem(l10n.t('There is no program {0}.', program))];
    case 'not-executable':
      return [
        l10n.t('failed'),
        path(state.path),
        problem(l10n.t('It cannot be started. {0}', state.words).trim()),
      ];
    case 'other-program':
      return [
        l10n.t('missing'),
        path(state.path),
        problem(l10n.t('This is another program, of {0}.', state.package)),
      ];
    case 'unreadable':
      return [
        l10n.t('failed'),
        path(state.path),
        problem(l10n.t('It does not say which version it is.')),
        [l10n.t('It says'), state.words === '' ? undefined : state.words],
      ];
    case 'no-answer':
      return [
        l10n.t('failed'),
        path(state.path),
        problem(l10n.t('It did not answer within {0} seconds.', state.seconds)),
      ];
    case 'not-run':
      return [l10n.t('not checked')];
  }
}

function identityLines({ environment, state, fix }: IdentityCheck): string[] {
  const { name, profile, roleArn, regions, endpoint, accountId } = environment;
  const who: Field[] = [
    [l10n.t('Profile'), profile],
    [l10n.t('Role'), roleArn],
    [l10n.t('Region'), regions[0]],
    [l10n.t('Endpoint'), endpoint],
  ];
  switch (state.kind) {
    case 'ok':
      return block(`${name}: ${l10n.t('ok')}`, [
        ...who,
        [
          l10n.t('Account'),
          accountId === undefined
            ? state.identity.account
            : l10n.t('{0}, as {1} says', state.identity.account, configurationFileName),
        ],
        [l10n.t('Identity'), state.identity.arn],
      ]);
    case 'not-asked':
      return block(`${name}: ${l10n.t('not checked')}`, [
        ...who,
        [l10n.t('Problem'), l10n.t('Nobody answered the question that signing in needs.')],
      ]);
    case 'failed':
      return block(`${name}: ${l10n.t('failed')}`, [
        ...who,
        [l10n.t('Problem'), state.title],
        [l10n.t('Message'), state.message],
        ...fixFields(fix),
      ]);
  }
}

function fixFields(fix: Fix | undefined): Field[] {
  return [
    [l10n.t('Fix'), fix?.words],
    [l10n.t('Run'), fix?.command],
    [l10n.t('See'), fix?.page],
  ];
}

/** A title, and below it the fields with their values one under the other. */
function block(title: string, fields: readonly Field[]): string[] {
  const width = Math.max(...fields.map(([label, value]) => (value === undefined ? 0 : label.length)));
  return [
    title,
    ...fields.flatMap(([label, value]) =>
      value === undefined ? [] : [`    ${`${label}:`.padEnd(width + 1)} ${value}`],
    ),
  ];
}

function safe(line: string): string {
  return singleLine(redactSecrets(line));
}
