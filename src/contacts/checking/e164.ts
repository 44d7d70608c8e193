import { Failure } from '../../base/failure.js';
import { shown } from './invisible.js';
import type { Read } from './values.js';

/** `e164=DE`: numbers without a country code are of this region. */
export type E164 = `e164=${string}`;

/** Reads a phone number as `+4930123456`. */
export type PhoneReader = (text: string) => Read<string>;

/**
 * The reader that `--phone e164=REGION` asks for; `undefined` for every other choice, which needs no table of the world's
 * numbers. Throws Failure 'usage' for an unknown region.
 */
export async function phoneReaderFor(
  choice: 'check' | 'as-is' | E164 = 'check',
): Promise<PhoneReader | undefined> {
  if (choice === 'check' || choice === 'as-is') return undefined;
  const { default: parsed, isSupportedCountry } = await import('libphonenumber-js/min');
  const region = choice.slice('e164='.length).toUpperCase();
  if (!isSupportedCountry(region))
    throw new Failure('usage', `--phone ${choice}: "${region}" is not a region`, {
      advice: 'Use two letters such as --phone e164=DE',
    });
  return (text) => {
    const number = parsed(text, { defaultCountry: region, extract: false });
    if (!number?.isValid())
      return wrong(`${shown(text)} is not a phone number of ${region}, nor one with a country code`);
    // E.164 has no place for it.
    if (number.ext) return wrong(`${shown(text)} has an extension, which E.164 cannot express`);
    return { value: number.number };
  };
}

function wrong(message: string): Read<never> {
  return { code: 'bad_phone', message };
}
