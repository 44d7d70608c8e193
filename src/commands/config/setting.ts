import type { Command } from 'commander';
import type { Profile, SettingName } from '../../config/profile.js';
import type { Sourced } from '../../config/settings.js';
import { Failure } from '../../failure.js';
import type { Io } from '../../io.js';
import { acting, type Cli, type Common } from '../options.js';

const names = 'bot, base-url or timeout';

/** `config list`, `get`, `set` and `unset`: four small verbs about the same three settings. */
export function configCommands(config: Command, cli: Cli): void {
  config
    .command('list')
    .description('Show every setting with the place it comes from')
    .addHelpText('after', '\nExamples:\n  $ cbase config list\n  $ cbase config list --json')
    .action(acting<Common>(cli, list));
  config
    .command('get')
    .description('Print one setting as it is in force')
    .argument('<setting>', names)
    .addHelpText('after', '\nExamples:\n  $ cbase config get base-url')
    .action(acting<Common>(cli, get));
  config
    .command('set')
    .description('Keep a setting in the profile')
    .argument('<setting>', names)
    .argument('<value>')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase config set bot "Harbor Coffee"\n  $ cbase config set timeout 90s --profile work',
    )
    .action(acting<Common>(cli, set));
  config
    .command('unset')
    .description('Take a setting out of the profile')
    .argument('<setting>', names)
    .addHelpText('after', '\nExamples:\n  $ cbase config unset bot')
    .action(acting<Common>(cli, unset));
}

type Line = { readonly name: string; readonly value: string | null; readonly source: string | null };

const view = {
  columns: {
    name: ({ name }: Line) => name,
    value: ({ value }: Line) => value,
    source: ({ source }: Line) => source,
  },
  raw: (line: Line) => line,
  id: ({ name }: Line) => name,
};

async function list(io: Io, options: Common): Promise<undefined> {
  const { settingNames } = await import('../../config/profile.js');
  const { printFields, printList } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, view);
  const profile = await profileOf(io, options);
  const lines = await Promise.all(settingNames.map((name) => lineOf(io, options, profile, name)));
  await printList(io, options, view, lines);
}

async function get(io: Io, options: Common, word = ''): Promise<undefined> {
  const { formatOf, printFields, printOne } = await import('../../terminal/output.js');
  const { plainLine } = await import('../../inert/plain.js');
  const { answer } = await import('../../terminal/voice.js');
  if (options.fields === true) return printFields(io, options, view);
  const line = await lineOf(io, options, await profileOf(io, options), await settingName(word));
  // A value that is asked for by name is wanted bare, unless a format is.
  const isBare =
    options.format === undefined && options.fields === undefined && formatOf(options, io) !== 'json';
  await (isBare
    ? answer(io, `${io.stdout.isTTY ? plainLine(line.value ?? '') : (line.value ?? '')}\n`)
    : printOne(io, options, view, line));
}

async function set(io: Io, options: Common, word = '', value = ''): Promise<undefined> {
  const { changeSetting } = await import('../../config/profile.js');
  const name = await settingName(word);
  const { origin, profile } = await checked(io, options, name, value);
  await changeSetting(io, profile.name, name, value);
  const isKeyElsewhere =
    origin !== undefined && profile.credentials !== undefined && profile.credentials.origin !== origin;
  const { say } = await import('../../terminal/voice.js');
  if (isKeyElsewhere)
    say(
      io,
      `The key of this profile was stored for ${profile.credentials?.origin} and will not be sent to ${origin}`,
    );
  const settings = { ...profile.settings, [name]: value };
  await report(
    io,
    options,
    { ...profile, settings },
    name,
    `${name} of the profile ${profile.name} is ${value}`,
  );
}

async function unset(io: Io, options: Common, word = ''): Promise<undefined> {
  const { changeSetting } = await import('../../config/profile.js');
  const name = await settingName(word);
  const profile = await profileOf(io, options);
  await changeSetting(io, profile.name, name, undefined);
  const { [name]: _, ...settings } = profile.settings;
  await report(
    io,
    options,
    { ...profile, settings },
    name,
    `${name} is not set in the profile ${profile.name} any more`,
  );
}

/** Says what was done, and whether something else outranks it. */
async function report(
  io: Io,
  options: Common,
  profile: Profile,
  name: SettingName,
  words: string,
): Promise<void> {
  const { printDone } = await import('../../terminal/done.js');
  const { plainLine } = await import('../../inert/plain.js');
  const { say } = await import('../../terminal/voice.js');
  const { value, source } = await lineOf(io, options, profile, name);
  const isOutranked = source !== null && !source.startsWith('profile ') && source !== 'default';
  if (isOutranked) say(io, plainLine(`${source} outranks it: ${name} is ${value} here`));
  await printDone(io, options, { id: name, words, raw: { name, value, source } });
}

async function profileOf(io: Io, { profile }: Common): Promise<Profile> {
  const { readProfile } = await import('../../config/profile.js');
  return readProfile(io, profile, { needsKey: false });
}

async function lineOf(io: Io, options: Common, profile: Profile, name: SettingName): Promise<Line> {
  const { sourceOf } = await import('../../config/settings.js');
  const found: Sourced | undefined = sourceOf(name, options, io.env, profile);
  return { name, value: found?.value ?? null, source: found?.source ?? null };
}

async function settingName(word: string): Promise<SettingName> {
  const { settingNames } = await import('../../config/profile.js');
  const found = settingNames.find((name) => name === word);
  if (found !== undefined) return found;
  throw new Failure('usage', `There is no setting "${word}"`, {
    advice: `Choose from: ${settingNames.join(', ')}`,
  });
}

/** A value that could not be used later is refused now. */
async function checked(io: Io, options: Common, name: SettingName, value: string) {
  const { readProfile } = await import('../../config/profile.js');
  const { durationMs, safeBaseUrl } = await import('../../config/settings.js');
  const profile = await readProfile(io, options.profile, { mayBeNew: true });
  if (value.trim() === '')
    throw new Failure('usage', `${name} cannot be nothing`, {
      advice: `Remove it with: cbase config unset ${name}`,
    });
  if (name === 'timeout') durationMs(value, 'timeout');
  return { profile, origin: name === 'base-url' ? safeBaseUrl(value).origin : undefined };
}
