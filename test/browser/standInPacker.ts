import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as z from 'zod/mini';

/** How the stand-in for Packer was run, and what it found where it was told to look. */
const callSchema = z.object({
  arguments: z.array(z.string()),
  /** Texts of the files of variables. */
  files: z.array(z.string()),
  accessKeyId: z.nullable(z.string()),
});

/** One call of the stand-in. */
export type PackerCall = z.infer<typeof callSchema>;

/** A program that stands for Packer where a test is about what a person sees and presses, not about Packer. */
export interface StandInPacker {
  /** Environment variables of a window that finds it. */
  readonly variables: Readonly<Record<string, string>>;
  /** How it was run so far, other than to say its version. */
  calls(): Promise<PackerCall[]>;
  /** Keeps bakes provisioning, and printing a line in each tenth of a second; gives what lets them go on. */
  hold(): Promise<() => Promise<void>>;
  /** Lets the bakes of templates fail from now on, and those of all others not. */
  setFailing(templates: readonly string[]): Promise<void>;
}

/**
 * Makes the program: bakes take a moment, make an image of a newer nginx each time, and run a task of Ansible.
 * @param folder - where it is made; removed by whoever calls
 */
export async function makeStandInPacker(folder: string): Promise<StandInPacker> {
  const programs = join(folder, 'stand-ins');
  const record = join(programs, 'packer-calls');
  const failing = join(programs, 'packer-fails');
  await mkdir(programs, { recursive: true });
  await writeFile(record, '');
  await writeFile(failing, '[]');
  const path = join(programs, 'packer');
  await writeFile(path, `#!${process.execPath}\n${packer(record, failing)}`);
  await chmod(path, 0o755);
  return {
    variables: {
      // Else VS Code takes the PATH of a login shell.
      VSCODE_CLI: '1',
      PATH: [programs, process.env['PATH'] ?? ''].join(delimiter),
    },
    calls: async () => {
      const lines = (await readFile(record, 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line) => callSchema.parse(JSON.parse(line)));
    },
    hold: async () => {
      await writeFile(`${record}.hold`, '');
      return () => rm(`${record}.hold`);
    },
    setFailing: (templates) => writeFile(failing, JSON.stringify(templates)),
  };
}

function packer(record: string, failing: string): string {
  return `
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const words = process.argv.slice(2);
const template = words.at(-1);
if (words[0] === 'version') { console.log('Packer v1.6.6'); process.exit(0); }
const valueOf = (name) => words.find((word) => word.startsWith('-var=' + name + '='))?.slice(6 + name.length);
appendFileSync(${JSON.stringify(record)}, JSON.stringify({
  arguments: words,
  files: words.filter((word) => word.startsWith('-var-file=')).map((word) => readFileSync(word.slice(10), 'utf8')),
  accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? null,
}) + '\\n');
if (words[0] !== 'build') process.exit(0);
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const build = 'amazon-ebs.' + template.split('/').at(-1);
const say = (text) => console.log(new Date().toISOString().slice(0, 19) + 'Z: ==> ' + build + ': ' + text);
say('Prevalidating any provided VPC information');
say('Provisioning with Ansible...');
const tell = (event) =>
  appendFileSync(process.env.AMI_BAKERY_EVENTS, JSON.stringify({ time: Date.now() / 1000, ...event }) + '\\n');
tell({ event: 'task', id: '1', name: 'Install nginx', action: 'apt', tags: [] });
pause(1500);
const hold = ${JSON.stringify(`${record}.hold`)};
for (let line = 1; existsSync(hold); line += 1) {
  console.log('    ' + build + ': line ' + line);
  pause(100);
}
if (JSON.parse(readFileSync(${JSON.stringify(failing)}, 'utf8')).includes(template)) {
  console.log("Build '" + build + "' errored after 1 second: broken **on purpose**");
  console.log("\\n==> Some builds didn't complete successfully and had errors:");
  console.log('--> ' + build + ': broken **on purpose**');
  process.exit(1);
}
tell({ event: 'result', task: '1', host: 'default', status: 'changed' });
const count = readFileSync(${JSON.stringify(record)}, 'utf8').split('\\n').length;
if (valueOf('package_list')) writeFileSync(valueOf('package_list'), 'nginx 1.' + count + '\\nzlib1g 1.2\\n');
console.log("Build '" + build + "' finished after 1 second.");
console.log('\\n==> Builds finished. The artifacts of successful builds are:');
console.log('--> ' + build + ': AMIs were created:');
console.log((valueOf('region') ?? 'us-east-1') + ': ami-0123456789abcdef0');
`;
}
