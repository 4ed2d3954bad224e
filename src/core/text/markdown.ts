import { singleLine } from './plainText.ts';

/**
 * Text made fit for MarkdownString.appendText of VS Code, which escapes what marks text up but not what becomes a link
 * or a tag by itself: `https://…`, `www.…`, addresses of mail, `<…>` (GitHub Flavored Markdown, "Autolinks" and "Raw
 * HTML"), and which leaves character references as they are. A reference has no such meaning and shows as its character.
 * @param text - words of AWS, or of a file of the workspace
 */
export function withoutAutolinks(text: string): string {
  return singleLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('@', '&commat;')
    .replaceAll('://', '&colon;//')
    .replace(/(?<=www)\./giu, '&period;');
}

/**
 * The address of a command for a link of a document or of trusted markdown. Nothing in it can end a link of markdown.
 * VS Code decodes it twice (1.139: openerService.ts reads the query of a URI that was decoded when it was parsed), so
 * it is encoded twice; otherwise the `%20` in the address of a file would come as a space.
 * @param command - id of a command
 * @param values - what the command gets; plain data
 */
export function commandUri(command: string, ...values: readonly unknown[]): string {
  const query = encodeURIComponent(encodeURIComponent(JSON.stringify(values))).replace(
    /[!'()*~]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `command:${command}?${query}`;
}
