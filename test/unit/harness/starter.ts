import { startInBackground } from '../../harness/processes.ts';

/** Starts a shell that starts another process, prints the ids of both, and stays until it is ended. */
const script = 'sleep 600 & echo "$$ $!"; wait';
const { child } = startInBackground('sh', ['-c', script], process.env);
child.stdout?.pipe(process.stdout);
