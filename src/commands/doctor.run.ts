import { inertJson } from '../base/escape/terminal.js';
import { type Ending, exitCodes, gravest, stopped } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { knownModels } from '../chat/own-models.js';
import type { Common } from '../cli/common-options.js';
import { withAccount } from '../cli/with-account.js';
import { exportsDirectory } from '../config/paths.js';
import { type Finding, findings } from '../doctor/checks.js';
import { stoppedExports } from '../exports/resume.js';
import { printFields, printList } from '../terminal/output.js';
import { writeOut } from '../terminal/streams.js';

export type Options = Common;

export async function examine(io: Io, options: Options): Promise<Ending> {
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
      withAccount(io, options, async ({ api }) => {
        const startedMs = io.monotonic();
        const bots = await api.bots.list(io.interrupt.soft);
        return { bots: bots.length, ms: io.monotonic() - startedMs };
      }),
  });
  // Interrupted checks have no meaningful result.
  if (io.interrupt.soft.aborted) throw stopped(io.interrupt.signal());
  const ending = gravest(found.flatMap(({ kind }) => (kind === undefined ? [] : [kind])));
  await (options.json || options.format === 'json'
    ? printJson(io, found, ending)
    : printList(io, options, view, found));
  return ending;
}

async function printJson(io: Io, checks: readonly Finding[], ending: Ending): Promise<void> {
  await writeOut(io, `${inertJson({ ok: ending === 'done', checks, exitCode: exitCodes[ending] }, 2)}\n`);
}

const view = {
  layout: { detail: { grows: true, wraps: true } },
  columns: {
    check: ({ check }: Finding) => check,
    status: ({ status }: Finding) => status,
    detail: ({ detail }: Finding) => detail,
  },
  raw: (finding: Finding) => finding,
  id: ({ check }: Finding) => check,
};
