import type { InstanceState } from '@aws-sdk/client-ec2';

/** States of an instance with their codes (EC2 API Reference, InstanceState). */
export const instanceStates = {
  pending: { Code: 0, Name: 'pending' },
  running: { Code: 16, Name: 'running' },
  'shutting-down': { Code: 32, Name: 'shutting-down' },
  terminated: { Code: 48, Name: 'terminated' },
  stopping: { Code: 64, Name: 'stopping' },
  stopped: { Code: 80, Name: 'stopped' },
} as const satisfies Record<string, InstanceState>;
