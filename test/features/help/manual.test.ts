import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Io } from '../../../src/base/io.js';
import { completionTree } from '../../../src/cli/completion/program-tree.js';
import { places } from '../../../src/cli/completion/tree.js';
import { buildProgram } from '../../../src/program.js';
import { workdir } from '../../support/workdir.js';

const root = new URL('../../../', import.meta.url).pathname;
const { man } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const directory = join(root, 'dist/man');
const pages = readdirSync(directory);
const textOf = (page: string) => readFileSync(join(directory, page), 'utf8');

const isMissing =
  spawnSync('mandoc', ['-V']).error !== undefined && spawnSync('which', ['mandoc']).status !== 0;
if (isMissing)
  process.stderr.write(
    '\nSKIPPED: mandoc is not installed, so the man pages are not checked (apt-get install mandoc)\n',
  );

/** A page as mandoc sets it at a width, without overstriking. */
function set(page: string, width = 80): string {
  const argv = ['-Tascii', '-O', `width=${width}`, join(directory, page)];
  return spawnSync('mandoc', argv, { encoding: 'utf8' }).stdout.replace(/.\u0008/g, '');
}

test('every command has a page, and npm is told of it', async () => {
  const io = { version: '', stdout: {} } as unknown as Io;
  const program = await buildProgram({ io, run: async () => 0, end: () => {}, print: () => {} });
  const commands = places(completionTree(program)).map(({ trail }) => trail);
  const wanted = commands
    .filter((trail) => trail !== 'help')
    .map((trail) => `${['cbase', ...trail.split(' ')].filter((word) => word !== '').join('-')}.1`);
  expect(pages.toSorted()).toEqual(wanted.toSorted());
  expect(man.toSorted()).toEqual(wanted.map((page) => `dist/man/${page}`).toSorted());
});

test('no line is a request by accident, and every flag can be copied', () => {
  for (const page of pages) {
    const lines = textOf(page).trimEnd().split('\n');
    expect(lines.filter((line) => /^'|^\.(?![A-Z][a-z]|\\")/.test(line))).toEqual([]);
    expect(textOf(page)).not.toMatch(/(^|[^\\])--/);
  }
});

describe.skipIf(isMissing)('with mandoc', () => {
  test('all pages are clean', () => {
    const paths = pages.map((page) => join(directory, page));
    const { status, stdout, stderr } = spawnSync('mandoc', ['-Tlint', '-Wwarning', ...paths], {
      encoding: 'utf8',
    });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  test('no line is wider than 80 columns, but for command lines to copy', () => {
    for (const page of pages) {
      const wide = set(page)
        .split('\n')
        .filter((line) => line.length > 80);
      expect(wide.filter((line) => !/^ *(\$|cbase) /.test(line))).toEqual([]);
    }
  });

  test('a page says what the help says', () => {
    const text = set('cbase-leads-export.1');
    for (const word of ['NAME', 'SYNOPSIS', 'EXIT STATUS', 'EXAMPLES', '--state', '--since', 'cbase(1)'])
      expect(text).toContain(word);
    expect(set('cbase.1')).toContain('CHATBASE_API_KEY');
    expect(set('cbase.1')).toContain('~/.config/cbase/config.json');
  });

  test('man finds the pages where npm puts them', () => {
    const share = workdir();
    mkdirSync(join(share, 'man1'));
    for (const page of pages) symlinkSync(join(directory, page), join(share, 'man1', page));
    const argv = ['-M', share, '-w', 'cbase-contacts-import'];
    expect(spawnSync('man', argv, { encoding: 'utf8' }).stdout.trim()).toMatch(/cbase-contacts-import\.1$/);
  });
});
