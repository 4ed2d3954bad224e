import { join } from 'node:path';
import { startLocalCloud } from '../src/localcloud/server.ts';
import { prepareDemo } from '../test/harness/demo.ts';
import { root } from '../test/harness/paths.ts';
import { endWithUs } from '../test/harness/processes.ts';

/**
 * What F5 needs (.vscode/tasks.json): a local cloud and, where .vscode/launch.json expects it, a workspace that is on
 * it, until this process is ended.
 */
console.log('The local cloud starts…');
const cloud = await startLocalCloud();
endWithUs(() => cloud.close());
const demo = await prepareDemo(cloud, { folder: join(root, '.cache', 'demo') });
console.log(`The local cloud is ready at ${cloud.endpoint}; the workspace is ${demo.workspace}`);
