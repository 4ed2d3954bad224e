/** What a function says of its run: an object on a line, which CloudWatch Logs finds by its members. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  /** What happened, in a few words that stay the same. */
  readonly event: string;
  readonly [detail: string]: unknown;
}

/**
 * Writes a line to the log of the function.
 * @param line - what happened
 */
export function logLine(line: LogLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * Counts something. CloudWatch makes metrics of such lines by itself (CloudWatch User Guide, "Embedded metric format").
 * @param functionName - of the function, by which the metrics are told apart
 * @param values - by name
 * @param now - milliseconds since 1970
 */
export function logMetrics(
  functionName: string,
  values: Readonly<Record<string, number>>,
  now: number,
): void {
  const metrics = {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        {
          Namespace: 'AmiBakery',
          Dimensions: [['Function']],
          Metrics: Object.keys(values).map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    Function: functionName,
    ...values,
  };
  process.stdout.write(`${JSON.stringify(metrics)}\n`);
}
