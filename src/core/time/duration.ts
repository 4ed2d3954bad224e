import * as l10n from '@vscode/l10n';

/**
 * How long something took, as people say it: "0.4 s", "52 s", "3 min 5 s", "1 h 20 min".
 * @param milliseconds - how long; less than nothing, which only a wrong clock makes, reads as nothing
 */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return l10n.t('{0} s', seconds.toFixed(1));
  const whole = Math.round(seconds);
  if (whole < 60) return l10n.t('{0} s', whole);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return l10n.t('{0} min {1} s', minutes, whole % 60);
  return l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}
