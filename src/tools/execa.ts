/**
 * The package that starts programs, as a bundle of its own: loading it costs more than activation may
 * (docs/dependencies.md). runProgram.ts loads it at the first program.
 */
export { execa } from 'execa';
