import * as z from 'zod/mini';

/** What the person's own Ansible configuration says of callback plugins. */
export interface CallbackSettings {
  /** Names of those that are enabled. */
  readonly enabled: readonly string[];
  /** Folders that they are looked for in. */
  readonly folders: readonly string[];
}

/** What the person's own Ansible configuration says of passwords. */
export interface PasswordSettings {
  /** Whether Ansible would ask for the password of become. */
  readonly asksBecomePassword: boolean;
  /** Whether Ansible would ask for the password of the vault. */
  readonly asksVaultPassword: boolean;
  /** Whether it says where the password of the vault is. */
  readonly hasVaultPassword: boolean;
}

/** What a run must know of the person's own Ansible configuration. */
export interface AnsibleSettings {
  readonly callbacks: CallbackSettings;
  readonly passwords: PasswordSettings;
}

/** Arguments that make `ansible-config` say the configuration of the folder that it runs in (2.13 and later). */
export const configArguments: readonly string[] = ['dump', '--format', 'json'];

const listSchema = z.array(z.string());
const dumpSchema = z.array(z.looseObject({ name: z.optional(z.string()), value: z.optional(z.unknown()) }));

/**
 * Reads what `ansible-config` says.
 * @param output - its standard output
 * @returns undefined when it does not say the settings of callback plugins where Ansible 2.14 and 2.19 say them
 */
export function parseAnsibleSettings(output: string): AnsibleSettings | undefined {
  const entries = parseDump(output);
  const valueOf = (name: string): unknown => entries.find((entry) => entry.name === name)?.value;
  const enabled = listSchema.safeParse(valueOf('CALLBACKS_ENABLED'));
  const folders = listSchema.safeParse(valueOf('DEFAULT_CALLBACK_PLUGIN_PATH'));
  if (!enabled.success || !folders.success) return undefined;
  const identities = listSchema.safeParse(valueOf('DEFAULT_VAULT_IDENTITY_LIST'));
  return {
    callbacks: { enabled: enabled.data, folders: folders.data },
    passwords: {
      asksBecomePassword: valueOf('DEFAULT_BECOME_ASK_PASS') === true,
      asksVaultPassword: valueOf('DEFAULT_ASK_VAULT_PASS') === true,
      hasVaultPassword:
        typeof valueOf('DEFAULT_VAULT_PASSWORD_FILE') === 'string' ||
        (identities.success && identities.data.length > 0),
    },
  };
}

function parseDump(output: string): z.infer<typeof dumpSchema> {
  try {
    return dumpSchema.parse(JSON.parse(output));
  } catch {
    return [];
  }
}
