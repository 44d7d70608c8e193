// Benchmarks a global install of the package:   node bench/install.mjs [--rounds 3]
// A first install, which is not measured, fills npm's cache from the registry.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runAlone } from './main.mjs';
import { has, inScratch, measure } from './process.mjs';
import { absolute, notInstalled } from './records.mjs';
import { alternate } from './rounds.mjs';

const root = join(import.meta.dirname, '..');

const wall = { id: 'install', what: 'global install of the package, downloads cached: wall', goal: 3000 };
const packages = { id: 'install', what: 'global install of the package: packages', unit: '', goal: 2 };

export function measureInstall({ rounds = 3 } = {}) {
  return inScratch(async (scratch) => {
    spawnSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', scratch], { cwd: root });
    const [tarball] = readdirSync(scratch).map((name) => join(scratch, name));
    const prefix = join(scratch, 'global');
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--prefix', prefix];
    const argv = ['npm', 'install', '--global', ...flags, tarball];
    const peerName = 'npm and its registry';
    if (!has(peerName, argv)) return [notInstalled(wall, peerName), notInstalled(packages, peerName)];
    const run = () => {
      rmSync(prefix, { recursive: true, force: true });
      return measure({ argv, env: process.env });
    };
    const { npm } = await alternate({ npm: argv }, rounds, run);
    return [absolute(wall, npm.wallMs), absolute(packages, countPackages(prefix))];
  });
}

/** The number of installed packages. The first line of the list is the prefix itself. */
function countPackages(prefix) {
  const argv = ['ls', '--global', '--all', '--parseable', '--prefix', prefix];
  const { stdout } = spawnSync('npm', argv, { encoding: 'utf8' });
  return stdout.trim().split('\n').length - 1;
}

await runAlone(import.meta, measureInstall);
