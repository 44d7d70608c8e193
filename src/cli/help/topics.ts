import type { Command } from 'commander';
import { variables, variablesOf } from '../../base/environment.js';
import { type Ending, endingMeanings, exitCodes } from '../../base/failure.js';
import type { KeptPlace } from '../../config/kept/place.js';
import { keptPlaces, rootOf } from '../../config/kept/places.js';
import { formats as inputFormats } from '../../contacts/reading/options.js';
import type { KindName } from '../../exports/kind.js';
import { type ExportFormat, exportFormats, formatsOf } from '../../exports/write/formats.js';
import { type Format, formats } from '../../terminal/output.js';
import { flagItem } from './flags.js';
import { type Item, itemLines, paragraph, section } from './lines.js';
import type { topicNames } from './topic-names.js';

export type TopicName = (typeof topicNames)[number];

/** A page of help about something that many commands share. */
export function topicHelp(topic: TopicName, program: Command, width: number): string {
  return `${topics[topic](program, width).join('\n')}\n`;
}

type Topic = (program: Command, width: number) => readonly string[];

const topics: Readonly<Record<TopicName, Topic>> = {
  flags,
  'exit-codes': endings,
  environment,
  formats: formatsPage,
  files,
};

function flags(program: Command, width: number): readonly string[] {
  const common = program.options.filter(({ long, hidden }) => !hidden && long !== '--version');
  return [
    ...paragraph('Every command has these flags. They may stand anywhere on the command line.', width),
    ...section('Flags:', itemLines(common.map(commonItem), width)),
    ...section('Flags of help:', itemLines(helpItems, width)),
    '',
    ...paragraph(
      'A flag overrides the environment, the environment the profile, the profile the default. A profile that is chosen ' +
        'with --profile overrides the environment. cbase config list shows where each value comes from.',
      width,
    ),
  ];
}

function commonItem(option: Command['options'][number]): Item {
  const [term, meaning] = flagItem(option);
  const names = variablesOf(option.long ?? '');
  return [term, names.length === 0 ? meaning : `${meaning} [${names.join(', ')}]`];
}

const helpItems: readonly Item[] = [
  ['-h, --help', 'show help; the same as cbase help COMMAND'],
  ['--help --all', 'show every flag of a command, or every command of cbase'],
  [
    '--no-pager',
    `print long help instead of showing it in a pager [${variablesOf('--no-pager').join(', ')}]`,
  ],
  ['-V, --version', 'print the version; the same as cbase version'],
];

function endings(_program: Command, width: number): readonly string[] {
  const all = (Object.keys(exitCodes) as Ending[]).sort((a, b) => exitCodes[a] - exitCodes[b]);
  return [
    ...paragraph('Every command ends with one of these codes.', width),
    ...section(
      'Exit codes:',
      itemLines(
        all.map((ending) => [String(exitCodes[ending]), endingMeanings[ending]]),
        width,
      ),
    ),
    '',
    ...paragraph(
      'When several apply, the first of these wins: 70, 7, 4, 5, 6, then 130, 143, 74, 75, 76, then 3, then 0. ' +
        'With --json, an error is one JSON document with ok, error and exitCode.',
      width,
    ),
    '',
    ...paragraph('Read on: docs/exit-codes.md, docs/errors.md', width),
  ];
}

function environment(_program: Command, width: number): readonly string[] {
  const items = Object.entries(variables).map(
    ([name, { meaning, flag }]): Item => [name, flag === undefined ? meaning : `${meaning} [${flag}]`],
  );
  return [
    ...paragraph(
      'cbase reads these environment variables. The flag in brackets overrides the variable.',
      width,
    ),
    ...section('Variables:', itemLines(items, width)),
    '',
    ...paragraph(
      'There is no flag for the key, because every user of a machine can read arguments. Programs that cbase starts ' +
        '(a pager, an editor, a browser) do not inherit the key.',
      width,
    ),
  ];
}

