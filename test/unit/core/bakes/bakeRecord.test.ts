import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BakeRecord, type BuildRecord } from '../../../../src/core/bakes/bakeRecord.ts';
import { bakeSteps } from '../../../../src/core/bakes/bakeSteps.ts';
import { type BakeEnd, type ExpectedBuild, judgeBake } from '../../../../src/core/bakes/bakeVerdict.ts';
import { PackerOutput } from '../../../../src/core/bakes/packerOutput.ts';
import { bakedLines, cancelledLines, refusedLines } from './packerLines.ts';

const recordOf = (lines: readonly string[], builds = ['amazon-ebs.web']): BakeRecord => {
  const record = new BakeRecord(builds.map((name) => ({ name, source: name })));
  for (const line of lines) record.addOutput(line);
  return record;
};
const only = (record: BakeRecord): BuildRecord => {
  const [build] = record.builds;
  assert.ok(build !== undefined);
  return build;
};
const task = { event: 'task', time: 1, id: 't', name: 'Install', action: 'apt', tags: [] };
const result = { event: 'result', time: 2, task: 't', host: 'default', status: 'ok' };
const place = { file: 'packer/web/web.pkr.hcl', line: 1 };
const expected: ExpectedBuild = {
  name: 'amazon-ebs.web',
  source: 'amazon-ebs.image',
  type: 'amazon-ebs',
  imageCount: { least: 1, most: 1 },
  provisioners: [{ type: 'ansible', playbook: 'ansible/web.yml', place }],
};
const ended = (code: number): BakeEnd => ({ kind: 'exited', code });
const reasonsOf = (record: BakeRecord, end = ended(0), builds = [expected]): readonly string[] => {
  const verdict = judgeBake(record, builds, end, 'last words');
  return verdict.kind === 'failed' ? verdict.reasons : [verdict.kind];
};

