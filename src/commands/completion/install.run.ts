import { readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ending, Failure } from '../../base/failure.js';
import { readEditable, refuseObstacle, writeEdited } from '../../base/files/edit.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { printDone } from '../../terminal/done.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';
import { formatOf } from '../../terminal/output.js';
import { writeErr, writeOut } from '../../terminal/streams.js';
import { completionScripts } from '../shared/completion-scripts.js';
import { done, leftWords, planLines, type Verb } from './install.view.js';
import { type Installation, installationFor, type Piece } from './places.js';
import { type Change, planInstall, planUninstall } from './plan.js';
import { type Shell, shellInUse } from './shell.js';

export type Options = Common & Confirmation & { readonly print?: boolean };

export async function installCompletion(io: Io, options: Options, named?: string): Promise<undefined> {
  const shell = (named as Shell | undefined) ?? (await shellInUse(io));
  const installation = installationFor(shell, io);
  const script = await readFile(join(io.packageDir, 'completions', completionScripts[shell]), 'utf8');
  const changes = await planned(io, installation, (piece, file) => planInstall(piece, file, script));
  const [left] = changes.filter(({ step }) => step === 'left');
  if (left !== undefined)
    throw new Failure('usage', leftWords(left), {
      advice:
        left.piece.kind === 'script'
          ? 'Move it away and run the command again'
          : 'Remove the lines between the marks ">>> cbase completion" and "<<< cbase completion", and run the command again',
    });
  await carryOut(io, options, { verb: 'install', shell, installation, changes });
}

export async function uninstallCompletion(
  io: Io,
  options: Options,
  named?: string,
): Promise<Ending | undefined> {
  const shell = (named as Shell | undefined) ?? (await shellInUse(io));
  const installation = installationFor(shell, io);
  const changes = await planned(io, installation, planUninstall);
  await carryOut(io, options, { verb: 'uninstall', shell, installation, changes });
  return changes.some(({ step }) => step === 'left') ? 'partial' : undefined;
}

type Plan = {
  readonly verb: Verb;
  readonly shell: Shell;
  readonly installation: Installation;
  readonly changes: readonly Change[];
};

function planned(
  { uid }: Io,
  { pieces }: Installation,
  plan: (piece: Piece, file: Change['file']) => Change,
): Promise<readonly Change[]> {
  return Promise.all(pieces.map(async (piece) => plan(piece, await readEditable(piece.path, uid))));
}

/** Shows the changes, asks, and makes them: a script before the lines that load it, and the other way round. */
async function carryOut(io: Io, options: Options, plan: Plan): Promise<void> {
  const { verb, shell, installation, changes } = plan;
  const isText = formatOf(io, options) !== 'json';
  const pending = changes.filter(({ step }) => step !== 'none' && step !== 'left');
  const lines = planLines(changes);
  if (options.print) {
    if (isText) return writeOut(io, `${lines.join('\n')}\n`);
    return printDone(io, options, done({ ...plan, isApplied: false }));
  }
  for (const { file } of pending) refuseObstacle(file);
  if (pending.length > 0) {
    if (!options.yes) for (const line of lines) writeErr(io, line);
    await makeSure(io, options, {
      question: verb === 'install' ? 'Write this?' : 'Remove this?',
      statement: `The completion for ${shell} is ${verb}ed only after a yes`,
      otherwise: 'show what it does with --print',
    });
  }
  for (const { file, after } of verb === 'install' ? pending : pending.toReversed())
    await writeEdited(file, after, { mark: io.uuid().slice(0, 8), uid: io.uid });
  if (verb === 'uninstall') for (const folder of installation.folders) await rmdir(folder).catch(() => {});
  await printDone(io, options, done({ ...plan, isApplied: true }));
  for (const change of changes.filter(({ step }) => step === 'left')) writeErr(io, leftWords(change));
  if (verb === 'install' && !options.quiet) tellLoading(io, installation);
}

function tellLoading(io: Io, { load, needs }: Installation): void {
  if (needs !== undefined) writeErr(io, needs);
  writeErr(io, `Load it into this shell with: ${load}`);
}