const formatMeanings: Readonly<Record<Format | ExportFormat, string>> = {
  table: 'columns for people; cut to the width of the terminal',
  json: 'one JSON document',
  ndjson: 'one JSON object per line',
  csv: 'comma-separated values with a header',
  id: 'one id per line',
  yaml: 'the JSON document as YAML',
  tsv: 'tab-separated values with a header',
  md: 'transcripts as Markdown',
  html: 'transcripts as a page that can be searched',
  pdf: 'a document to print; needs the package pdfkit',
};

const kinds: readonly KindName[] = ['leads', 'convos', 'contacts'];

function formatsPage(_program: Command, width: number): readonly string[] {
  const described = (names: readonly (Format | ExportFormat)[]) =>
    itemLines(
      names.map((name): Item => [name, formatMeanings[name]]),
      width,
    );
  const offered = (format: ExportFormat) =>
    kinds.filter((kind) => formatsOf(kind).includes(format)).join(', ');
  const exported = exportFormats.map((name): Item => [name, `${formatMeanings[name]} (${offered(name)})`]);
  return [
    ...paragraph(
      '--format chooses how a command prints. Without it, a command prints a table on a terminal, and CSV in a pipe.',
      width,
    ),
    ...section('Output:', described(formats)),
    ...section(
      paragraph('Exports (from the end of the file name, or by --format):', width),
      itemLines(exported, width),
    ),
    '',
    ...paragraph(
      `contacts import reads ${[...inputFormats.filter((name) => name !== 'auto'), 'xlsx'].join(', ')}, also with gzip; ` +
        'it looks at the content, unless --format-in says otherwise.',
      width,
    ),
    '',
    ...paragraph(
      'In CSV and TSV, a cell that a spreadsheet would run as a formula gets an apostrophe; programs should read JSON. ' +
        '--fields a,b chooses columns, --fields alone lists them, --no-header omits the line of their names.',
      width,
    ),
    '',
    ...paragraph(
      'TSV has no quotes: a tab, a line feed, a carriage return and a backslash in a value are written as \\t, \\n, \\r and ' +
        '\\\\. The TSV of an export is quoted as its CSV is.',
      width,
    ),
    '',
    ...paragraph(
      '--jq EXPRESSION filters the document that --json prints, of any command: strings are printed as they are, other values as ' +
        'compact JSON on one line each. It needs the package jq-wasm: npm install --global jq-wasm@3.0.0-jq-1.8.2',
      width,
    ),
    '',
    ...paragraph('Read on: docs/exports.md, docs/import.md, docs/settings.md', width),
  ];
}

/** The files that cbase keeps, by the directory that they are in. */
function keptFiles(): Readonly<Record<'config' | 'state', readonly Item[]>> {
  const home = { env: {}, home: '~' };
  const itemsIn = (root: 'config' | 'state') =>
    keptPlaces[root]
      .filter((place) => !isBrief(place))
      .map(({ path, about }): Item => [`${rootOf(home, root)}/${path}`, about]);
  const [config, state] = [itemsIn('config'), itemsIn('state')];
  return { config, state };
}

/** Files that are there only while a command runs. */
function isBrief({ path }: KeptPlace): boolean {
  return path.startsWith('.') || path.startsWith('draft-');
}

const compiledCode: Item = ['~/.cache/cbase/code', 'what Node compiled of cbase; can be deleted at any time'];

/** All files that cbase keeps. */
export function fileItems(): readonly Item[] {
  const { config, state } = keptFiles();
  return [...config, ...state, compiledCode];
}

function files(_program: Command, width: number): readonly string[] {
  const { config, state } = keptFiles();
  return [
    ...paragraph('cbase keeps files in these three directories, and nothing elsewhere.', width),
    ...section('Settings (XDG_CONFIG_HOME):', itemLines(config, width)),
    ...section('State (XDG_STATE_HOME):', itemLines(state, width)),
    ...section('For faster starts (XDG_CACHE_HOME):', itemLines([compiledCode], width)),
    ...section(
      'Documentation (where npm has put cbase):',
      itemLines([['$(npm root --global)/cbase/docs', 'the pages that help names, as Markdown']], width),
    ),
    '',
    ...paragraph('cbase config path prints where the settings are on this machine.', width),
    '',
    ...paragraph('Read on: docs/settings.md', width),
  ];
}