describe('What is known of a bake', () => {
  it('are its steps, in the order in which Packer takes them, with their times', () => {
    const { steps, status, endedAt } = only(recordOf(bakedLines));
    assert.deepEqual(
      steps.map(({ step }) => step),
      ['prepare', 'access', 'launch', 'connect', 'provision', 'stop', 'image', 'tag', 'cleanUp', 'finish'],
    );
    assert.equal(steps[4]?.startedAt, Date.parse('2026-11-26T20:07:22Z'));
    assert.equal(status, 'finished');
    assert.equal(endedAt, Date.parse('2026-11-26T20:07:47Z'));
  });

  it('is what it has made in AWS, which nothing that runs on the instance can make up', () => {
    const { temporary, madeImageId } = only(recordOf(bakedLines));
    assert.deepEqual(temporary, {
      instanceId: 'i-0f559b86ef8bcb243',
      keyPairName: 'packer_6b089170-a485-a9dd-7716-5da50f7247cb',
      securityGroupName: 'packer_6b089172-982b-1356-bbb2-ab03b683c95c',
    });
    assert.equal(madeImageId, 'ami-0aaaaaaaaaaaaaaaa');
  });

  it('is that it provisions, also where that is no more than a local script or a file that is copied', () => {
    for (const said of ['Running local shell script: /tmp/packer-shell1', 'Uploading motd => /etc/motd']) {
      const { steps } = only(
        recordOf(['==> amazon-ebs.web: Waiting for SSH', `==> amazon-ebs.web: ${said}`]),
      );
      assert.deepEqual(
        steps.map(({ step }) => step),
        ['connect', 'provision'],
      );
    }
    const { steps } = only(recordOf(['==> amazon-ebs.web: Uploading SSH public key']));
    assert.equal(steps[0]?.step, 'access');
  });

  it('is the name that its image gets, which nothing that runs on the instance can make up', () => {
    const named = [
      '==> amazon-ebs.web: Prevalidating AMI Name: web-1',
      '==> amazon-ebs.web: Provisioning with Ansible',
    ];
    const lies = '==> amazon-ebs.web: Prevalidating AMI Name: other';
    assert.equal(only(recordOf(named)).imageName, 'web-1');
    assert.equal(only(recordOf([...named, lies])).imageName, 'web-1');
  });

  it('is each image that came out once, with its region', () => {
    assert.deepEqual(only(recordOf(bakedLines)).images, [
      { region: 'us-east-1', imageId: 'ami-0aaaaaaaaaaaaaaaa' },
    ]);
  });

  it('is what went wrong, once and whole', () => {
    const { status, error } = only(recordOf(refusedLines));
    assert.equal(status, 'errored');
    assert.equal(
      error,
      'Error launching source instance: InvalidAMIID.Unavailable: The image ID is not available\n' +
        '\tstatus code: 400, request id: 577b565b',
    );
  });

  it('is told apart for builds at the same time, also of the lines of Packer 1.13 and later', () => {
    const record = recordOf(
      [
        '==> grp.null.a: Provisioning with shell',
        '==> null.b: Prevalidating x',
        '==> grp.null.a: null.b: not of b',
        '==> null.b: Waiting for SSH to become available...',
      ],
      ['grp.null.a', 'null.b'],
    );
    assert.deepEqual(
      record.builds.map(({ name, steps }) => [name, steps.map(({ step }) => step)]),
      [
        ['grp.null.a', ['provision']],
        ['null.b', ['prepare', 'connect']],
      ],
    );
  });

  it('are the tasks of Ansible, each of its build', () => {
    const record = new BakeRecord([
      { name: 'amazon-ebs.web', source: 'amazon-ebs.image' },
      { name: 'amazon-ebs.api', source: 'amazon-ebs.api' },
    ]);
    record.addRunEvent(JSON.stringify({ ...task, id: 'w', name: 'Serve', build: 'image' }));
    record.addRunEvent(JSON.stringify({ ...task, build: 'api' }));
    record.addRunEvent(JSON.stringify({ ...result, build: 'api' }));
    assert.deepEqual(
      record.builds.map(({ ansible }) => ansible?.tasks.map(({ name }) => name)),
      [['Serve'], ['Install']],
    );
  });

  it('never stops being read, whatever is printed', () => {
    const piece = fc.constantFrom(
      ...[
        '==> ',
        '    ',
        '--> ',
        'amazon-ebs.web',
        ': ',
        "Build '",
        "' finished after 1 second.",
        "' errored",
      ],
      ...[
        '==> Builds finished. The artifacts',
        'us-east-1: ami-0a',
        'Instance ID: i-0',
        '\u202e',
        '2026-11-26T20:04:29Z: ',
      ],
    );
    const line = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const { builds } = recordOf(lines);
        return builds.every(({ steps }) => steps.every(({ step }) => bakeSteps.includes(step)));
      }),
    );
  });

  it('says nothing new of its images once a provisioner runs: only its end does', () => {
    const output = new PackerOutput(['amazon-ebs.web']);
    assert.equal(output.read('    amazon-ebs.web: us-east-1: ami-0bad')?.kind, 'line');
    assert.equal(output.read('==> amazon-ebs.web: --> amazon-ebs.web: AMIs were created:')?.kind, 'line');
  });
});

