// Mocha's spec reporter, which also writes what it counted to the file of --reporter-option output=FILE: our own
// commands believe that file and not an exit code. CommonJS, because mocha loads it inside VS Code as well.
const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
const { reporters, Runner } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    /** @type {unknown} */
    const output = options.reporterOptions?.output;
    if (typeof output !== 'string') throw new Error('The reporter needs --reporter-option output=FILE.');
    const counts = { passed: 0, failed: 0, skipped: 0 };
    /** @type {string[]} */
    const failures = [];
    runner.on(Runner.constants.EVENT_TEST_PASS, () => (counts.passed += 1));
    runner.on(Runner.constants.EVENT_TEST_PENDING, () => (counts.skipped += 1));
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test) => {
      counts.failed += 1;
      failures.push(test.fullTitle());
    });
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      mkdirSync(dirname(output), { recursive: true });
      writeFileSync(output, JSON.stringify({ ...counts, failures }));
    });
  }
};
