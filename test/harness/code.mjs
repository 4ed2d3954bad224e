#!/usr/bin/env node
// Stands in for the `code` program: takes VS Code's command line, runs the VS Code of the cache in Chromium.
import { register } from 'tsx/esm/api';

register();
const { runTests } = await import('./codeProgram.ts');
process.exit(await runTests(process.argv.slice(2)));
