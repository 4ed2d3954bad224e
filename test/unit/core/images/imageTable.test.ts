import assert from 'node:assert/strict';
import fc from 'fast-check';
import { imagesAsCsv, imagesAsJson } from '../../../../src/core/images/imageTable.ts';
import type { ImageTarget } from '../../../../src/core/images/imageTarget.ts';
import { environment, image } from './builders.ts';

const full: ImageTarget = {
  environment: environment('dev'),
  image: image('ami-1', {
    name: 'web-1.4.2',
    createdAt: Date.UTC(2026, 10, 23, 14, 5),
    deprecatedAt: Date.UTC(2027, 10, 23),
    lastLaunchedAt: Date.UTC(2026, 10, 24),
    deregistrationProtection: 'enabled-without-cooldown',
    isPublic: true,
    disks: [
      { deviceName: '/dev/sda1', snapshotId: 'snap-1', size: 8, volumeType: 'gp3', isEncrypted: true },
      { deviceName: '/dev/sdb', snapshotId: 'snap-2', size: 100, volumeType: 'gp3', isEncrypted: true },
      {
        deviceName: '/dev/sdc',
        snapshotId: undefined,
        size: undefined,
        volumeType: undefined,
        isEncrypted: undefined,
      },
    ],
    tags: { Service: 'web', Version: "=cmd()|' /C calc'!A0" },
  }),
};
const bare: ImageTarget = { environment: environment('prod'), image: image('ami-2', { ownerId: undefined }) };

describe('Images as CSV', () => {
  it('have a line of titles and one line each, with tags as JSON', () => {
    assert.equal(
      [...imagesAsCsv([full, bare])].join(''),
      [
        '"id","name","environment","account","region","state","created","deprecated","last launched","service",' +
          '"version","protected","public","shared","sizes (GiB)","snapshot ids","tags"',
        '"ami-1","web-1.4.2","dev","111111111111","us-east-1","available","2026-11-23T14:05:00.000Z",' +
          '"2027-11-23T00:00:00.000Z","2026-11-24T00:00:00.000Z","web","\'=cmd()|\' /C calc\'!A0","true","true","false",' +
          '"8 100","snap-1 snap-2","{""Service"":""web"",""Version"":""=cmd()|\' /C calc\'!A0""}"',
        '"ami-2","","prod","","us-east-1","available","","","","","","false","false","false","","","{}"',
        '',
      ].join('\r\n'),
    );
  });
});

describe('Images as JSON', () => {
  const textOf = (targets: readonly ImageTarget[]): string => [...imagesAsJson(targets)].join('');

  it('are a document as JSON.stringify writes it, whether there is an image or none', () => {
    for (const targets of [[], [bare], [full, bare]]) {
      const text = textOf(targets);
      assert.equal(text, `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
    }
  });

  it('have the same facts, exactly, and the same keys for every image', () => {
    assert.deepEqual(JSON.parse(textOf([full, bare])), [
      {
        id: 'ami-1',
        name: 'web-1.4.2',
        environment: 'dev',
        account: '111111111111',
        region: 'us-east-1',
        state: 'available',
        created: '2026-11-23T14:05:00.000Z',
        deprecated: '2027-11-23T00:00:00.000Z',
        lastLaunched: '2026-11-24T00:00:00.000Z',
        service: 'web',
        version: "=cmd()|' /C calc'!A0",
        protected: true,
        public: true,
        shared: false,
        sizesGiB: [8, 100],
        snapshotIds: ['snap-1', 'snap-2'],
        tags: { Service: 'web', Version: "=cmd()|' /C calc'!A0" },
      },
      {
        id: 'ami-2',
        name: null,
        environment: 'prod',
        account: null,
        region: 'us-east-1',
        state: 'available',
        created: null,
        deprecated: null,
        lastLaunched: null,
        service: null,
        version: null,
        protected: false,
        public: false,
        shared: false,
        sizesGiB: [],
        snapshotIds: [],
        tags: {},
      },
    ]);
  });

  it('hold any text exactly, but nothing that hides or reorders what stands around it', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), text, (entries, name) => {
        const tags = Object.fromEntries(entries);
        const json = textOf([{ ...bare, image: image('ami-1', { name, tags }) }]);
        const [row] = JSON.parse(json) as { name: string; tags: unknown }[];
        assert.equal(row?.name, name);
        assert.deepEqual(row.tags, tags);
        assert.doesNotMatch(json.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}\u200B\uFEFF]/u);
      }),
    );
  });
});
