import { isTemplate, textOf, valueOf, type YamlMapping, type YamlNode } from './yamlNode.ts';

/** What a task does, as far as following it goes. */
export interface TaskAction {
  /** As it is written, such as `ansible.builtin.debug`. */
  readonly name: string;
  /** The same without `ansible.builtin.` or `ansible.legacy.`. */
  readonly shortName: string;
  /** Its parameters, as a text or a mapping. */
  readonly parameters: YamlNode | undefined;
}

/**
 * The keys of a task and a handler that do not name an action (the attributes of Task and Handler in ansible-core 2.14
 * and 2.19, and what `ModuleArgsParser` of both adds to them).
 */
const keywords = new Set(
  (
    'action any_errors_fatal args async async_val become become_exe become_flags become_method become_user changed_when ' +
    'check_mode collections connection debugger delay delegate_facts delegate_to diff environment failed_when ' +
    'ignore_errors ignore_unreachable listen local_action loop loop_control loop_with module_defaults name no_log ' +
    'notify poll port register remote_user retries run_once static tags throttle timeout until vars when'
  ).split(' '),
);

/**
 * What a task does.
 * @param task - a mapping of a list of tasks
 * @returns undefined when it names no action, or several, which Ansible refuses
 */
export function actionOf(task: YamlMapping): TaskAction | undefined {
  const keys = [...task.entries.keys()].filter(
    (key) => isOldStyle(key) || !(keywords.has(key) || key.startsWith('with_')),
  );
  const [key, other] = keys;
  const value = key === undefined ? undefined : task.entries.get(key)?.value;
  if (key === undefined || value === undefined || other !== undefined) return undefined;
  return isOldStyle(key) ? oldStyleAction(value) : named(key, value);
}

function isOldStyle(key: string): boolean {
  return key === 'action' || key === 'local_action';
}

function named(name: string, parameters: YamlNode | undefined): TaskAction {
  return { name, shortName: name.replace(/^ansible\.(?:builtin|legacy)\./u, ''), parameters };
}

/** An action as text, `copy src=a dest=b`, or as a mapping with its name under `module`. */
function oldStyleAction(value: YamlNode): TaskAction | undefined {
  const text = textOf(value) ?? textOf(valueOf(value, 'module'));
  const [, name, rest = ''] = /^\s*(\S+)\s*([^]*)$/u.exec(text ?? '') ?? [];
  if (name === undefined) return undefined;
  if (value.kind === 'mapping') return named(name, value);
  return named(name, { kind: 'scalar', type: 'string', text: rest, range: value.range });
}

/**
 * A parameter of an action.
 * @param action - whose
 * @param key - its name
 * @param args - the value of the task's `args`, which has parameters as well
 */
export function parameterOf(
  { parameters }: TaskAction,
  key: string,
  args: YamlNode | undefined,
): YamlNode | undefined {
  if (parameters?.kind !== 'scalar') return valueOf(parameters, key) ?? valueOf(args, key);
  const [, quoted, plain] =
    new RegExp(`(?:^|\\s)${key}=(?:["']([^"']*)["']|(\\S+))`, 'u').exec(parameters.text) ?? [];
  const text = quoted ?? plain;
  if (text === undefined) return valueOf(args, key);
  return { kind: 'scalar', type: 'string', text, range: parameters.range };
}

/**
 * The file that `import_tasks` and `include_tasks` name: as their text, or as their parameter `file`.
 * @param action - one of them
 * @param args - the value of the task's `args`
 */
export function fileParameterOf(action: TaskAction, args: YamlNode | undefined): string | undefined {
  const file = textOf(parameterOf(action, 'file', args)) ?? textOf(valueOf(args, '_raw_params'));
  if (file !== undefined) return file;
  const text = textOf(action.parameters)?.trim() ?? '';
  const [, , quoted] = /^(["'])(.*)\1$/u.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  // What else is in the text is a parameter, `name=value`.
  const path = isTemplate(text)
    ? text
    : text
        .split(/\s+/u)
        .filter((word) => !word.includes('='))
        .join(' ');
  return path === '' ? undefined : path;
}
