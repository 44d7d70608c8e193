import { chmod, stat } from 'node:fs/promises';
import { quoted } from '../base/escape/shell.js';
import { diskFailure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { readStore } from '../config/store.js';
import { type Finding, finding } from './finding.js';

/** A settings file. Reading it makes it private if others could read it. */
export async function checkStore(io: Io, path: string, check: string): Promise<Finding> {
  const notices: string[] = [];
  const { finding: found } = await finding(check, async () => {
    const held = await readStore(io, path, (text) => notices.push(text));
    return { value: held, detail: Object.keys(held).length === 0 ? `none (${path})` : path };
  });
  if (notices.length === 0 || found.status !== 'ok') return found;
  const advice =
    check === 'key file' ? 'Replace the key if others may have read it: cbase auth login' : undefined;
  return { check, status: 'warn', detail: notices.join('; '), fixed: 'made it private (0600)', advice };
}

/** The key file that CHATBASE_API_KEY_FILE names, if others can read it. It is not cbase's, so it is never changed. */
export async function checkKeyVariable({ env, uid }: Io): Promise<readonly Finding[]> {
  const path = env.CHATBASE_API_KEY_FILE;
  const mode = path && uid !== undefined ? await modeOf(path) : undefined;
  if (!path || mode === undefined || (mode & 0o044) === 0) return [];
  const detail = `${path}, named by CHATBASE_API_KEY_FILE, can be read by other users (${octal(mode)})`;
  return [
    { check: 'key file', status: 'warn', detail, advice: `Make it private: chmod 600 ${quoted(path)}` },
  ];
}

/** A directory of cbase that others can write to, so that they could replace the files in it. */
export async function checkDirectory({ uid }: Io, path: string, fix: boolean): Promise<readonly Finding[]> {
  const mode = uid === undefined ? undefined : await modeOf(path);
  if (mode === undefined || (mode & 0o022) === 0) return [];
  const found = {
    check: 'permissions',
    status: 'warn',
    detail: `other users can write to ${path} (${octal(mode)}), and so replace the files in it`,
  } as const;
  const command = `chmod 700 ${quoted(path)}`;
  if (!fix) return [{ ...found, advice: `Make it private: ${command}; or run: cbase doctor --fix` }];
  try {
    await chmod(path, 0o700);
    return [{ ...found, fixed: command }];
  } catch (error) {
    if (diskFailure(error, path) === error) throw error;
    return [{ ...found, advice: `Ask its owner to make it private: ${command}` }];
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && found.mode & 0o777;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
