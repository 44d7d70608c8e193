import { isObject, type JsonObject } from '../base/json.js';

/**
 * The settings of a bot. What is `undefined` is not sent and stays unchanged (documentation: "Update Chatbot Settings").
 * In responses, the API spells them in snake case.
 */
export type BotSettings = {
  readonly name?: string | undefined;
  readonly instructions?: string | undefined;
  readonly initialMessages?: readonly string[] | undefined;
  readonly suggestedMessages?: readonly string[] | undefined;
  readonly visibility?: string | undefined;
  readonly onlyAllowOnAddedDomains?: boolean | undefined;
  readonly domains?: readonly string[] | undefined;
  /** Maximum number of messages from one device per `ipLimitTimeframe` seconds. */
  readonly ipLimit?: number | undefined;
  readonly ipLimitTimeframe?: number | undefined;
  readonly ipLimitMessage?: string | undefined;
  readonly model?: string | undefined;
  /** 0 to 1. */
  readonly temperature?: number | undefined;
  readonly leadForm?: LeadForm | undefined;
  readonly styles?: BotStyles | undefined;
  /** Further settings under the API's own names, for those without a field here. */
  readonly more?: JsonObject | undefined;
};

/** A field of the lead form. */
export type LeadField = { readonly label?: string | undefined; readonly active?: boolean | undefined };

export type LeadForm = {
  readonly title?: string | undefined;
  readonly name?: LeadField | undefined;
  readonly email?: LeadField | undefined;
  readonly phone?: LeadField | undefined;
};

export type BotStyles = {
  readonly theme?: string | undefined;
  readonly userMessageColor?: string | undefined;
  readonly buttonColor?: string | undefined;
  readonly displayName?: string | undefined;
  /** Seconds. The documentation disagrees on what disables it: 0 (openapi) or a negative number (guide). */
  readonly autoOpenChatWindowAfter?: number | undefined;
  readonly alignChatButton?: string | undefined;
};

/** Encodes the settings under the API's own names. */
export function encodeSettings({ temperature, leadForm, more, ...same }: BotSettings): JsonObject {
  return { ...more, ...defined({ ...same, temp: temperature, collectCustomerInformation: leadForm }) };
}

/** The settings as `get-chatbots` returns them once stored: in snake case, nested parts included. */
export function shownSettings(settings: BotSettings): JsonObject {
  return snakeCased(encodeSettings(settings));
}

/**
 * The settings with their nested parts completed from what the bot already has and from `more`. It is unknown whether the
 * API merges nested parts or replaces them, so they are always sent complete.
 */
export function withNested(settings: BotSettings, held: JsonObject): BotSettings {
  const { more = {} } = settings;
  const isPart = (value: unknown) => value === undefined || isObject(value);
  // Anything that is not an object (such as a null that clears the setting) is passed through unchanged.
  if (!isPart(more.styles) || !isPart(more.collectCustomerInformation)) return settings;
  const styles = merged(withoutNulls(camelCased(held.styles)), more.styles, settings.styles);
  const before = withoutNulls(held.collect_customer_information);
  const form = merged(before, more.collectCustomerInformation, settings.leadForm);
  return {
    ...settings,
    ...((settings.styles ?? more.styles) !== undefined && { styles }),
    ...((settings.leadForm ?? more.collectCustomerInformation) !== undefined && { leadForm: form }),
  };
}

/** A null in the bot's settings means that the field was never set, so it is not sent back. */
function withoutNulls(fields: unknown): JsonObject {
  if (!isObject(fields)) return {};
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** Merges objects recursively; later layers take precedence. */
function merged(...layers: readonly unknown[]): JsonObject {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of layers.filter(isObject).flatMap(Object.entries<unknown>)) {
    if (value === undefined) continue;
    fields[name] = isObject(value) && isObject(fields[name]) ? merged(fields[name], value) : value;
  }
  return fields;
}

function defined(fields: object): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function snakeCased(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        isObject(value) ? snakeCased(value) : value,
      ]),
  );
}

function camelCased(fields: unknown): JsonObject {
  if (!isObject(fields)) return {};
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
