import type { Bot } from '../../api/bots.js';
import { plain, plainLine } from '../../base/escape/terminal.js';
import type { Io, Output } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { changedLines } from '../../bots/as-code/changed-lines.js';
import type { Change } from '../../bots/as-code/changes.js';
import { colorsFor } from '../../terminal/color.js';

const marks = { same: ' ', removed: '-', added: '+', gap: ' ' } as const;

/** Changes for people, setting by setting: `-` is what the bot has, `+` what it is to have. */
export async function changesText(
  io: Io,
  stream: Output,
  changes: readonly Change[],
  color: boolean | undefined,
): Promise<string> {
  const paint = await colorsFor(io, stream, color);
  const paints = { same: (text: string) => text, removed: paint.red, added: paint.green, gap: paint.dim };
  const sections = changes.map((change) => {
    const lines = changedLines(change).map(({ kind, text }) =>
      paints[kind](`  ${marks[kind]} ${plain(text)}`.trimEnd()),
    );
    const unseen = change.from === undefined ? ['  (the server does not return it)'] : [];
    return [paint.bold(change.setting.key), ...unseen, ...lines, ''].join('\n');
  });
  return sections.join('\n');
}

/** `Harbor Coffee (demo-HarborCoffee-001)` */
export function botWords({ name, id }: Pick<Bot, 'name' | 'id'>): string {
  return plainLine(`${name} (${id})`);
}

export function settingsCount(changes: readonly Change[]): string {
  return counted(changes.length, 'setting');
}

/** Changes for programs. A setting that the server does not return has no `from`. */
export function changesJson(changes: readonly Change[]): readonly object[] {
  return changes.map(({ setting, from, to }) => ({ setting: setting.key, from, to }));
}
