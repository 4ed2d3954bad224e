import * as vscode from 'vscode';
import { regionCodePattern } from '../../core/environments/partition.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import type { Services } from '../../host/services.ts';
import { readSettings } from '../../host/settings.ts';
import { setRegionCommand } from '../../tools/awsCli/profileCommands.ts';
import { environmentOf } from './environmentOf.ts';
import { runAwsCli } from './runAwsCli.ts';

/**
 * Gives the AWS profile of an environment a region with the AWS CLI; which one, a person says.
 * @param services - the environments that there are
 * @param target - which one; nothing happens for one without a profile
 */
export async function setRegion(
  services: Pick<Services, 'environments' | 'log' | 'work'>,
  target: unknown,
): Promise<void> {
  const profile = environmentOf(services, target)?.profile;
  if (profile === undefined) return;
  const title = vscode.l10n.t('Region of AWS profile {0}', profile);
  const region = await vscode.window.showInputBox({
    title: withoutMarkup(title),
    prompt: vscode.l10n.t('Where its images are, such as us-east-1'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      regionCodePattern.test(text.trim())
        ? undefined
        : vscode.l10n.t('This is not a region code such as us-east-1.'),
  });
  if (region === undefined) return;
  const command = setRegionCommand(readSettings().awsCliPath, profile, region.trim());
  if (await runAwsCli(services, title, command)) await services.environments.reload();
}
