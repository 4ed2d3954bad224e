import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import type { LocalCloud } from '../../../src/localcloud/server.ts';
import { type ProfileFiles, writeProfileFiles } from './profileFiles.ts';

/** How a run of the AWS CLI ended. */
export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The AWS CLI of the machine, pointed at a local cloud of its own by config files of its own. */
export class AwsCli {
  /** What it is pointed at. */
  readonly cloud: LocalCloud;
  readonly #files: ProfileFiles;

  private constructor(cloud: LocalCloud, files: ProfileFiles) {
    this.cloud = cloud;
    this.#files = files;
  }

  /** Writes the config files. From here on the cloud ends with the CLI. */
  static async for(cloud: LocalCloud): Promise<AwsCli> {
    return new AwsCli(cloud, await writeProfileFiles(cloud));
  }

  /**
   * Runs `aws` and waits for its end. The endpoint is given on the command line, because versions before 2.13 do not read
   * it from the config file.
   * @throws Error with the command that installs it when there is no AWS CLI
   */
  run(profile: string, ...words: readonly string[]): Promise<CliRun> {
    const program = process.env['AMI_BAKERY_AWS_CLI'] ?? '/usr/bin/aws';
    const { endpoint } = this.cloud;
    const arguments_ = ['--profile', profile, '--endpoint-url', endpoint, '--output', 'json', ...words];
    const environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.#files.folder,
      AWS_CONFIG_FILE: this.#files.config,
      AWS_SHARED_CREDENTIALS_FILE: this.#files.credentials,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    };
    return new Promise((resolve, reject) => {
      execFile(program, arguments_, { env: environment, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
        if (error !== null && typeof error.code === 'string') {
          reject(new Error(`${program} cannot be run. Install it: apt-get install awscli`, { cause: error }));
        } else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      });
    });
  }

  /** What a command answers to the dev profile. */
  async answer(...words: readonly string[]): Promise<unknown> {
    const { code, stdout, stderr } = await this.run('dev', ...words);
    assert.equal(code, 0, stderr);
    return stdout === '' ? undefined : (JSON.parse(stdout) as unknown);
  }

  /** What a command says when it is refused. */
  async refusal(profile: string, ...words: readonly string[]): Promise<string> {
    const { code, stderr } = await this.run(profile, ...words);
    assert.notEqual(code, 0);
    return stderr.trim();
  }

  /** Ends the cloud and removes the config files. */
  async end(): Promise<void> {
    await this.cloud.close();
    await this.#files.remove();
  }
}
