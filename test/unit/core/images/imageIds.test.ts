import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EnvironmentImages } from '../../../../src/core/images/environmentImages.ts';
import { imageIdAt, imageIdsIn, imagesWithId } from '../../../../src/core/images/imageIds.ts';
import { environment, image, imagesOfRegions } from './builders.ts';

const hexadecimal = (length: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`, 'u'));
const id = fc.oneof(hexadecimal(8), hexadecimal(17)).map((digits) => `ami-${digits}`);
/** What may stand between two ids, and never touches one with a letter or a digit. */
const between = fc.oneof(
  fc.constantFrom(' ', '"', "', '", '\n', ':', '/', ',', '](', '🍞', ' é ', '-', '.'),
  fc.string().map((text) => ` ${text.replaceAll('ami-', '')} `),
);

describe('Image ids in a text', () => {
  it('are found in what people write them into', () => {
    const texts = [
      'image_id = "ami-0123456789abcdef0"',
      'ImageId: ami-12345678 # dev',
      'us-east-1:ami-0123456789abcdef0',
      'arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0',
      "['ami-0123456789abcdef0','ami-12345678']",
    ];
    assert.deepEqual(
      texts.map((text) => imageIdsIn(text).map((found) => found.id)),
      [
        ['ami-0123456789abcdef0'],
        ['ami-12345678'],
        ['ami-0123456789abcdef0'],
        ['ami-0123456789abcdef0'],
        ['ami-0123456789abcdef0', 'ami-12345678'],
      ],
    );
  });

  it('are not found where there are too few or too many digits, or where they are a part of a word', () => {
    const texts = [
      'ami-1234567',
      'ami-123456789',
      'ami-0123456789abcdef',
      'ami-0123456789abcdef01',
      'ami-1234567g',
      'ami-12345678z',
      'ami-12345678_old',
      'ami-12345678é',
      'myami-12345678',
      '_ami-12345678',
      'AMI-12345678',
      'snap-12345678',
      'ami-',
    ];
    for (const text of texts) assert.deepEqual(imageIdsIn(text), [], text);
  });

  it('are all found, each at its place', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(between, id)), between, (pieces, end) => {
        let text = '';
        const expected = pieces.map(([before, imageId]) => {
          text += before;
          const found = { id: imageId, offset: text.length };
          text += imageId;
          return found;
        });
        assert.deepEqual(imageIdsIn(text + end), expected);
      }),
    );
  });

  it('are never anything but words that AWS could have made', () => {
    const pieces = fc.constantFrom('ami-', '12345678', '0123456789abcdef0', 'f', '-', '_', ' ', 'é', '𝒜');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        for (const found of imageIdsIn(text)) {
          assert.match(found.id, /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u);
          const end = found.offset + found.id.length;
          assert.equal(text.slice(found.offset, end), found.id);
          assert.doesNotMatch(text.slice(0, found.offset), /[\p{L}\p{N}_]$/u);
          assert.doesNotMatch(text.slice(end), /^[\p{L}\p{N}_]/u);
        }
      }),
    );
  });

  it('are found at each of their letters, and nowhere else, as in the whole text', () => {
    const padding = fc.constantFrom('', ' '.repeat(40), 'x '.repeat(30), '𝒜'.repeat(20));
    fc.assert(
      fc.property(padding, fc.array(fc.oneof(id, between), { maxLength: 5 }), padding, (a, parts, b) => {
        const text = a + parts.join('') + b;
        const all = imageIdsIn(text);
        for (let offset = 0; offset <= text.length; offset += 1) {
          const expected = all.find(
            (each) => each.offset <= offset && offset <= each.offset + each.id.length,
          );
          assert.deepEqual(imageIdAt(text, offset), expected);
        }
      }),
    );
  });
});

describe('An image id', () => {
  it('names its image in every environment and region that has it', () => {
    const shared = image('ami-12345678');
    const elsewhere = image('ami-12345678', { region: 'eu-west-1' });
    const all: EnvironmentImages[] = [
      imagesOfRegions(environment('dev'), { 'us-east-1': [image('ami-87654321'), shared] }),
      imagesOfRegions(environment('staging'), { 'us-east-1': [image('ami-87654321')] }),
      imagesOfRegions(environment('prod'), { 'us-east-1': [], 'eu-west-1': [elsewhere] }),
    ];
    assert.deepEqual(
      imagesWithId(all, 'ami-12345678').map((target) => [target.environment.name, target.image]),
      [
        ['dev', shared],
        ['prod', elsewhere],
      ],
    );
    assert.deepEqual(imagesWithId(all, 'ami-00000000'), []);
  });
});
