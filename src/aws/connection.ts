import { collectInTurn } from './collectInTurn.ts';

/** What every SDK client is made with, whoever it signs as. */
export const connection = {
  // EC2 throttles per account: the SDK slows down by itself where AWS asks for it.
  retryMode: 'adaptive',
  maxAttempts: 5,
  customUserAgent: 'ami-bakery',
  streamCollector: collectInTurn(),
  /** Milliseconds. */
  requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
} as const;
