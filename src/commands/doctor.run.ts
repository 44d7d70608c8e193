import { inertJson } from '../base/escape/terminal.js';
import { type Ending, exitCodes, Failure, gravest, stopped } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { knownModels } from '../chat/own-models.js';
import type { Common } from '../cli/common-options.js';
import { withAccount } from '../cli/with-account.js';
import { exportsDirectory } from '../config/paths.js';
import { type Finding, findings } from '../doctor/checks.js';
import { checkPersonalData } from '../doctor/personal-data.js';
import { stoppedExports } from '../exports/resume.js';
import { printFields, printList } from '../terminal/output.js';
import { writeOut } from '../terminal/streams.js';
import { keptData } from './shared/kept-data.js';

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
  const all = [...found, await personalData(io, options)];
  // Interrupted checks have no meaningful result.
  if (io.interrupt.soft.aborted) throw stopped(io.interrupt.signal());
  const ending = gravest(all.flatMap(({ kind }) => (kind === undefined ? [] : [kind])));
  await (options.json || options.format === 'json'
    ? printJson(io, all, ending)
    : printList(io, options, view, all));
  return ending;
}

/** A setting that is not valid is a finding, not the end of all checks. */
async function personalData(io: Io, options: Options): Promise<Finding> {
  try {
    return checkPersonalData(await keptData(io, options));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { check: 'personal data', status: 'warn', detail: error.message };
  }
}

async function printJson(io: Io, checks: readonly Finding[], ending: Ending): Promise<void> {
  await writeOut(io, `${inertJson({ ok: ending === 'done', checks, exitCode: exitCodes[ending] }, 2)}\n`);
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
