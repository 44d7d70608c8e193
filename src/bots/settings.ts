import type { BotSettings, LeadField } from '../api/bot-settings.js';
import { Failure } from '../base/failure.js';
import { argumentObject, argumentText } from '../base/files/read.js';
import type { Io } from '../base/io.js';
import { type Clearable, isDomain } from './setting-values.js';

/** The flags of `bots update`, as typed. */
export type SettingFlags = {
  readonly name?: string;
  readonly instructions?: string;
  readonly initialMessage?: readonly string[];
  readonly suggestedMessage?: readonly string[];
  readonly visibility?: 'public' | 'private';
  readonly onlyAddedDomains?: boolean;
  readonly domain?: readonly string[];
  readonly ipLimit?: number;
  readonly ipLimitTimeframe?: number;
  readonly ipLimitMessage?: string;
  readonly model?: string;
  readonly temperature?: number;
  readonly leadTitle?: string;
  readonly leadName?: string;
  readonly leadEmail?: string;
  readonly leadPhone?: string;
  readonly theme?: 'light' | 'dark';
  readonly userMessageColor?: string;
  readonly buttonColor?: string;
  readonly displayName?: string;
  readonly autoOpen?: number;
  readonly align?: 'left' | 'right';
  readonly clear?: readonly Clearable[];
  readonly data?: string;
};

/**
 * The settings given by the flags, which override `--data`. Throws Failure 'usage' if no setting is given, or if `--data`
 * names a bot.
 */
export async function settingsOf(
  io: Io,
  flags: SettingFlags,
  tell: (text: string) => void,
): Promise<BotSettings> {
  refuseContradiction(flags);
  const settings: BotSettings = {
    more: flags.data === undefined ? undefined : await dataOf(io, flags.data, tell),
    name: flags.name,
    instructions: flags.instructions === undefined ? undefined : await argumentText(io, flags.instructions),
    initialMessages: list(flags.initialMessage, flags, 'initial-messages'),
    suggestedMessages: list(flags.suggestedMessage, flags, 'suggested-messages'),
    visibility: flags.visibility,
    onlyAllowOnAddedDomains: flags.onlyAddedDomains,
    domains: list(flags.domain, flags, 'domains'),
    ipLimit: flags.ipLimit,
    ipLimitTimeframe: flags.ipLimitTimeframe,
    ipLimitMessage: flags.ipLimitMessage,
    model: flags.model,
    temperature: flags.temperature,
    leadForm: part({
      title: flags.leadTitle,
      name: leadField(flags.leadName),
      email: leadField(flags.leadEmail),
      phone: leadField(flags.leadPhone),
    }),
    styles: part({
      theme: flags.theme,
      userMessageColor: flags.userMessageColor,
      buttonColor: flags.buttonColor,
      displayName: flags.displayName,
      autoOpenChatWindowAfter: flags.autoOpen,
      alignChatButton: flags.align,
    }),
  };
  const { more = {}, ...named } = settings;
  if ([...Object.values(named), ...Object.values(more)].some((value) => value !== undefined)) return settings;
  throw new Failure('usage', 'No change was specified', {
    advice: 'See the settings with: cbase bots update --help',
  });
}

/** Rejects contradictory or meaningless flags. */
function refuseContradiction({ name, domain = [], clear = [], ...flags }: SettingFlags): void {
  const refuse = (message: string, advice: string) => {
    throw new Failure('usage', message, { advice });
  };
  if (name !== undefined && name.trim() === '') refuse('The name of the bot is empty', 'Give --name a value');
  const odd = domain.find((one) => !isDomain(one));
  if (odd !== undefined) refuse(`"${odd}" is not a domain`, 'Write it like example.com');
  const lists = {
    'initial-messages': flags.initialMessage,
    'suggested-messages': flags.suggestedMessage,
    domains: domain,
  };
  const both = clear.find((one) => (lists[one]?.length ?? 0) > 0);
  if (both !== undefined) refuse(`${both} cannot be both set and cleared`, 'Leave one of the two flags out');
}

const documented = [
  ...[
    'name',
    'instructions',
    'initialMessages',
    'suggestedMessages',
    'visibility',
    'onlyAllowOnAddedDomains',
  ],
  ...['domains', 'ipLimit', 'ipLimitTimeframe', 'ipLimitMessage', 'model', 'temp', 'styles'],
  'collectCustomerInformation',
];

async function dataOf(io: Io, data: string, tell: (text: string) => void) {
  const fields = await argumentObject(io, data, '--data');
  const unknown = Object.keys(fields).filter((name) => !documented.includes(name) && name !== 'chatbotId');
  if (unknown.length > 0)
    tell(
      `Not in the API documentation: ${unknown.map((name) => JSON.stringify(name)).join(', ')}; the API may ignore it`,
    );
  if (!('chatbotId' in fields)) return fields;
  throw new Failure(
    'usage',
    '--data contains "chatbotId", but the bot is already chosen on the command line',
    {
      advice: 'Remove "chatbotId" from the data',
    },
  );
}

function list(
  given: readonly string[] | undefined,
  { clear = [] }: SettingFlags,
  name: Clearable,
): readonly string[] | undefined {
  return given ?? (clear.includes(name) ? [] : undefined);
}

/** `off` disables a field of the lead form; anything else is its label, and enables it. */
function leadField(value: string | undefined): LeadField | undefined {
  if (value === undefined) return undefined;
  return value === 'off' ? { active: false } : { label: value, active: true };
}

function part<T extends object>(fields: T): T | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}
