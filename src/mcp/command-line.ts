import { Failure } from '../base/failure.js';
import type { Values } from './input.js';
import { fileInRoots, newFileInRoots } from './roots.js';
import type { Permissions, PropertyUse, Tool } from './tool.js';

/** The flags that the server was started with and that its commands get as well. */
export type ServerFlags = {
  readonly bot?: string | undefined;
  readonly profile?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly local?: boolean | undefined;
  readonly timeout?: string | undefined;
};

/** A command line for one call, and what it finds on stdin. */
export type CommandLine = { readonly argv: readonly string[]; readonly input: string | undefined };

/**
 * The command line for a call with checked values. Every value is bound to its flag with `=`, or stands after `--`, so that none
 * can be read as a flag. Throws Failure for a file that tools may not use.
 */
export async function commandLine(
  { offer, words }: Tool,
  values: Values,
  { permissions, server }: { readonly permissions: Permissions; readonly server: ServerFlags },
): Promise<CommandLine> {
  const { target, input } = await fileWords(offer, values, permissions);
  const flags = Object.entries(values).flatMap(([name, value]) => {
    const use = words[name];
    return typeof use === 'object' ? flagWords(use, valueText(name, value)) : [];
  });
  const positional = Object.entries(words)
    .filter(([, use]) => use === 'argument')
    .flatMap(([name]) => (values[name] === undefined ? [] : [String(values[name])]));
  const isIn = offer.file === 'input';
  const argv = [
    ...offer.command.split(' '),
    ...(offer.fixed ?? []),
    ...accountWords(offer.talksTo ?? 'bot', server),
    ...flags,
    ...limitWords(offer.rows, values),
    ...(offer.file === 'output' ? [`--out=${target}`] : []),
    ...['--json', '--no-input', '--no-color', '--'],
    ...(isIn ? [target] : []),
    ...positional,
  ];
  return { argv, input };

  /** A value as the flag takes it, or one text for each of a list. */
  function valueText(name: string, value: unknown): boolean | string | readonly string[] {
    if (typeof value === 'boolean') return value;
    if (Array.isArray(value)) return name === 'fields' ? value.join(',') : value.map((one) => String(one));
    if (typeof value === 'object') return JSON.stringify(value);
    const text = String(value);
    return offer.literal?.includes(name) && text.startsWith('@') ? `@${text}` : text;
  }
}

function flagWords(
  { flag }: Exclude<PropertyUse, string>,
  value: boolean | string | readonly string[],
): readonly string[] {
  if (flag === '--limit') return [];
  if (typeof value === 'boolean') return value ? [flag] : [];
  return [value].flat().map((one) => `${flag}=${one}`);
}

/** One row more than is returned shows whether there are more. A limit of something else than rows is passed as it is. */
function limitWords(rows: number | undefined, { limit }: Values): readonly string[] {
  // What is said about the rest on stderr would name one row too many.
  if (rows !== undefined) return [`--limit=${rowsWanted(rows, limit) + 1}`, '--quiet'];
  return limit === undefined ? [] : [`--limit=${limit}`];
}

/** How many rows a list returns at most. */
export function rowsWanted(rows: number, limit: unknown): number {
  return typeof limit === 'number' ? limit : rows;
}

function accountWords(talksTo: string, server: ServerFlags): readonly string[] {
  if (talksTo === 'nothing') return [];
  const { bot, profile, baseUrl, local, timeout } = server;
  const named = { '--bot': talksTo === 'bot' ? bot : undefined, '--profile': profile, '--base-url': baseUrl };
  return [
    ...Object.entries({ ...named, '--timeout': timeout }).flatMap(([flag, value]) =>
      value === undefined ? [] : [`${flag}=${value}`],
    ),
    ...(local ? ['--local'] : []),
  ];
}

type FileWords = { readonly target: string; readonly input: string | undefined };

async function fileWords(
  { file: kind }: Tool['offer'],
  { file, content, out }: Values,
  { roots }: Permissions,
): Promise<FileWords> {
  if (kind === 'output') return { target: await newFileInRoots(roots, String(out)), input: undefined };
  if (kind === undefined) return { target: '', input: undefined };
  if ((file === undefined) === (content === undefined))
    throw new Failure('usage', 'Either file or content is needed', {
      advice: roots.length === 0 ? 'Pass content' : 'Pass one of them',
    });
  return content === undefined
    ? { target: await fileInRoots(roots, String(file)), input: undefined }
    : { target: '-', input: String(content) };
}
