import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates the directory of `compiled-code.ts` before all tests, and removes it after them. */
export default function setup(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'cbase-test-cache-'));
  process.env.CBASE_TEST_CACHE = directory;
  return () => rmSync(directory, { recursive: true, force: true });
}
