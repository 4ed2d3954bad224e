import assert from 'node:assert/strict';
import fc from 'fast-check';
import { endpointPattern } from '../../../../src/core/environments/endpoint.ts';

const isLocal = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(host);

describe('An endpoint', () => {
  it('is an https address anywhere, or an http address of this machine', () => {
    for (const text of [
      'https://ec2.example.test',
      'https://vpce-1.ec2.eu-west-1.vpce.amazonaws.com:8443/path',
      'http://localhost',
      'http://localhost:4566/',
      'http://127.0.0.1:4566',
      'http://127.255.0.9',
      'http://[::1]:4566/path',
    ]) {
      assert.match(text, endpointPattern);
    }
  });

  it('is nothing else', () => {
    for (const text of [
      'http://ec2.example.test',
      'http://127.0.0.1.example.test',
      'http://localhost.example.test',
      'http://localhost@example.test',
      String.raw`http://localhost\@example.test`,
      'http://127.0.0.1:80@example.test',
      'http://127.0.0.256',
      'http://0.0.0.0',
      'http://[::2]',
      'https://me@example.test',
      'https://me:secret@example.test',
      'https://example.test?x',
      'https://example.test#x',
      'https://',
      'ftp://localhost',
      'localhost:4566',
    ]) {
      assert.doesNotMatch(text, endpointPattern);
    }
  });

  it('never leads in plain text to another machine, and holds no password, as URLs are read', () => {
    const pieces = fc.constantFrom(
      ...['http://', 'https://', 'localhost', '127.0.0.1', '[::1]', 'example.test', '127.1', '0x7f.1'],
      ...['@', ':', '80', '/', '\\', '?', '#', '.', '%40', ' ', '\t', 'a'],
    );
    const urls = fc
      .tuple(
        fc.constantFrom('http://', 'https://'),
        fc.oneof(fc.constantFrom('localhost', '127.0.0.1', '[::1]'), pieces),
        fc.array(pieces, { maxLength: 5 }),
      )
      .map(([scheme, host, rest]) => [scheme, host, ...rest].join(''));
    fc.assert(
      fc.property(urls, (text) => {
        if (!endpointPattern.test(text) || !URL.canParse(text)) return;
        const { protocol, hostname, username, password } = new URL(text);
        assert.deepEqual([username, password], ['', '']);
        assert.ok(protocol === 'https:' || (protocol === 'http:' && isLocal(hostname)), hostname);
      }),
      { numRuns: 2000 },
    );
  });
});
