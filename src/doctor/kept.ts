import { chmod } from 'node:fs/promises';
import { dirname } from 'node:path';
import { quoted } from '../base/escape/shell.js';
import type { Io } from '../base/io.js';
import { agoText, counted, sizeText } from '../base/text.js';
import { type Flaw, flawIn } from './content.js';
import type { Finding } from './finding.js';
import { type Kept, type KeptDirectory, type KeptFile, keptFiles } from './kept-files.js';
import { grouped, maxNamed, named } from './naming.js';

type World = Pick<Io, 'env' | 'home' | 'uid' | 'now'>;

/** What cbase keeps on this computer, by kind, and what is wrong with it. */
export async function checkKept(io: World, fix: boolean): Promise<readonly Finding[]> {
  const kept = await keptFiles(io);
  return [
    ...(await checkModes(io, kept, fix)),
    ...checkOwners(io, kept),
    ...(await checkContents(kept)),
    ...checkUnknown(kept),
    ...listed(kept, io.now()),
  ];
}

/** What changed more recently may belong to a command that is running. */
const minPassedMs = 60_000;

/** A line for each kind, with its number, size and age. */
function listed({ files }: Kept, nowMs: number): readonly Finding[] {
  const lasting = files.filter(({ kind, changedMs }) => !kind.isPassing || nowMs - changedMs > minPassedMs);
  const byName = grouped(lasting, ({ kind }) => kind.name);
  if (byName.size === 0) return [{ check: 'files', status: 'ok', detail: 'none yet' }];
  return [...byName].map(([name, of]) => {
    const bytes = of.reduce((sum, file) => sum + file.bytes, 0);
    const oldestMs = Math.min(...of.map(({ changedMs }) => changedMs));
    const age = of.length === 1 ? 'changed' : 'the oldest changed';
    return {
      check: 'files',
      status: 'ok',
      detail: `${name}: ${of.length === 1 ? '' : `${counted(of.length, 'file')}, `}${sizeText(bytes)}, ${age} ${agoText(nowMs - oldestMs)}`,
      kept: {
        ...{ kind: name, files: of.length, bytes, oldest: new Date(oldestMs).toISOString() },
        personal: of.some(({ kind }) => kind.hasPeople === true),
      },
    };
  });
}

/** Files and directories that are not for their owner only. */
async function checkModes(
  { uid }: World,
  { files, directories }: Kept,
  fix: boolean,
): Promise<readonly Finding[]> {
  if (uid === undefined) return [];
  const isOpen = (one: KeptDirectory) => one.uid === uid && (one.mode & 0o077) !== 0;
  const found: Finding[] = [];
  for (const [directory, open] of grouped([...directories, ...files].filter(isOpen), ({ path }) =>
    dirname(path),
  )) {
    const detail = `other users have access to ${named(directory, open)}`;
    const command = `chmod go= ${open
      .slice(0, maxNamed)
      .map(({ path }) => quoted(path))
      .join(' ')}${open.length > maxNamed ? ' …' : ''}`;
    const finding = { check: 'permissions', status: 'warn', detail } as const;
    if (!fix)
      found.push({
        ...finding,
        advice: `Make ${open.length === 1 ? 'it' : 'them'} private: cbase doctor --fix`,
      });
    else {
      for (const { path, mode } of open) await chmod(path, mode & 0o700).catch(() => {});
      found.push({ ...finding, fixed: command });
    }
  }
  return found;
}

/** What another user wrote, as with sudo: cbase can neither read nor replace it. */
function checkOwners({ uid }: World, { files, directories }: Kept): readonly Finding[] {
  if (uid === undefined) return [];
  const foreign = [...directories, ...files].filter((one) => one.uid !== uid);
  return [...grouped(foreign, ({ path }) => dirname(path))].map(([directory, of]) => ({
    check: 'permissions',
    status: 'warn',
    detail: `another user (${of[0]?.uid}) owns ${named(directory, of)}, as after sudo`,
    advice: `Take ${of.length === 1 ? 'it' : 'them'} over: sudo chown -R ${uid} ${quoted(directory)}`,
  }));
}

/** So many files of a kind are read, the latest ones. */
const maxRead = 2000;

async function checkContents({ files }: Kept): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const of of grouped(files, ({ kind }) => kind).values()) {
    const latest = of.toSorted((one, other) => other.changedMs - one.changedMs).slice(0, maxRead);
    const flawed: { readonly file: KeptFile; readonly flaw: Flaw }[] = [];
    for (const file of latest) {
      const { content } = file.kind;
      const flaw = content && (await flawIn(file.path, content, file.bytes));
      if (flaw !== undefined) flawed.push({ file, flaw });
    }
    for (const one of flawed.slice(0, maxNamed)) found.push(flawFinding(one.file, one.flaw));
    const more = flawed.length - maxNamed;
    if (more > 0)
      found.push({
        check: 'files',
        status: 'warn',
        detail: `${counted(more, 'more file')} of ${of[0]?.kind.name ?? ''} like these`,
      });
  }
  return found;
}

function flawFinding({ path, kind }: KeptFile, flaw: Flaw): Finding {
  const start = { check: 'files', status: 'warn' } as const;
  switch (flaw.is) {
    case 'unreadable':
      return {
        ...start,
        detail: `${path} (${kind.name}) cannot be read (${flaw.code})`,
        advice: `Make it readable: chmod 600 ${quoted(path)}`,
      };
    case 'newer':
      return {
        ...start,
        detail: `${path} (${kind.name}) was written by a newer cbase`,
        advice: 'Update cbase; this version cannot read it',
      };
    case 'damaged':
      return { ...start, detail: `${path} (${kind.name}) is damaged`, advice: kind.content?.ifDamaged };
  }
}

function checkUnknown({ unknown }: Kept): readonly Finding[] {
  return [
    ...grouped(
      unknown.map((path) => ({ path })),
      ({ path }) => dirname(path),
    ),
  ].map(([directory, of]) => ({
    check: 'files',
    status: 'warn',
    detail: `this version of cbase does not write ${named(directory, of)}`,
    advice: `Look at ${of.length === 1 ? 'it' : 'them'}, and remove what you do not need`,
  }));
}
