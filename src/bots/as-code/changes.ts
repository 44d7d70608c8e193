import type { BotSettings } from '../../api/bot-settings.js';
import { agrees } from '../../base/stored-value.js';
import { documentedSettings, type Setting } from './documented.js';
import { nested, type Values } from './values.js';

/** A setting that is not as a file wants it. */
export type Change = {
  readonly setting: Setting;
  /** What the bot has; `undefined` where the server does not return the setting, so that nobody can tell. */
  readonly from: unknown;
  readonly to: unknown;
};

/** What has to change so that a bot is as wanted. Settings that are not wanted are left alone. */
export function changesBetween(held: Values, wanted: Values): readonly Change[] {
  return documentedSettings.flatMap((setting) => {
    const { key } = setting;
    if (!wanted.has(key)) return [];
    const [from, to] = [held.get(key), wanted.get(key)];
    return from !== undefined && agrees(to, from) ? [] : [{ setting, from, to }];
  });
}

/** Whether the server shows the setting, so that a change of it can be seen. */
export function isReadable({ from }: Change): boolean {
  return from !== undefined;
}

/** Changes as a request takes them. */
export function settingsOf(changes: readonly Change[]): BotSettings {
  return { more: nested(changes.map(({ setting, to }) => [setting.sent, to])) };
}

/**
 * What a bot must have after changes, as far as the server shows it: the changes, and what it had beside them in the groups that
 * are sent whole.
 */
export function expectedAfter(held: Values, changes: readonly Change[]): Values {
  const groups = new Set(changes.map(({ setting }) => setting.key.split('.')[0]));
  const kept = [...held].filter(([key, value]) => value !== null && groups.has(key.split('.')[0]));
  const made = changes.filter(isReadable).map(({ setting, to }) => [setting.key, to] as const);
  return new Map([...kept, ...made]);
}
