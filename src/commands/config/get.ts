import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { acting, type Cli, type Common } from '../options.js';
import { lineOf, profileOf, settingName, settingView, settingWords } from './view.js';

export type Options = Common;

export function configGet(config: Command, cli: Cli, run = getSetting): void {
  config
    .command('get')
    .description('Print one setting as it is in force')
    .argument('<setting>', settingWords)
    .addHelpText('after', '\nExamples:\n  $ cbase config get base-url')
    .action(acting<Options>(cli, run));
}

async function getSetting(io: Io, options: Options, word = ''): Promise<undefined> {
  const { formatOf, printFields, printOne } = await import('../../terminal/output.js');
  const { plainLine } = await import('../../base/escape/terminal.js');
  const { answer } = await import('../../terminal/voice.js');
  if (options.fields === true) return printFields(io, options, settingView);
  const line = await lineOf(io, options, await profileOf(io, options), await settingName(word));
  // A value that is asked for by name is wanted bare, unless a format is.
  const isBare =
    options.format === undefined && options.fields === undefined && formatOf(options, io) !== 'json';
  await (isBare
    ? answer(io, `${io.stdout.isTTY ? plainLine(line.value ?? '') : (line.value ?? '')}\n`)
    : printOne(io, options, settingView, line));
}
