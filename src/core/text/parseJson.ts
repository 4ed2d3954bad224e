/**
 * What a text holds that was kept as JSON and may be damaged by now.
 * @param text - of a file
 * @returns undefined where it is not JSON
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
