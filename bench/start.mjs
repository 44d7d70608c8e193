// Benchmarks commands that make no request against `node -e 0` (P1, P2, P3, P5):   npm run bench:start -- [--rounds 31]
import { runAlone } from './main.mjs';
import { bin, environment, inScratch, measure, node } from './process.mjs';
import { comparison } from './records.mjs';
import { alternate } from './rounds.mjs';

const nothing = '`node -e 0`';
const commands = {
  [nothing]: { argv: [node, '-e', '0'] },
  '`--version`': { argv: [node, bin, '--version'] },
  '`--help`': { argv: [node, bin, '--help'] },
  '`bots update --help`': { argv: [node, bin, 'bots', 'update', '--help'] },
  'unknown command': { argv: [node, bin, 'botz'], exitCode: 2 },
  'no API key': { argv: [node, bin, 'bots', 'list'], exitCode: 4, env: { CHATBASE_API_KEY: undefined } },
};

const goals = [
  ['P1', '`--version`', 'wallMs', 1.15],
  ['P1', '`--version`', 'cpuMs', 1.15],
  ['P2', '`--help`', 'wallMs', 1.25],
  ['P2', '`bots update --help`', 'wallMs', 1.25],
  ['P3', '`--version`', 'rssMb', 1.06],
  ['P3', '`--help`', 'rssMb', 1.1],
  ['P3', '`bots update --help`', 'rssMb', 1.1],
  ['P5', 'unknown command', 'wallMs', 1.7],
  ['P5', 'no API key', 'wallMs', 1.7],
];
const kinds = { wallMs: 'wall', cpuMs: 'CPU', rssMb: 'peak memory' };

export function measureStart({ rounds = 31 } = {}) {
  return inScratch(async (scratch) => {
    const run = ({ env, ...command }) =>
      measure({ ...command, env: environment(scratch, 'http://127.0.0.1:9', env) });
    const figures = await alternate(commands, rounds, run);
    return goals.map(([id, name, figure, goal]) =>
      comparison(
        { id, what: `${name}: ${kinds[figure]}`, unit: figure === 'rssMb' ? 'MB' : 'ms', goal },
        figures[name][figure],
        nothing,
        figures[nothing][figure],
      ),
    );
  });
}

await runAlone(import.meta, measureStart);
