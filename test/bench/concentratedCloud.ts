import { startLocalCloud } from '../../src/localcloud/server.ts';

/** A local cloud in a process of its own, with all images in one place; says where it is, and ends with its parent. */
const cloud = await startLocalCloud({ images: Number(process.argv[2]), concentrate: true });
process.send?.({ endpoint: cloud.endpoint });
process.on('disconnect', () => process.exit(0));
