import { isLoopback } from '../../base/loopback.js';
import type { Settings } from '../../config/settings.js';

/** Where a conversation takes place: the host of the API, or an emulator of it. */
export type Place = {
  readonly kind: 'host' | 'emulator' | 'embedded';
  readonly host: string;
  /** The profile that was chosen by name. */
  readonly profile: string | undefined;
};

/** The place that the settings lead to. Chatbase cannot be run by oneself, so a server on this machine is an emulator. */
export function placeOf({ local, baseUrl }: Pick<Settings, 'local' | 'baseUrl'>, profile?: string): Place {
  const kind = local ? 'embedded' : isLoopback(baseUrl) ? 'emulator' : 'host';
  return { kind, host: baseUrl.host, profile };
}

/** What is known of a bot before it is asked. */
export type Face = { readonly name: string; readonly model: string | null };

const hint = '/help for commands, Ctrl-D to quit.';

/** The first line of a conversation, in two lines if it does not fit. Without a face, the bot is still being looked up. */
export function firstLine(face: Face | undefined, place: Place, columns: number): string {
  const opening = face === undefined ? `Connecting to ${placeText(place)}.` : chattingWith(face, place);
  const line = `${opening} ${hint}`;
  return line.length < columns ? line : `${opening}\n${hint}`;
}

/** `Chatting with Harbor Coffee (gpt-4o-mini) at www.chatbase.co.` */
export function chattingWith({ name, model }: Face, place: Place): string {
  const where = `${place.kind === 'host' ? 'at' : 'in'} ${placeText(place)}`;
  return `Chatting with ${name}${model === null ? '' : ` (${model})`} ${where}.`;
}

function placeText({ kind, host, profile }: Place): string {
  const named = { host, emulator: `the emulator at ${host}`, embedded: 'the embedded emulator' }[kind];
  return profile === undefined ? named : `${named} (profile ${profile})`;
}
