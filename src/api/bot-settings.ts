import { isObject, type JsonObject } from '../base/json.js';

/**
 * The settings of a bot. What is `undefined` is not sent and stays as it is (documentation: "Update Chatbot Settings").
 * Read back, the API spells them in snake case.
 */
export type BotSettings = {
  readonly name?: string | undefined;
  readonly instructions?: string | undefined;
  readonly initialMessages?: readonly string[] | undefined;
  readonly suggestedMessages?: readonly string[] | undefined;
  readonly visibility?: string | undefined;
  readonly onlyAllowOnAddedDomains?: boolean | undefined;
  readonly domains?: readonly string[] | undefined;
  /** Messages from one device in `ipLimitTimeframe` seconds. */
  readonly ipLimit?: number | undefined;
  readonly ipLimitTimeframe?: number | undefined;
  readonly ipLimitMessage?: string | undefined;
  readonly model?: string | undefined;
  /** 0 to 1. */
  readonly temperature?: number | undefined;
  readonly leadForm?: LeadForm | undefined;
  readonly styles?: BotStyles | undefined;
  /** Settings in the API's own names, for those that have no name here. */
  readonly more?: JsonObject | undefined;
};

/** A field of the form that collects leads. */
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
  /** Seconds. The documents disagree on what switches it off: 0 (openapi) or less than 0 (guide). */
  readonly autoOpenChatWindowAfter?: number | undefined;
  readonly alignChatButton?: string | undefined;
};

/** In the API's own names. */
export function encodeSettings({ temperature, leadForm, more, ...same }: BotSettings): JsonObject {
  return { ...more, ...defined({ ...same, temp: temperature, collectCustomerInformation: leadForm }) };
}

/** The settings as `get-chatbots` shows them once they are kept: in snake case, nested parts as well. */
export function shownSettings(settings: BotSettings): JsonObject {
  return snakeCased(encodeSettings(settings));
}

/**
 * The settings with what a bot already has in their nested parts, and under it what `more` says of them: whether the API
 * merges those parts or replaces them is not known, so the whole is sent (facts.md, section 4).
 */
export function withNested(settings: BotSettings, held: JsonObject): BotSettings {
  const { more = {} } = settings;
  const isPart = (value: unknown) => value === undefined || isObject(value);
  // What is no object (a null that shall clear, say) is passed on as it was given.
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

/** What is null at a bot was never set, and is not sent back. */
function withoutNulls(fields: unknown): JsonObject {
  if (!isObject(fields)) return {};
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** Objects laid over each other, the last on top, two levels deep. */
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
