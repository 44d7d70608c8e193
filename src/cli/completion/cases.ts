import { type Branch, choicesOf, type Flag, kindOf, places, type Value } from './tree.js';

/** A command or a flag that can be proposed. */
export type Candidate = { readonly name: string; readonly description: string };

/**
 * What bash and zsh look up, as functions with a case in them: the commands below a trail of words, its flags, what a flag
 * takes, what an argument is. How candidates are written is the shell's own.
 */
export function caseTables(
  program: Branch,
  written: (candidates: readonly Candidate[]) => string,
): readonly string[] {
  const all = places(program);
  const below = all.filter(({ trail }) => trail !== '');
  const groups = all.filter(({ branch }) => branch.commands.length > 0);
  return [
    ...caseFunction({ name: '_cbase_subcommands', first: 'subs=()', subject: '$1' }, [
      ...groups.map(({ trail, branch }) => `    ${word(trail)}) subs=(${written(branch.commands)}) ;;`),
    ]),
    ...caseFunction(
      { name: '_cbase_flags', first: `opts=(${written(names(program.flags))})`, subject: '$1' },
      [
        ...below
          .filter(({ branch }) => branch.flags.length > 0)
          .map(({ trail, branch }) => `    ${word(trail)}) opts+=(${written(names(branch.flags))}) ;;`),
      ],
    ),
    ...caseFunction({ name: '_cbase_common', first: nothing, subject: '$1' }, [
      ...program.flags.flatMap((flag) => valueLines(flag, '')),
    ]),
    ...caseFunction({ name: '_cbase_value', first: '_cbase_common "$2"', subject: '$1 $2' }, [
      ...below.flatMap(({ trail, branch }) => branch.flags.flatMap((flag) => valueLines(flag, `${trail} `))),
    ]),
    ...caseFunction({ name: '_cbase_argument', first: nothing, subject: '$1 $2' }, [
      ...all.flatMap(({ trail, branch }) => argumentLines(trail, branch)),
    ]),
  ];
}

const nothing = "kind='' choices=()";

type Head = { readonly name: string; readonly first: string; readonly subject: string };

function caseFunction({ name, first, subject }: Head, lines: readonly string[]): readonly string[] {
  return [`${name}() {`, `  ${first}`, `  case "${subject}" in`, ...lines, '  esac', '}', ''];
}

function names(flags: readonly Flag[]): readonly Candidate[] {
  return flags.flatMap((flag) => flag.names.map((name) => ({ name, description: flag.description })));
}

function valueLines({ names, value }: Flag, before: string): readonly string[] {
  return value === undefined ? [] : [valueLine(names.map((name) => word(before + name)).join(' | '), value)];
}

function argumentLines(trail: string, branch: Branch): readonly string[] {
  return branch.arguments.map(({ value, repeats }, i) =>
    valueLine(repeats ? `${word(`${trail} `)}*` : word(`${trail} ${i}`), value),
  );
}

function valueLine(pattern: string, value: Value): string {
  const choices = choicesOf(value).map(word).join(' ');
  return `    ${pattern}) kind=${kindOf(value)}${choices === '' ? '' : ` choices=(${choices})`} ;;`;
}

/** A word that a POSIX shell takes as it stands. */
export function word(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
