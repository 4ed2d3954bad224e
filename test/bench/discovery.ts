import { parseDocument } from 'yaml';
import { discoverPlaybook } from '../../src/core/playbooks/discoverPlaybook.ts';
import { tasksOfPlays } from '../../src/core/playbooks/discoveredPlaybook.ts';
import { type PlaybookFiles, PlaybookSources } from '../../src/core/playbooks/playbookSources.ts';
import { type BenchRow, limitRow, median, ratioRow } from './row.ts';

const playbookCount = 500;
const roleCount = 60;
const rolesOfEach = 6;
const tasksOfRole = 24;
const rounds = 5;

/**
 * How long it takes to find out what is in the hundreds of playbooks of a workspace, beside the bare YAML library that
 * reads each file once; and the longest that one of them keeps the extension host from anything else.
 */
export async function measureDiscovery(): Promise<BenchRow[]> {
  const texts = new Map([...playbooks(), ...roles()]);
  const files: PlaybookFiles = {
    read: (path) => Promise.resolve(texts.get(path)),
    isFolder: (path) => Promise.resolve([...texts.keys()].some((each) => each.startsWith(`${path}/`))),
  };
  const whole: number[] = [];
  const bare: number[] = [];
  const longest: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await timeOf(() => parseAll(texts.values())));
    const each = await discoverAll(files);
    whole.push(each.reduce((sum, time) => sum + time, 0));
    longest.push(Math.max(...each));
  }
  return [
    ratioRow(`discovery/${playbookCount}-playbooks`, median(whole), median(bare), 'ms', 5),
    limitRow('discovery/longest-playbook', median(longest), 'ms', 150),
  ];
}

/** Milliseconds for each playbook, the first of which read the roles for those after them. */
async function discoverAll(files: PlaybookFiles): Promise<number[]> {
  const sources = new PlaybookSources(files);
  const times: number[] = [];
  for (const [path] of playbooks()) {
    const time = await timeOf(async () => {
      const { plays, problems } = await discoverPlaybook(path, sources);
      const found = tasksOfPlays(plays.filter((play) => play.kind === 'play')).length;
      if (found !== rolesOfEach * tasksOfRole + 1 || problems.length > 0)
        throw new Error(`${path} was not read whole: ${found} tasks, ${JSON.stringify(problems)}.`);
    });
    times.push(time);
  }
  return times;
}

function parseAll(texts: Iterable<string>): Promise<void> {
  for (const text of texts) parseDocument(text).toJS();
  return Promise.resolve();
}

function playbooks(): [string, string][] {
  return Array.from({ length: playbookCount }, (_, index) => {
    const names = Array.from(
      { length: rolesOfEach },
      (_unused, place) => `role${(index * 7 + place * 11) % roleCount}`,
    );
    const list = names.map((name) => `    - { role: ${name}, tags: [${name}] }\n`).join('');
    return [
      `service${index}.yml`,
      `- name: Service ${index}\n  hosts: all\n  roles:\n${list}  tasks:\n    - name: Say\n      ansible.builtin.debug:\n`,
    ];
  });
}

function roles(): [string, string][] {
  return Array.from({ length: roleCount }, (_, index) => {
    const tasks = Array.from(
      { length: tasksOfRole },
      (_unused, place) =>
        `- name: Task ${place} of role ${index}\n  ansible.builtin.template:\n    src: file${place}.j2\n    dest: /etc/role${index}/file${place}\n    mode: "0644"\n  when: ansible_facts['os_family'] == 'Debian'\n  tags:\n    - config${place % 5}\n`,
    );
    return [`roles/role${index}/tasks/main.yml`, `---\n${tasks.join('\n')}`];
  });
}

/** Milliseconds of this process's own time: what else the machine does counts for nothing. */
async function timeOf(act: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
