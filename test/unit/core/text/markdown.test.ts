import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commandUri, withoutAutolinks } from '../../../../src/core/text/markdown.ts';

/** VS Code 1.139, base/common/htmlContent.ts: what MarkdownString.appendText makes of a text. */
function appendText(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+!~]/gu, String.raw`\$&`)
    .replace(/^([ \t]*)-/gmu, String.raw`$1\-`)
    .replace(/[ \t]+/gu, (spaces) => '&nbsp;'.repeat(spaces.length))
    .replaceAll('>', String.raw`\>`)
    .replaceAll('\n', '\n\n');
}

/** What a browser shows of it where nothing in it marks anything up. */
function shown(markdown: string): string {
  const characters = new Map([
    ['amp', '&'],
    ['lt', '<'],
    ['commat', '@'],
    ['colon', ':'],
    ['period', '.'],
    ['nbsp', ' '],
  ]);
  return markdown
    .replace(/\\([!-/:-@[-`{-~])/gu, '$1')
    .replace(/&(\w+);/gu, (reference, name: string) => characters.get(name) ?? reference);
}

describe('A text from AWS in a hover', () => {
  // GitHub Flavored Markdown 0.29: "Autolinks", "Autolinks (extension)", "Raw HTML", "Links", "Code spans".
  const active = [
    /<[a-z][a-z\d+.-]{1,31}:[^\s<>]*>/iu,
    /<\/?[a-z!?]/iu,
    /(?:https?|ftp):\/\//iu,
    /www\./iu,
    /[\w.+-]@[\w.-]/u,
    /(?<!\\)[[\]()`*_~]/u,
  ];
  const marks = '< > [ ] ( ) ` * _ ~ & @ : / // :// . | \\ ![ ]( &lt; &#60;';
  const linkLike = [
    'https://evil.example',
    'www.evil.example',
    'me@evil.example',
    '<img src=x>',
    'command:amiBakery.findImage',
  ];
  const texts = fc
    .array(
      fc.oneof(
        fc.constantFrom(...marks.split(' '), ' ', '\n'),
        fc.constantFrom(...linkLike, 'evil', 'a', 'https', 'www', 'WWW'),
        fc.string(),
      ),
      { maxLength: 10 },
    )
    .map((parts) => parts.join(''));

  it('is never a link, a tag or markup', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const markdown = appendText(withoutAutolinks(text));
        for (const pattern of active) assert.doesNotMatch(markdown, pattern);
      }),
    );
  });

  it('shows as the characters that it has', () => {
    const printable = fc.stringMatching(/^[<>[\]()`*&;@:/.\\ w|#é🍞-]{0,12}$/u);
    fc.assert(
      fc.property(printable, (text) => {
        assert.equal(shown(appendText(withoutAutolinks(text))), text);
      }),
    );
    const address = 'see https://www.example.com/?a=1&b=2, mail <me@example.com>, not &lt;me&commat;x&gt;';
    assert.equal(shown(appendText(withoutAutolinks(address))), address);
  });
});

describe('The address of a command', () => {
  /** VS Code 1.139: a URI is decoded when it is parsed; openerService.ts decodes its query once more. */
  function readByVsCode(address: string): unknown {
    const query = decodeURIComponent(address.slice(address.indexOf('?') + 1));
    return JSON.parse(decodeURIComponent(query)) as unknown;
  }

  it('gives the command back what it was made with', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 3 }), (values) => {
        const expected: unknown = JSON.parse(JSON.stringify(values));
        assert.deepEqual(readByVsCode(commandUri('amiBakery.revealImage', ...values)), expected);
      }),
    );
    const file = 'file:///home/me/my%20images/100%/ami-bakery.json#dev (new)';
    assert.deepEqual(readByVsCode(commandUri('x', file)), [file]);
  });

  it('has nothing in it that could end a link', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (values) => {
        assert.match(
          commandUri('amiBakery.revealImage', ...values),
          /^command:amiBakery\.revealImage\?[\w%.-]*$/u,
        );
      }),
    );
  });
});
