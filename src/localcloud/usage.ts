/** How the program is started. */
export const usage =
  'Usage: npm run localcloud -- [--port P] [--control-port P] [--images N] [--seed S] [--state FILE]\n' +
  '                             [--ssh-host ADDRESS[=AUTHORIZED_KEYS_FILE]]... [--help]\n';

/**
 * How to let calls fail by hand.
 * @param control - address of the control port
 */
export function faultHints(control: string): string {
  return `Let calls fail (docs/development.md lists the kinds of faults):
  curl -X POST ${control}/faults -d '{"kind":"throttle","action":"DescribeImages","capacity":1,"refillPerSecond":0.1}'
  curl ${control}/faults
  curl -X DELETE ${control}/faults
`;
}

/** What `--help` prints. */
export const help = `${usage}Prints one line of JSON when it is ready; its "control" is CONTROL here.\n${faultHints('CONTROL')}`;
