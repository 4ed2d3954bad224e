import { textOf, valueOf, type YamlNode } from './yamlNode.ts';

/** A variable that a play asks for when it begins (`vars_prompt`). */
export interface VariablePrompt {
  readonly name: string;
  /** What is asked, as it is written. */
  readonly question: string;
  /** Whether what is typed is hidden. Ansible's own default is yes. */
  readonly isPrivate: boolean;
  /** Whether it is asked for twice. */
  readonly isConfirmed: boolean;
  /** What counts where nothing is typed; undefined where there is no such value. */
  readonly default: string | undefined;
  /** Whether Ansible takes the value as it is; else it fills in what stands in `{{ }}`. */
  readonly isUnsafe: boolean;
  /** Whether Ansible makes a hash of what is typed. */
  readonly isHashed: boolean;
}

/**
 * Reads the value of `vars_prompt`: a list of mappings, or one mapping (ansible-core 2.14 and 2.19,
 * `Play._load_vars_prompt` and `PlaybookExecutor.run`). What has no name Ansible refuses.
 * @param node - the value; undefined where nothing is asked
 */
export function readPrompts(node: YamlNode | undefined): VariablePrompt[] {
  const entries = node?.kind === 'sequence' ? node.items : node === undefined ? [] : [node];
  return entries.flatMap((entry) => {
    const name = textOf(valueOf(entry, 'name'));
    if (name === undefined) return [];
    return [
      {
        name,
        question: textOf(valueOf(entry, 'prompt')) ?? name,
        isPrivate: isTrue(valueOf(entry, 'private'), true),
        isConfirmed: isTrue(valueOf(entry, 'confirm'), false),
        default: textOf(valueOf(entry, 'default')),
        isUnsafe: isTrue(valueOf(entry, 'unsafe'), false),
        isHashed: textOf(valueOf(entry, 'encrypt')) !== undefined,
      },
    ];
  });
}

/** What Ansible takes for true (`ansible.module_utils.parsing.convert_bool`). */
function isTrue(node: YamlNode | undefined, otherwise: boolean): boolean {
  const text = textOf(node);
  return text === undefined ? otherwise : /^(?:y|yes|on|1|1\.0|true|t)$/iu.test(text);
}
