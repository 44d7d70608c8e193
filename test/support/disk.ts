import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { workdir } from './workdir.js';

/** Whether tests here can get their own disks: found out by mounting one. */
export const mayMount = process.platform === 'linux' && canMount();
if (!mayMount) console.warn('mounting is refused: no test fills a disk (run as root)');

function canMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'cbase-mount-'));
  try {
    mount(directory, '64k');
    unmount(directory);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(directory);
  }
}

/** A disk for this test with the given size (`256k`, `16m`), removed when the test ends. */
export function smallDisk(size: string): string {
  const directory = workdir();
  mount(directory, size);
  onTestFinished(() => unmount(directory));
  return directory;
}

function mount(directory: string, size: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory], { stdio: 'ignore' });
}

function unmount(directory: string): void {
  execFileSync('umount', ['-l', directory]);
}
