import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty directory of this test's own, gone when the test is. */
export function workdir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'cbase-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A file of this test's own with this content; its path. */
export function file(content: string | Uint8Array, name = 'contacts.csv', directory = workdir()): string {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
