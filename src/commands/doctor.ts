import type { Command } from 'commander';
import { type Ending, gravest, stopped } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { usingAccount } from '../cli/with-account.js';
import type { Finding } from '../doctor/checks.js';
import { acting, type Cli, type Common } from './options.js';

export type Options = Common;

export function doctor(program: Command, cli: Cli, run = examine): void {
  program
    .command('doctor')
    .description('Check what every command stands on: Node, settings, key, network, leftovers of killed runs')
    .addHelpText(
      'after',
      '\nExit code 0 when everything works, else that of the gravest thing that does not.' +
        '\n\nExamples:\n  $ cbase doctor --local\n  $ cbase doctor --local --json',
    )
    .action(acting<Options>(cli, run));
}

async function examine(io: Io, options: Options): Promise<Ending> {
  const { knownModels } = await import('../chat/own-models.js');
  const { exportsDirectory } = await import('../config/paths.js');
  const { findings } = await import('../doctor/checks.js');
  const { stoppedExports } = await import('../exports/resume.js');
  const { printFields, printList } = await import('../terminal/output.js');
  if (options.fields === true) {
    await printFields(io, options, view);
    return 'done';
  }
  const found = await findings(io, options, {
    node: io.node,
    models: () => knownModels(io),
    stopped: () => {
      const isDead = (pid: number, host: string) => host !== io.host || !io.isAlive(pid);
      return stoppedExports(exportsDirectory(io.env, io.home), isDead);
    },
    probe: () =>
      usingAccount(io, options, async ({ api }) => {
        const startedMs = io.monotonic();
        const bots = await api.bots.list(io.interrupt.soft);
        return { bots: bots.length, ms: io.monotonic() - startedMs };
      }),
  });
  // Checks that were stopped say nothing about what they look at.
  if (io.interrupt.soft.aborted) throw stopped(io.interrupt.signal());
  const ending = gravest(found.flatMap(({ kind }) => (kind === undefined ? [] : [kind])));
  await (options.json || options.format === 'json'
    ? printJson(io, found, ending)
    : printList(io, options, view, found));
  return ending;
}

async function printJson(io: Io, checks: readonly Finding[], ending: Ending): Promise<void> {
  const { exitCodes } = await import('../base/failure.js');
  const { inertJson } = await import('../base/escape/terminal.js');
  const { answer } = await import('../terminal/voice.js');
  await answer(io, `${inertJson({ ok: ending === 'done', checks, exitCode: exitCodes[ending] }, 2)}\n`);
}

const view = {
  isWhole: true,
  columns: {
    check: ({ check }: Finding) => check,
    status: ({ status }: Finding) => status,
    detail: ({ detail }: Finding) => detail,
  },
  raw: (finding: Finding) => finding,
  id: ({ check }: Finding) => check,
};
