import { Readable } from 'node:stream';
import {
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  type DescribeImagesCommandOutput,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { HttpResponse } from '@smithy/core/protocols';
import { streamCollector } from '@smithy/core/serde';
import { type AskedPage, pagesAhead } from './pagesAhead.ts';

/** Longer than tokens of EC2 are, with their tags; one that is longer yet is not guessed. In bytes. */
const longestToken = 4096;

/**
 * Every page of DescribeImages, the next one asked for while one is parsed.
 * @param ec2 - signs and sends
 * @param input - what is asked for, with `MaxResults`
 * @param signal - stops the reading
 */
export function imagePages(
  ec2: EC2Client,
  input: DescribeImagesCommandInput,
  signal: AbortSignal,
): AsyncGenerator<DescribeImagesCommandOutput, void, undefined> {
  return pagesAhead(
    (token, abortSignal) => askForPage(ec2, { ...input, NextToken: token }, abortSignal),
    signal,
  );
}

function askForPage(
  ec2: EC2Client,
  input: DescribeImagesCommandInput,
  abortSignal: AbortSignal,
): AskedPage<DescribeImagesCommandOutput> {
  const command = new DescribeImagesCommand(input);
  const seen = new Promise<string | undefined>((resolve) => {
    command.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        const { response } = answer;
        if (HttpResponse.isInstance(response) && response.body instanceof Readable) {
          const bytes = await streamCollector(response.body);
          resolve(nextTokenIn(bytes));
          // Read in turns of its own, in which the next page is asked for: parsing holds everything up.
          response.body = Readable.from([bytes]);
        }
        return answer;
      },
      // Nearest to the wire: before the SDK parses the answer.
      { name: 'seeNextToken', step: 'deserialize', priority: 'low' },
    );
  });
  const page = ec2.send(command, { abortSignal });
  const end = page.then(
    () => undefined,
    () => undefined,
  );
  return { page, guess: Promise.race([seen, end]) };
}

/**
 * What looks like the token of the next page in an answer that nobody has parsed. It stands behind the images or before them,
 * and searching them takes time as well. EC2's tokens are letters, digits and `+/=_-`.
 */
function nextTokenIn(answer: Uint8Array): string | undefined {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  for (const part of [bytes.subarray(-longestToken), bytes.subarray(0, longestToken)]) {
    const start = part.lastIndexOf('<nextToken>');
    const token = /^<nextToken>([\w+/=.:-]+)<\/nextToken>/u.exec(
      start < 0 ? '' : part.toString('latin1', start),
    );
    if (token !== null) return token[1];
  }
  return undefined;
}
