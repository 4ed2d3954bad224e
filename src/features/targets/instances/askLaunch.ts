import * as vscode from 'vscode';
import { CancelledError } from '../../../core/outcome/outcome.ts';
import type { ImageTarget } from '../../../core/images/imageTarget.ts';
import { fullTitleOf } from '../../../core/images/imageWords.ts';
import type { Access } from '../../../core/testInstances/launchRequest.ts';
import { lifetimeHours } from '../../../core/testInstances/lifetime.ts';
import { singleAddressCidr } from '../../../core/testInstances/singleAddress.ts';
import type { KeyPair, Subnet } from '../../../core/testInstances/testInstances.ts';
import { withoutMarkup } from '../../../core/text/plainText.ts';

/** What a person says of a test instance. */
export interface LaunchAnswers {
  readonly subnet: Subnet;
  readonly access: Access;
  readonly hours: number;
  readonly address: string;
}

/** What a person can choose from. */
export interface LaunchOffer {
  readonly image: ImageTarget;
  readonly subnets: readonly Subnet[];
  readonly keyPairs: readonly KeyPair[];
  /** What they said last time, or what it must be. */
  readonly address: string | undefined;
}

/**
 * Asks for what nobody else knows of a test instance, one question after the other.
 * @param offer - what there is
 * @throws CancelledError when the person does not answer
 * @throws Error in words for a person when there is no subnet
 */
export async function askLaunch(offer: LaunchOffer): Promise<LaunchAnswers> {
  const title = vscode.l10n.t(
    'Launch a test instance of {0}',
    withoutMarkup(fullTitleOf(offer.image.image, offer.image.environment.tagNames)),
  );
  const subnet = await askSubnet(title, offer.subnets);
  const access = await askAccess(title, offer.keyPairs);
  const hours = await askHours(title);
  return { subnet, access, hours, address: await askAddress(title, offer.address) };
}

async function askSubnet(title: string, subnets: readonly Subnet[]): Promise<Subnet> {
  const [only, other] = subnets;
  if (only === undefined) {
    throw new Error(vscode.l10n.t('There is no subnet in this region that an instance can be launched in.'));
  }
  if (other === undefined) return only;
  const items = subnets.map((subnet) => ({
    label: withoutMarkup(subnet.name ?? subnet.id),
    description: [
      subnet.availabilityZone,
      subnet.cidr,
      subnet.isDefault ? vscode.l10n.t('default') : undefined,
      subnet.isPublic ? vscode.l10n.t('public addresses') : vscode.l10n.t('private addresses only'),
    ]
      .flatMap((part) => part ?? [])
      .join(' · '),
    subnet,
  }));
  return answered(
    await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('In which subnet? (1 of 4)'),
      ignoreFocusOut: true,
      matchOnDescription: true,
    }),
  ).subnet;
}

async function askAccess(title: string, keyPairs: readonly KeyPair[]): Promise<Access> {
  const items: (vscode.QuickPickItem & { access: Access })[] = [
    {
      label: vscode.l10n.t('EC2 Instance Connect'),
      description: vscode.l10n.t('a key of one minute; the image must have ec2-instance-connect'),
      access: { kind: 'instance-connect' },
    },
    ...keyPairs.map(({ name, type }) => ({
      label: withoutMarkup(name),
      description: [vscode.l10n.t('key pair'), type].flatMap((part) => part ?? []).join(' · '),
      access: { kind: 'key-pair' as const, name },
    })),
  ];
  return answered(
    await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('How do you get in? (2 of 4)'),
      ignoreFocusOut: true,
    }),
  ).access;
}

async function askHours(title: string): Promise<number> {
  const { least, most, usual } = lifetimeHours;
  const wrong = vscode.l10n.t('From {0} to {1} whole hours.', least, most);
  const isRight = (text: string): boolean =>
    /^\d+$/u.test(text) && Number(text) >= least && Number(text) <= most;
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'After how many hours does it end, whatever happens here? It costs money until then. (3 of 4)',
    ),
    value: String(usual),
    ignoreFocusOut: true,
    validateInput: (typed) => (isRight(typed) ? undefined : wrong),
  });
  return Number(answered(text));
}

async function askAddress(title: string, address: string | undefined): Promise<string> {
  const wrong = vscode.l10n.t('One IPv4 or IPv6 address, such as 192.0.2.7.');
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'From which address does AWS see you come? Nobody else is let in. checkip.amazonaws.com tells. (4 of 4)',
    ),
    ignoreFocusOut: true,
    ...(address === undefined ? {} : { value: address }),
    validateInput: (typed) => (singleAddressCidr(typed) === undefined ? wrong : undefined),
  });
  return answered(text).trim();
}

function answered<T>(answer: T | undefined): T {
  if (answer === undefined) throw new CancelledError('The person did not answer.');
  return answer;
}
