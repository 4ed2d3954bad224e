import { GetConsoleOutputCommand } from '@aws-sdk/client-ec2';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import type { Environment } from '../core/environments/environment.ts';
import type { LaunchRequest } from '../core/testInstances/launchRequest.ts';
import { hasEnded, type InstanceState, type TestInstance } from '../core/testInstances/testInstance.ts';
import type {
  EndReport,
  KeyPair,
  SshKeyToSend,
  Subnet,
  TestInstanceReading,
  TestInstances,
} from '../core/testInstances/testInstances.ts';
import type { Clock } from '../core/time/age.ts';
import type { AwsClients } from './clients.ts';
import { RegionCalls } from './regionCalls.ts';
import { readKeyPairs, readSubnets } from './testInstances/choices.ts';
import { endTestInstance } from './testInstances/ending.ts';
import { readTestInstances, toTestInstance } from './testInstances/instances.ts';
import { launchTestInstance } from './testInstances/launch.ts';
import { deleteGroups, groupsOfOwner } from './testInstances/securityGroups.ts';
import { type Patience, waitForState } from './testInstances/waiting.ts';

/** Every three seconds, for ten minutes. */
const usualPatience: Patience = { between: 3000, atMost: 600_000 };

/** Launches, reads and ends test instances with EC2 and EC2 Instance Connect. */
export class AwsTestInstances implements TestInstances {
  readonly #calls: RegionCalls;
  readonly #clock: Clock;
  readonly #patience: Patience;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   * @param clock - by which instances expire
   * @param patience - how states are waited for
   */
  constructor(clients: AwsClients, clock: Clock = Date.now, patience: Patience = usualPatience) {
    this.#calls = new RegionCalls(clients);
    this.#clock = clock;
    this.#patience = patience;
  }

  readSubnets(environment: Environment, region: string, signal: AbortSignal): Promise<readonly Subnet[]> {
    return this.#calls.read(environment, region, signal, ({ ec2 }) => readSubnets(ec2, signal));
  }

  readKeyPairs(environment: Environment, region: string, signal: AbortSignal): Promise<readonly KeyPair[]> {
    return this.#calls.read(environment, region, signal, ({ ec2 }) => readKeyPairs(ec2, signal));
  }

  launch(
    environment: Environment,
    region: string,
    request: LaunchRequest,
    signal: AbortSignal,
  ): Promise<TestInstance> {
    return this.#calls.change(environment, region, signal, ({ ec2 }) =>
      launchTestInstance(ec2, region, request, signal),
    );
  }

  waitUntilRunning(
    environment: Environment,
    region: string,
    instanceId: string,
    onState: (state: InstanceState) => void,
    signal: AbortSignal,
  ): Promise<TestInstance> {
    return this.#calls.read(environment, region, signal, async ({ ec2 }) => {
      const wait = {
        until: (state: InstanceState) => state === 'running',
        inVain: (state: InstanceState) => hasEnded({ state }) || state === 'stopped',
        onState,
      };
      const described = await waitForState(ec2, instanceId, wait, this.#patience, signal);
      const instance = toTestInstance(described, region);
      if (instance === undefined) throw new Error(`${instanceId} has not the tags of a test instance.`);
      return instance;
    });
  }

  sendSshKey(
    environment: Environment,
    region: string,
    { instanceId, publicKey, user }: SshKeyToSend,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.read(environment, region, signal, async ({ instanceConnect }) => {
      const command = new SendSSHPublicKeyCommand({
        InstanceId: instanceId,
        InstanceOSUser: user,
        SSHPublicKey: publicKey,
      });
      const { Success } = await instanceConnect.send(command, { abortSignal: signal });
      if (Success !== true) throw new Error('SendSSHPublicKey did not say that it succeeded.');
    });
  }

  readConsoleOutput(
    environment: Environment,
    region: string,
    instanceId: string,
    signal: AbortSignal,
  ): Promise<string> {
    return this.#calls.read(environment, region, signal, async ({ ec2 }) => {
      const command = new GetConsoleOutputCommand({ InstanceId: instanceId });
      const { Output = '' } = await ec2.send(command, { abortSignal: signal });
      return Buffer.from(Output, 'base64').toString();
    });
  }

  readTestInstances(
    environment: Environment,
    region: string,
    signal: AbortSignal,
  ): Promise<TestInstanceReading> {
    return this.#calls.change(environment, region, signal, ({ ec2 }) =>
      readTestInstances(ec2, region, signal),
    );
  }

  terminate(
    environment: Environment,
    region: string,
    instanceId: string,
    owner: string,
    signal: AbortSignal,
  ): Promise<EndReport> {
    const ending = { instanceId, owner, clock: this.#clock, patience: this.#patience };
    return this.#calls.change(environment, region, signal, ({ ec2 }) => endTestInstance(ec2, ending, signal));
  }

  deleteUnusedGroups(
    environment: Environment,
    region: string,
    owner: string,
    signal: AbortSignal,
  ): Promise<Pick<EndReport, 'deletedGroups' | 'keptGroups'>> {
    return this.#calls.change(environment, region, signal, async ({ ec2 }) =>
      deleteGroups(ec2, await groupsOfOwner(ec2, owner, signal)),
    );
  }
}
