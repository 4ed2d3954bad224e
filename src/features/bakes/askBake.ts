import * as vscode from 'vscode';
import type { QueueOptions } from '../../core/bakes/bakeQueue.ts';
import type { Environment } from '../../core/environments/environment.ts';
import { CancelledError } from '../../core/outcome/outcome.ts';
import type { TemplateBuild, TemplateVariable } from '../../core/templates/template.ts';
import { singleAddressCidr } from '../../core/testInstances/singleAddress.ts';
import { onOneLine, singleLine, withoutMarkup } from '../../core/text/plainText.ts';
import type { WorkspaceTemplate } from './templates/templateList.ts';

/**
 * Asks which template to bake; of one nobody is asked.
 * @param templates - those of the workspace
 * @throws CancelledError when nobody answers
 */
export async function askTemplate(templates: readonly WorkspaceTemplate[]): Promise<WorkspaceTemplate> {
  const [only, other] = templates;
  if (only !== undefined && other === undefined) return only;
  const items = templates.map((each) => ({
    label: withoutMarkup(each.title),
    description: withoutMarkup(each.template.builds.map(({ name }) => singleLine(name)).join(', ')),
    each,
  }));
  const title = vscode.l10n.t('Bake');
  const placeHolder = vscode.l10n.t('Bake which template?');
  return answered(await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))
    .each;
}

/**
 * Asks which templates to bake.
 * @param title - what for
 * @param templates - those of the workspace
 * @throws CancelledError when nobody answers, or chooses none
 */
export async function askTemplates(
  title: string,
  templates: readonly WorkspaceTemplate[],
): Promise<readonly WorkspaceTemplate[]> {
  const items = templates.map((each) => ({
    label: withoutMarkup(each.title),
    // JSON is of before: who has both has HCL instead.
    picked: each.template.kind === 'hcl',
    each,
  }));
  const placeHolder = vscode.l10n.t('Bake which templates?');
  const chosen = answered(
    await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true, ignoreFocusOut: true }),
  );
  if (chosen.length === 0) throw new CancelledError('No template was chosen.');
  return chosen.map(({ each }) => each);
}

/**
 * Asks how several templates are baked.
 * @param title - what for
 * @param count - how many there are
 * @throws CancelledError when nobody answers
 */
export async function askQueue(title: string, count: number): Promise<QueueOptions> {
  const numbers = [1, 2, 3, count].filter(
    (number, index, all) => number <= count && all.indexOf(number) === index,
  );
  const parallel = answered(
    await vscode.window.showQuickPick(
      numbers.map((number) => ({
        label: number === 1 ? vscode.l10n.t('One after the other') : vscode.l10n.t('{0} at a time', number),
        number,
      })),
      { title, placeHolder: vscode.l10n.t('How many at a time?'), ignoreFocusOut: true },
    ),
  ).number;
  const stopsOnFailure = answered(
    await vscode.window.showQuickPick(
      [
        { label: vscode.l10n.t('Stop: begin no more'), stops: true },
        { label: vscode.l10n.t('Go on with the others'), stops: false },
      ],
      { title, placeHolder: vscode.l10n.t('When one fails?'), ignoreFocusOut: true },
    ),
  ).stops;
  return { parallel, stopsOnFailure };
}

/**
 * Asks where to bake; where there is one place nobody is asked.
 * @param title - what is baked
 * @param environments - those that there are
 * @throws CancelledError when nobody answers
 */
export async function askPlace(
  title: string,
  environments: readonly Environment[],
): Promise<{ readonly environment: Environment; readonly region: string }> {
  const places = environments.flatMap((environment) =>
    environment.regions.map((region) => ({ environment, region })),
  );
  const [only, other] = places;
  if (only !== undefined && other === undefined) return only;
  const items = places.map((place) => ({
    label: withoutMarkup(singleLine(place.environment.name)),
    description: place.region,
    place,
  }));
  const placeHolder = vscode.l10n.t('In which environment and region?');
  return answered(await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))
    .place;
}

/**
 * Asks which images of a template to make; of one nobody is asked.
 * @param title - what is baked
 * @param builds - of the template
 * @throws CancelledError when nobody answers, or chooses none
 */
export async function askBuilds(
  title: string,
  builds: readonly TemplateBuild[],
): Promise<readonly TemplateBuild[]> {
  if (builds.length < 2) return builds;
  const items = builds.map((build) => ({
    label: withoutMarkup(singleLine(build.name)),
    picked: true,
    build,
  }));
  const chosen = answered(
    await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('Make which images?'),
      canPickMany: true,
    }),
  );
  if (chosen.length === 0) throw new CancelledError('No build was chosen.');
  return chosen.map(({ build }) => build);
}

/**
 * Asks for the value of a variable that has no default and that nobody knows.
 * @param title - what is baked
 * @param variable - of the template
 * @throws CancelledError when nobody answers
 */
export async function askVariable(title: string, variable: TemplateVariable): Promise<string> {
  const { name, description, type, isSensitive } = variable;
  const says = [description, type === undefined || type === 'string' ? undefined : type]
    .filter((part) => part !== undefined)
    .join(' · ');
  return answered(
    await vscode.window.showInputBox({
      title,
      prompt:
        says === '' ? vscode.l10n.t('{0}?', singleLine(name)) : `${singleLine(name)}: ${onOneLine(says)}`,
      password: isSensitive,
      ignoreFocusOut: true,
    }),
  );
}

/**
 * Asks from where AWS sees a person come.
 * @param title - what is baked
 * @param known - what was said last time
 * @throws CancelledError when nobody answers
 */
export async function askAddress(title: string, known: string | undefined): Promise<string> {
  const wrong = vscode.l10n.t('One IPv4 or IPv6 address, such as 192.0.2.7.');
  return answered(
    await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t(
        'From which address does AWS see you come? Nobody else is let in while the image is baked. checkip.amazonaws.com tells.',
      ),
      ignoreFocusOut: true,
      ...(known === undefined ? {} : { value: known }),
      validateInput: (typed) => (singleAddressCidr(typed) === undefined ? wrong : undefined),
    }),
  ).trim();
}

function answered<T>(answer: T | undefined): T {
  if (answer === undefined) throw new CancelledError('The person did not answer.');
  return answer;
}
