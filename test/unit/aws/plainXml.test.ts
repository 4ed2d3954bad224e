import assert from 'node:assert/strict';
import { XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import fc from 'fast-check';
import { parsePlainXml } from '../../../src/aws/plainXml.ts';
import { escapeXml } from '../../../src/localcloud/wire/encodeXml.ts';

/** The SDK's own parser. */
class SdkParser extends XmlShapeDeserializer {
  parse(xml: string): unknown {
    const value = this.parseXml(xml) as Record<string, unknown>;
    delete value['xmlns'];
    return value;
  }
}
const sdk = new SdkParser({
  xmlNamespace: '',
  serviceNamespace: '',
  timestampFormat: { useTrait: true, default: 5 },
});

/** What the SDK makes of it; undefined where it refuses. */
function bySdk(xml: string): unknown {
  try {
    return sdk.parse(xml);
  } catch {
    return undefined;
  }
}

const name = fc.constantFrom('item', 'imageId', 'tagSet', 'constructor', 'a', 'x-y.z_1');
const blank = fc.constantFrom('', '\n', '\n    ', '  ');
const text = fc.oneof(
  fc.string({ unit: 'binary' }).map(escapeXml),
  fc.constantFrom(
    '&#xD83D;',
    '&#128512;',
    '&nbsp;',
    '&unknown;',
    '  ',
    '\n',
    'a long text of many characters',
    '&',
  ),
);
const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  element: fc.oneof(
    fc.tuple(name, tie('content')).map(([of, content]) => `<${of}>${content}</${of}>`),
    name.map((of) => `<${of}/>`),
  ),
  content: fc.oneof(
    { depthSize: 'medium' },
    text,
    fc
      .array(fc.tuple(blank, tie('element')), { maxLength: 4 })
      .chain((parts) => blank.map((last) => `${parts.flat().join('')}${last}`)),
  ),
}));
const head = fc.constantFrom('', '<?xml version="1.0" encoding="UTF-8"?>\n', '<?xml version="1.0"?>');
const document = fc
  .tuple(head, fc.constantFrom('', ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"'), element, element)
  .map(([before, namespace, one, other]) => `${before}<Root${namespace}>${one}${other}</Root>`);

describe('XML of elements and text alone', () => {
  it('is read as the SDK reads it', () => {
    let plain = 0;
    fc.assert(
      fc.property(document, (xml) => {
        const value = parsePlainXml(xml);
        if (value === undefined) return;
        plain += 1;
        assert.deepEqual(value, bySdk(xml));
      }),
      { numRuns: 2000 },
    );
    assert.ok(plain > 500, `${plain} were plain`);
  });

  it('is told from all other, which is left to the SDK', () => {
    const anything = fc.constantFrom(
      ...[
        '<',
        '>',
        '/',
        '&',
        ';',
        '\r',
        '\r\n',
        '<!-- -->',
        '<![CDATA[x]]>',
        '<?x?>',
        '<!DOCTYPE a>',
        ' a="b"',
        'x',
      ],
      ...['</Root>', '__proto__', '"', ' '],
    );
    fc.assert(
      fc.property(document, fc.nat(), anything, (xml, where, what) => {
        const at = where % (xml.length + 1);
        const changed = `${xml.slice(0, at)}${what}${xml.slice(at)}`;
        const value = parsePlainXml(changed);
        if (value !== undefined) assert.deepEqual(value, bySdk(changed));
      }),
      { numRuns: 5000 },
    );
  });

  it('is left to the SDK where it ends before its end', () => {
    fc.assert(
      fc.property(document, fc.nat(), (xml, where) => {
        assert.equal(parsePlainXml(xml.slice(0, where % xml.length)), undefined);
      }),
    );
  });
});
