import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty directory for this test, removed when the test ends. */
export function workdir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'cbase-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Creates a file for this test with this content, and returns its path. */
export function file(content: string | Uint8Array, name = 'contacts.csv', directory = workdir()): string {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Creates a program for this test that is a script of sh, and returns its path. */
export function program(script: string, name: string, directory = workdir()): string {
  const path = file(`#!/bin/sh\n${script}\n`, name, directory);
  chmodSync(path, 0o755);
  return path;
}
