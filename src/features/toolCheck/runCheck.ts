import * as vscode from 'vscode';
import type { AwsProfile, Environment } from '../../core/environments/environment.ts';
import { identify } from '../../core/environments/identity.ts';
import { attempt, cancelled, done, type Outcome, type WorkContext } from '../../core/outcome/outcome.ts';
import {
  type CheckResults,
  type IdentityCheck,
  type ToolCheck,
  type ToolId,
  toolIds,
  toolNames,
} from '../../core/toolCheck/toolCheck.ts';
import { commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { readSettings, settingId } from '../../host/settings.ts';
import { checkTool } from '../../tools/toolCheck/checkTool.ts';
import { minimumVersion } from '../../tools/toolCheck/minimumVersion.ts';
import { identityFix } from '../../tools/toolCheck/identityFix.ts';
import { type MachineKind, machineKind, toolFix } from '../../tools/toolCheck/toolFix.ts';
import { settingOfTool } from './settingOfTool.ts';

/** What the check uses. */
export type CheckServices = Pick<
  Services,
  'clock' | 'environments' | 'explainReadError' | 'identities' | 'log' | 'work'
>;

/** How long a tool may take to say its version, in milliseconds. */
const toolTimeLimit = 20_000;

/**
 * Asks every tool for its version and AWS for the identity of every environment, all at once; no trouble of one hides
 * another. In Restricted Mode no program is run.
 * @param services - environments and who asks AWS
 * @param context - progress and cancellation
 */
export async function runCheck(
  services: CheckServices,
  context: WorkContext,
): Promise<Outcome<CheckResults>> {
  const { clock, environments } = services;
  await environments.start();
  const { choice } = environments;
  const profiles = await environments.readProfiles();
  const { isTrusted } = vscode.workspace;
  const machine = await machineKind();
  const counted = counter(toolIds.length + choice.environments.length, context);
  const [tools, identities] = await Promise.all([
    Promise.all(
      toolIds.map((id) =>
        counted(isTrusted ? checkOne(services, id, profiles, machine, context.signal) : notRun(id)),
      ),
    ),
    Promise.all(
      choice.environments.map((environment) =>
        counted(checkIdentity(services, environment, profiles, context.signal)),
      ),
    ),
  ]);
  if (context.signal.aborted) return cancelled;
  return done({
    at: clock(),
    isTrusted,
    tools: tools.filter((tool) => tool !== undefined),
    identities: identities.filter((identity) => identity !== undefined),
    configurationProblems: choice.problems.length,
  });
}

/** Reports how many of the parts have ended. */
function counter(total: number, { report }: WorkContext): <T>(part: Promise<T> | T) => Promise<T> {
  let ended = 0;
  return async (part) => {
    const result = await part;
    ended += 1;
    report({ message: vscode.l10n.t('{0} of {1}', ended, total), fraction: ended / total });
    return result;
  };
}

function programOf(id: ToolId): Pick<ToolCheck, 'id' | 'program' | 'setting'> {
  const name = settingOfTool[id];
  return { id, program: readSettings()[name], setting: settingId(name) };
}

function notRun(id: ToolId): ToolCheck {
  return { ...programOf(id), state: { kind: 'not-run' }, fix: undefined };
}

/** Undefined when it was stopped. */
async function checkOne(
  { log }: CheckServices,
  id: ToolId,
  profiles: readonly AwsProfile[],
  machine: MachineKind,
  signal: AbortSignal,
): Promise<ToolCheck | undefined> {
  const tool = programOf(id);
  const needsAwsLogin = profiles.some(({ credentials }) => credentials.source === 'login');
  log.info(`Asking ${tool.program} for its version`);
  const state = await checkTool(
    {
      id,
      program: tool.program,
      minimum: minimumVersion(id, needsAwsLogin),
      folder: vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath,
      timeLimit: toolTimeLimit,
    },
    signal,
  );
  if (state === undefined) return undefined;
  log.info(`${toolNames[id]}: ${JSON.stringify(state)}`);
  return { ...tool, state, fix: toolFix({ ...tool, state }, machine) };
}

/** Undefined when the whole check was stopped. */
async function checkIdentity(
  { explainReadError, identities }: CheckServices,
  environment: Environment,
  profiles: readonly AwsProfile[],
  signal: AbortSignal,
): Promise<IdentityCheck | undefined> {
  const outcome = await attempt(
    signal,
    () => identify(identities, environment, signal),
    (thrown) => explainReadError(thrown, environment),
  );
  const check = { environment, fix: undefined, canSignIn: false };
  switch (outcome.kind) {
    case 'cancelled':
      // Somebody who gives no MFA code for one environment has not stopped the check of the others.
      return signal.aborted ? undefined : { ...check, state: { kind: 'not-asked' } };
    case 'done':
      return { ...check, state: { kind: 'ok', identity: outcome.value } };
    case 'failed': {
      const { title, message, cause, nextSteps } = outcome.failure;
      const { awsCliPath } = readSettings();
      return {
        environment,
        state: { kind: 'failed', title, message },
        fix: identityFix(cause, environment, { profiles, awsCliPath }),
        canSignIn: nextSteps.some(({ command }) => command === commandIds.signIn),
      };
    }
  }
}
