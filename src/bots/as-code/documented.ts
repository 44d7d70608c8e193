/** What values a setting takes. */
export type Kind =
  | { readonly kind: 'text' | 'texts' | 'flag' | 'color' | 'model' | 'domains' }
  /** A text that stands in a block of lines in a file. */
  | { readonly kind: 'long-text' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly isWhole: boolean };

/** A documented setting of a bot ("Update Chatbot Settings"). */
export type Setting = Kind & {
  /** Its place in a settings file: `lead_form.title`. */
  readonly key: string;
  /** Its place in the request: `collectCustomerInformation.title`. */
  readonly sent: string;
  /** Its place in a response of `get-chatbots`: `collect_customer_information.title`. */
  readonly held: string;
  /** Its meaning and its limits, for the comment above it. */
  readonly about: string;
};

const maxCount = 999_999_999;

/** Every documented setting, in the order of a settings file. */
export const documentedSettings: readonly Setting[] = [
  setting('name', { kind: 'text' }, 'The name of the bot, as lists and the dashboard show it.'),
  setting(
    'instructions',
    { kind: 'long-text' },
    'The base prompt: how the bot should behave. This is not what it knows, which is its training text.',
  ),
  setting(
    'model',
    { kind: 'model' },
    'The AI model. See the known names with: cbase models. What may be chosen depends on the plan.',
  ),
  renamed(
    'temperature',
    'temp',
    { kind: 'number', min: 0, max: 1, isWhole: false },
    '0 to 1. Lower values such as 0.2 make answers more focused and deterministic, higher ones such as 0.8 more random.',
  ),
  setting(
    'initialMessages',
    { kind: 'texts' },
    'The messages that the bot greets a visitor with, in this order.',
  ),
  setting(
    'suggestedMessages',
    { kind: 'texts' },
    'Suggested messages, shown above the input of the chat window.',
  ),
  setting(
    'visibility',
    { kind: 'choice', choices: ['public', 'private'] },
    'public or private: enables or disables access to the bot.',
  ),
  setting(
    'onlyAllowOnAddedDomains',
    { kind: 'flag' },
    'true: the iframe and the widget work only on the domains below.',
  ),
  setting('domains', { kind: 'domains' }, 'The domains that may embed the bot, such as example.com.'),
  setting(
    'ipLimit',
    { kind: 'number', min: 0, max: maxCount, isWhole: true },
    'How many messages one device may send every ip_limit_timeframe seconds.',
  ),
  setting(
    'ipLimitTimeframe',
    { kind: 'number', min: 0, max: maxCount, isWhole: true },
    'The timeframe of ip_limit, in seconds.',
  ),
  setting('ipLimitMessage', { kind: 'text' }, 'What is shown to a device that has reached the limit.'),
  ...leadForm(),
  ...styles(),
];

/** Comments of groups of settings. */
export const groupComments: Readonly<Record<string, string>> = {
  lead_form:
    'The form that collects leads. The visitor is asked for each field whose active is true, under its label.',
  styles: 'How the chat window looks.',
};

function leadForm(): readonly Setting[] {
  const part = (name: string, kind: Kind, about = '') =>
    renamed(`lead_form.${name}`, `collectCustomerInformation.${name}`, kind, about);
  return [
    part('title', { kind: 'text' }, 'Its title, such as: Let us know how to contact you.'),
    ...['name', 'email', 'phone'].flatMap((field) => [
      part(`${field}.label`, { kind: 'text' }),
      part(`${field}.active`, { kind: 'flag' }),
    ]),
  ];
}

function styles(): readonly Setting[] {
  const part = (name: string, kind: Kind, about: string) => setting(`styles.${name}`, kind, about);
  return [
    part('theme', { kind: 'choice', choices: ['light', 'dark'] }, 'light or dark.'),
    part('userMessageColor', { kind: 'color' }, 'The color of what the visitor writes, such as "#3B81F7".'),
    part('buttonColor', { kind: 'color' }, 'The color of the chat button, such as "#3B81F7".'),
    part('displayName', { kind: 'text' }, 'The name that the chat window shows.'),
    part(
      'autoOpenChatWindowAfter',
      { kind: 'number', min: -1, max: 86_400, isWhole: true },
      'Seconds after which the chat window opens by itself. The documentation disagrees on what turns it off: 0, or a negative number.',
    ),
    part('alignChatButton', { kind: 'choice', choices: ['left', 'right'] }, 'left or right.'),
  ];
}

/** A setting whose key in a file is the name that responses use. */
function setting(sent: string, kind: Kind, about: string): Setting {
  return renamed(snakeCase(sent), sent, kind, about);
}

function renamed(key: string, sent: string, kind: Kind, about: string): Setting {
  return { key, sent, held: snakeCase(sent), about, ...kind };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What a response tells about a bot that is not a setting, or that only the dashboard changes by itself. */
export const facts: readonly string[] = [
  ...['id', 'status', 'created_at', 'updated_at', 'last_trained_at', 'last_message_at', 'num_of_characters'],
  ...['index_name', 'user_id', 'account_id', 'current_training_id', 'thumbnail_url'],
];

/** What belongs to a bot and is not in a settings file. */
export type NotSetting = {
  readonly thing: 'text' | 'icon' | 'picture' | 'attributes';
  readonly words: string;
  /** The command that changes it. */
  readonly command: string;
};

export const notSettings: readonly NotSetting[] = [
  { thing: 'text', words: 'the training text (the API does not return it)', command: 'cbase bots train' },
  { thing: 'icon', words: 'the icon (the API does not return it)', command: 'cbase bots icon set' },
  {
    thing: 'picture',
    words: 'the profile picture (the API does not return it)',
    command: 'cbase bots picture set',
  },
  { thing: 'attributes', words: 'the custom attributes of its contacts', command: 'cbase attrs' },
];
