import { startDetached } from '../../../../src/tools/detached/detachedRun.ts';

/** Starts a run in the folder of its argument, says so, and waits to be killed. The run waits for a file there. */
const [, , folder = ''] = process.argv;
const script = 'echo waiting; while [ ! -e "$0" ]; do sleep 0.05; done; echo gone on; exit 5';
const begun = await startDetached(
  { program: 'sh', arguments: ['-c', script, `${folder}/go`], environment: {}, folder: '/' },
  folder,
);
console.log(begun.kind);
setInterval(() => undefined, 1000);
