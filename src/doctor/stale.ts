import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Io } from '../base/io.js';
import { counted } from '../base/text.js';
import type { Stale } from '../config/kept/place.js';
import { isLeftSpool } from '../config/paths.js';
import { sharedScratch } from '../config/scratch.js';
import type { Finding } from './finding.js';
import { type KeptFile, keptFiles } from './kept-files.js';
import { grouped, nameOf } from './naming.js';

type World = Pick<Io, 'env' | 'home' | 'uid' | 'host' | 'now' | 'isAlive'>;

type StaleFile = { readonly path: string; readonly stale: Stale };

/** What killed commands left, and what serves nothing any more. Removes it with `fix`, if nothing is lost with it. */
export async function checkStale(io: World, fix: boolean): Promise<readonly Finding[]> {
  const { files } = await keptFiles(io);
  const stale: readonly StaleFile[] = [
    ...files.flatMap((file) => {
      const isStale = file.kind.stale !== undefined && isOver(file, file.kind.stale, io);
      return isStale ? [{ path: file.path, stale: file.kind.stale }] : [];
    }),
    ...(await leftElsewhere(io)),
  ];
  const groups = grouped(stale, ({ path, stale: { what } }) => `${what} ${dirname(path)}`);
  const found: Finding[] = [];
  for (const of of groups.values()) found.push(await staleFinding(of, fix));
  return found;
}

function isOver({ path, changedMs, bytes }: KeptFile, { when, advice }: Stale, io: World): boolean {
  // An empty file has nothing left to hand over.
  if (advice !== undefined && bytes === 0) return false;
  if ('afterMs' in when) return io.now() - changedMs > when.afterMs;
  return isLeftSpool(nameOf(path).slice(when.prefix.length), io);
}

async function staleFinding(of: readonly StaleFile[], fix: boolean): Promise<Finding> {
  const [{ path, stale }] = of as readonly [StaleFile, ...StaleFile[]];
  const many = of.length === 1 ? '' : ` (${counted(of.length, 'file')})`;
  const detail = `${stale.what} in ${dirname(path)}${many}`;
  const finding = { check: 'leftovers', status: 'warn', detail } as const;
  if (stale.advice !== undefined) return { ...finding, advice: stale.advice };
  if (!fix) return { ...finding, advice: 'Remove it with: cbase doctor --fix' };
  for (const one of of) await rm(one.path, { recursive: true, force: true });
  return { ...finding, fixed: 'removed it' };
}

/** What commands left below `$TMPDIR` while the state directory could not be written. */
async function leftElsewhere(io: World): Promise<readonly StaleFile[]> {
  const directory = sharedScratch(io);
  const names = await readdir(directory).catch(() => []);
  const stale = { when: { prefix: '' }, what: 'a killed command left data' };
  return names
    .filter((name) => isLeftSpool(name, io))
    .map((name) => ({ path: join(directory, name), stale }));
}
