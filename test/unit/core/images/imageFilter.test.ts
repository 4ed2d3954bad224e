import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Image } from '../../../../src/core/images/image.ts';
import { type ImageFacts, matcherOf, readImageFilter } from '../../../../src/core/images/imageFilter.ts';
import { tagTerm, termsIn } from '../../../../src/core/images/filterTerms.ts';
import { image } from './builders.ts';

const day = 24 * 60 * 60 * 1000;
const now = 1000 * day;
const facts: ImageFacts = { now, isInUse: () => undefined, isCurrent: () => undefined };

function passing(text: string, images: readonly Image[], known: Partial<ImageFacts> = {}): string[] {
  const { filter, problem } = readImageFilter(text);
  assert.ok(filter, problem);
  return images.filter(matcherOf(filter, { ...facts, ...known })).map(({ id }) => id);
}

describe('A filter of images', () => {
  const web = image('ami-web', {
    name: 'web-1.2.3',
    createdAt: now - 10 * day,
    tags: { Service: 'web', Owner: 'Team Blue' },
  });
  const old = image('ami-old', { name: 'api-0.1', createdAt: now - 400 * day, deprecatedAt: now - day });
  const disabled = image('ami-disabled', { state: 'disabled', isPublic: true });
  const all = [web, old, disabled];

  it('without terms lets everything pass', () => {
    assert.deepEqual(passing('  ', all), ['ami-web', 'ami-old', 'ami-disabled']);
  });

  it('finds words in id, name, description and tag values, whatever their case', () => {
    assert.deepEqual(passing('WEB', all), ['ami-web']);
    assert.deepEqual(passing('ami-d', all), ['ami-disabled']);
    assert.deepEqual(passing('"team blue"', all), ['ami-web']);
    assert.deepEqual(passing('web api', all), [], 'all words must be there');
  });

  it('knows states, deprecated ones apart from available ones', () => {
    assert.deepEqual(passing('state:available', all), ['ami-web']);
    assert.deepEqual(passing('state:deprecated', all), ['ami-old']);
    assert.deepEqual(passing('-state:disabled', all), ['ami-web', 'ami-old']);
  });

  it('knows tags by key and by value, with a star for anything', () => {
    assert.deepEqual(passing('tag:Service', all), ['ami-web']);
    assert.deepEqual(passing('-tag:Service', all), ['ami-old', 'ami-disabled']);
    assert.deepEqual(passing('tag:Service=w*', all), ['ami-web']);
    assert.deepEqual(passing('tag:Service=api', all), []);
    assert.deepEqual(passing('tag:Owner="Team Blue"', all), ['ami-web']);
  });

  it('knows ages; an image of unknown age is neither older nor newer', () => {
    assert.deepEqual(passing('older:1y', all), ['ami-old']);
    assert.deepEqual(passing('newer:2w', all), ['ami-web']);
    assert.deepEqual(passing('-newer:2w', all), ['ami-old']);
  });

  it('takes an image as unused only when that is known', () => {
    const isInUse = ({ id }: Image): boolean | undefined =>
      id === 'ami-web' ? true : id === 'ami-old' ? false : undefined;
    assert.deepEqual(passing('is:in-use', all, { isInUse }), ['ami-web']);
    assert.deepEqual(passing('is:unused', all, { isInUse }), ['ami-old']);
    assert.deepEqual(passing('-is:in-use', all, { isInUse }), ['ami-old']);
    assert.deepEqual(passing('-is:unused', all, { isInUse }), ['ami-web']);
  });

  it('knows protected and public images', () => {
    const guarded = image('ami-guarded', { deregistrationProtection: 'enabled-with-cooldown' });
    const cooling = image('ami-cooling', { deregistrationProtection: 'disabled after 2026-11-26T00:00:00Z' });
    assert.deepEqual(passing('is:protected', [...all, guarded, cooling]), ['ami-guarded', 'ami-cooling']);
    assert.deepEqual(passing('is:public', all), ['ami-disabled']);
  });

  it('says what is wrong with a term that it does not know', () => {
    for (const text of ['state:broken', 'is:big', 'tag:', 'older:soon', 'newer:3x']) {
      const { filter, problem } = readImageFilter(text);
      assert.equal(filter, undefined, text);
      assert.match(problem, /takes/u);
    }
  });

  it('takes any text without failing, and a term and its opposite never pass the same image', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const { filter } = readImageFilter(text);
        const [term, ...others] = filter?.terms ?? [];
        if (filter === undefined || term === undefined || others.length > 0) return;
        const opposite = { ...filter, terms: [{ ...term, isNegated: !term.isNegated }] };
        for (const each of all) {
          assert.ok(!(matcherOf(filter, facts)(each) && matcherOf(opposite, facts)(each)));
        }
      }),
    );
  });

  it('takes a quote, a star and a backslash for themselves after a backslash in quotes', () => {
    const tagged = image('ami-tagged', { tags: { 'k=v': 'x', 'Cost Center': 'a "b" *', Path: 'C:\\tmp' } });
    const images = [tagged, web];
    assert.deepEqual(passing('tag:"k=v"=x', images), ['ami-tagged']);
    assert.deepEqual(passing('tag:k=v=x', images), []);
    assert.deepEqual(passing('tag:"Cost Center"="a \\"b\\" \\*"', images), ['ami-tagged']);
    assert.deepEqual(passing('tag:"Cost Center"="a \\"b\\" \\*c"', images), []);
    assert.deepEqual(passing('tag:"Cost Center"="a *"', images), ['ami-tagged']);
    assert.deepEqual(passing('tag:Path=C:\\tmp', images), ['ami-tagged']);
    assert.deepEqual(passing('tag:Path="C:\\tmp"', images), ['ami-tagged']);
  });

  it('finds every tag by the term that is made for it, and nothing else by it', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', '*', '\\', '=', ' ', ':', '-', '😀'),
      maxLength: 8,
    });
    const tag = fc.record({ key: text.filter((key) => key !== ''), value: text });
    fc.assert(
      fc.property(tag, tag, ({ key, value }, other) => {
        const tagged = image('ami-tagged', { tags: { [key]: value } });
        const different = image('ami-other', { tags: { [other.key]: other.value } });
        const isSame = key === other.key && value === other.value;
        const found = passing(tagTerm(key, value), [tagged, different]);
        assert.deepEqual(found, isSame ? ['ami-tagged', 'ami-other'] : ['ami-tagged']);
        assert.ok(passing(tagTerm(key), [tagged]).length === 1);
        assert.deepEqual(
          termsIn(`web ${tagTerm(key, value)} -x`).map((term) => term.text),
          ['web', tagTerm(key, value), '-x'],
        );
      }),
      { numRuns: 2000 },
    );
  });
});
