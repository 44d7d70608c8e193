import type { BotSettings, LeadField } from '../api/bot-settings.js';
import { Failure } from '../failure.js';
import { argumentObject, argumentText } from '../input.js';
import type { Io } from '../io.js';

/** The flags of `bots update`, as they were typed. */
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

/** Lists that can be emptied; there is no other way to say "none" with a flag that adds. */
export const clearables = ['initial-messages', 'suggested-messages', 'domains'] as const;
export type Clearable = (typeof clearables)[number];

/**
 * The settings that the flags ask for; flags outrank `--data`. Throws Failure 'usage' when they ask for nothing, or name a
 * bot in `--data`.
 */
export async function settingsOf(flags: SettingFlags, io: Io): Promise<BotSettings> {
  const settings: BotSettings = {
    more: flags.data === undefined ? undefined : await dataOf(flags.data, io),
    name: flags.name,
    instructions: flags.instructions === undefined ? undefined : await argumentText(flags.instructions, io),
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
  if (Object.values(settings).some((value) => value !== undefined)) return settings;
  throw new Failure('usage', 'Nothing was named that shall change', {
    advice: 'See the settings with: cbase bots update --help',
  });
}

async function dataOf(data: string, io: Io) {
  const fields = await argumentObject(data, io, '--data');
  if (!('chatbotId' in fields)) return fields;
  throw new Failure('usage', '--data names a bot ("chatbotId"), and the command line names one too', {
    advice: 'Leave it out of the data',
  });
}

function list(
  given: readonly string[] | undefined,
  { clear = [] }: SettingFlags,
  name: Clearable,
): readonly string[] | undefined {
  return given ?? (clear.includes(name) ? [] : undefined);
}

/** `off` switches a field of the form off; anything else is its label, and switches it on. */
function leadField(value: string | undefined): LeadField | undefined {
  if (value === undefined) return undefined;
  return value === 'off' ? { active: false } : { label: value, active: true };
}

function part<T extends object>(fields: T): T | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}

/** A colour as the API takes it: `#rgb` or `#rrggbb` (facts.md, 1.2). */
export function isColour(text: string): boolean {
  return /^#([0-9a-f]{3}){1,2}$/i.test(text);
}
