import * as vscode from 'vscode';
import { profileNameProblem } from '../../core/environments/profileName.ts';
import type { Services } from '../../host/services.ts';
import { readSettings } from '../../host/settings.ts';
import { newProfileCommand, type NewProfileKind } from '../../tools/awsCli/profileCommands.ts';
import { asTyped } from '../../tools/commandLine.ts';
import { runAwsCli } from './runAwsCli.ts';

/**
 * Makes an AWS profile with the AWS CLI: asks for its name, which no other profile may have, and how to sign in.
 * @param services - the profiles that there are
 */
export async function addProfile(services: Pick<Services, 'environments' | 'log' | 'work'>): Promise<void> {
  const known = (await services.environments.readProfiles()).map(({ name }) => name);
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Name of the new AWS profile'),
    prompt: vscode.l10n.t('Environments name it, and so does --profile of the AWS CLI.'),
    ignoreFocusOut: true,
    validateInput: (text) => profileNameProblem(text.trim(), known),
  });
  if (name === undefined) return;
  const profile = name.trim();
  const { awsCliPath } = readSettings();
  const kinds: readonly { readonly label: string; readonly profileKind: NewProfileKind }[] = [
    { label: vscode.l10n.t('IAM Identity Center (single sign-on)'), profileKind: 'sso' },
    { label: vscode.l10n.t('The sign-in of the AWS console'), profileKind: 'login' },
    { label: vscode.l10n.t('Access keys'), profileKind: 'keys' },
  ];
  const picked = await vscode.window.showQuickPick(
    kinds.map(({ label, profileKind }) => ({
      label,
      description: asTyped(newProfileCommand(awsCliPath, profileKind, profile)),
      profileKind,
    })),
    { title: vscode.l10n.t('How do you sign in to AWS?') },
  );
  if (picked === undefined) return;
  await runAwsCli(
    services,
    vscode.l10n.t('Add an AWS profile'),
    newProfileCommand(awsCliPath, picked.profileKind, profile),
  );
}