describe('The judgement of a bake', () => {
  const provisioned = (lines = bakedLines): BakeRecord => {
    const record = recordOf(lines);
    record.addRunEvent(JSON.stringify({ ...task, build: 'web' }));
    record.addRunEvent(JSON.stringify({ ...result, build: 'web' }));
    return record;
  };

  it('is that it has baked where each build has made its image and Ansible has run in it', () => {
    assert.deepEqual(reasonsOf(provisioned()), ['baked']);
  });

  it('is that it has failed, in the words of Packer or AWS', () => {
    const [reason = ''] = reasonsOf(recordOf(refusedLines), ended(1));
    assert.match(reason, /^amazon-ebs\.web: Error launching source instance: InvalidAMIID\.Unavailable/u);
    assert.deepEqual(reasonsOf(recordOf([]), ended(1)), ['last words']);
  });

  it('is that it was cancelled, although Packer calls its build finished', () => {
    assert.deepEqual(reasonsOf(recordOf(cancelledLines), ended(1)), ['cancelled']);
  });

  it('is that a build was stopped that failed because of that, and not one that had failed before', () => {
    const refused = refusedLines.slice(0, refusedLines.findIndex((line) => line.includes(' errored')) + 1);
    const interrupt = 'Cancelling build after receiving interrupt';
    const statusOf = (lines: readonly string[]): string | undefined => recordOf(lines).builds[0]?.status;
    assert.equal(statusOf([...refused.slice(0, -1), interrupt, ...refused.slice(-1)]), 'stopped');
    assert.equal(statusOf([...refused, interrupt]), 'errored');
  });

  it('is that it was cancelled where it was stopped before anything was built, whatever Packer says or not', () => {
    for (const code of [0, 1, 130]) {
      assert.deepEqual(reasonsOf(recordOf([]), { ...ended(code), isStopped: true }), ['cancelled']);
    }
    assert.deepEqual(reasonsOf(recordOf(refusedLines), { ...ended(1), isStopped: true }).length, 1);
    assert.notDeepEqual(reasonsOf(recordOf(refusedLines), { ...ended(1), isStopped: true }), ['cancelled']);
    assert.notDeepEqual(reasonsOf(recordOf(bakedLines), { ...ended(0), isStopped: true }), ['cancelled']);
  });

  it('is that it has failed where Ansible has run no task, whatever the exit code', () => {
    assert.match(
      reasonsOf(recordOf(bakedLines))[0] ?? '',
      /Ansible has run no task in amazon-ebs\.web: ami-0a/u,
    );
  });

  it('counts for no task what was skipped, nor what Ansible does by itself whatever the tags', () => {
    const record = recordOf(bakedLines);
    record.addRunEvent(JSON.stringify({ ...task, name: 'Gathering Facts', action: 'gather_facts' }));
    record.addRunEvent(JSON.stringify(result));
    const check = {
      name: "web : Validating arguments against arg spec 'main' - Installs",
      action: 'ansible.builtin.validate_argument_spec',
    };
    record.addRunEvent(JSON.stringify({ ...task, ...check, id: 'v' }));
    record.addRunEvent(JSON.stringify({ ...result, task: 'v' }));
    record.addRunEvent(JSON.stringify({ ...task, id: 'u' }));
    record.addRunEvent(JSON.stringify({ ...result, task: 'u', status: 'skipped' }));
    assert.match(reasonsOf(record)[0] ?? '', /Ansible has run no task/u);
  });

  it('is that it has failed where no image came out, or too many or too few', () => {
    const without = bakedLines.filter((line) => !line.startsWith('us-east-1: '));
    assert.match(reasonsOf(provisioned(without))[0] ?? '', /no image came out of it/u);
    const three = [{ ...expected, imageCount: { least: 3, most: 4 } }];
    assert.match(
      reasonsOf(provisioned(), ended(0), three)[0] ?? '',
      /should have made 3 images and has made 1: ami-0a/u,
    );
  });

  it('is that it has failed where nothing was built, or not all', () => {
    const nothing = [
      '==> Wait completed after 2 microseconds',
      '==> Builds finished but no artifacts were created.',
    ];
    assert.deepEqual(reasonsOf(recordOf(nothing, [])), ['amazon-ebs.web was not built.']);
    assert.deepEqual(reasonsOf(recordOf(nothing, []), ended(0), []), ['Packer has built nothing.']);
    assert.deepEqual(reasonsOf(recordOf(nothing)), ['amazon-ebs.web was not built.']);
  });

  it('is that something may be left where Packer was killed', () => {
    assert.match(
      reasonsOf(recordOf(bakedLines.slice(0, 12)), { kind: 'lost' })[0] ?? '',
      /may still be there/u,
    );
  });

  it('is that it was cancelled where Packer was killed before it has said anything, by who stopped it', () => {
    const stopped = { kind: 'lost', isStopped: true } as const;
    assert.deepEqual(judgeBake(recordOf([]), [expected], stopped, ''), { kind: 'cancelled' });
    assert.equal(judgeBake(recordOf(bakedLines.slice(0, 12)), [expected], stopped, '').kind, 'failed');
  });

  it('is never that it has baked where Packer has failed, whatever was printed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 255 }), fc.shuffledSubarray([...bakedLines]), (code, lines) => {
        return judgeBake(provisioned(lines), [expected], ended(code), '').kind !== 'baked';
      }),
    );
  });
});
