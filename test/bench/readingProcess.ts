import { measureReading } from './reading.ts';

/** Measures reading in a process of its own, and sends the rows to the one that started it. */
process.send?.(await measureReading());
process.disconnect();
