const second = 1000;

/** 60 seconds; all of these are in milliseconds. */
export const minute = 60 * second;
/** 60 minutes. */
export const hour = 60 * minute;
/** 24 hours, whatever summer time makes of it. */
export const day = 24 * hour;
