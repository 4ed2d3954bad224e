/** Something that Packer says of a template. */
export interface PackerDiagnostic {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Undefined where Packer names none. */
  readonly place: PackerPlace | undefined;
}

/** A place as Packer names it. */
export interface PackerPlace {
  /** As Packer was given it: from the folder that it runs in. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1; undefined where it names the line alone. */
  readonly column?: number;
}

/**
 * What `packer validate` and `packer build` say that is wrong with a template (seen with 1.6.6; HCL's
 * own writer of diagnostics has put it so ever since).
 * @param output - both outputs
 * @param template - path that Packer was given, for JSON, whose file it does not name
 */
export function readDiagnostics(output: string, template: string): PackerDiagnostic[] {
  const text = output.replaceAll('\r\n', '\n');
  return [...hclDiagnostics(text), ...jsonDiagnostics(text, template)];
}

const heading = /^(Error|Warning): ?(.*)$/mu;

/** `Error: SUMMARY`, then `  on FILE line N, in CONTEXT:`, the line itself, and details, up to the next of them. */
function hclDiagnostics(text: string): PackerDiagnostic[] {
  return text.split(/^(?=(?:Error|Warning): ?)/mu).flatMap((block): PackerDiagnostic[] => {
    const [whole = '', kind, summary = ''] = heading.exec(block) ?? [];
    if (kind === undefined || isListOfErrors(block)) return [];
    const rest = block.slice(whole.length);
    const details = rest
      .split('\n')
      .filter((line) => !isPlaceOrSource(line))
      .join('\n')
      .trim();
    return [
      {
        severity: kind === 'Warning' ? 'warning' : 'error',
        message: [summary, details].filter((part) => part !== '').join('\n'),
        place: ruleIn(rest) ?? placeIn(rest),
      },
    ];
  });
}

function isPlaceOrSource(line: string): boolean {
  return (
    /^ {2}on .*line \d+/u.test(line) ||
    /^ {2}\(source code not available\)/u.test(line) ||
    /^ *\d+: /u.test(line)
  );
}

function placeIn(text: string): PackerPlace | undefined {
  const [, file, line] = /^ {2}on (\S.*?) line (\d+)/mu.exec(text) ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}

/** `This was checked by the validation rule at FILE:4,3-13.` */
function ruleIn(text: string): PackerPlace | undefined {
  const [, file, line, column] = /validation rule at\s+(\S+?):(\d+),(\d+)(?:-\d+)?/u.exec(text) ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}

/** Of JSON Packer names the errors in a list, and no place but for its syntax. */
function isListOfErrors(block: string): boolean {
  return /^Error: *\n\n\d+ errors? occurred:/u.test(block);
}

function jsonDiagnostics(text: string, template: string): PackerDiagnostic[] {
  const [, line, column] = /^At line (\d+), column (\d+)/mu.exec(text) ?? [];
  if (line !== undefined) {
    const [, message = ''] = /Error parsing JSON: (.*)/u.exec(text) ?? [];
    return [
      { severity: 'error', message, place: { file: template, line: Number(line), column: Number(column) } },
    ];
  }
  return text.split(/^(?=Error: *\n\n\d+ errors? occurred:)/mu).flatMap((block) => {
    if (!isListOfErrors(block)) return [];
    return [...block.matchAll(/^\t\* (.*(?:\n(?!\t\* )\t.*)*)/gmu)].map(
      ([, message = '']): PackerDiagnostic => ({
        severity: 'error',
        message,
        place: { file: template, line: 1 },
      }),
    );
  });
}
