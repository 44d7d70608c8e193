import {
  aliasesBelow,
  aliasesIn,
  type Branch,
  choicesOf,
  type Flag,
  kindOf,
  places,
  type Value,
} from './tree.js';

/** A command or flag offered as a completion. */
export type Candidate = { readonly name: string; readonly description: string };

/**
 * The lookup tables for bash and zsh, as shell functions with a case statement: the subcommands of a command, its flags, the
 * value of a flag, the kind of an argument. `written` formats candidates for the shell.
 */
export function caseTables(
  program: Branch,
  written: (candidates: readonly Candidate[]) => string,
): readonly string[] {
  const all = places(program);
  const below = all.filter(({ trail }) => trail !== '');
  const groups = all.filter(({ branch }) => branch.commands.length > 0);
  return [
    ...caseFunction({ name: '_cbase_subcommands', first: 'subs=() others=()', subject: '$1' }, [
      ...groups.map(({ trail, branch }) => {
        const others = aliasesBelow(branch).map(word).join(' ');
        const more = others === '' ? '' : ` others=(${others})`;
        return `    ${word(trail)}) subs=(${written(branch.commands)})${more} ;;`;
      }),
    ]),
    ...caseFunction({ name: '_cbase_name', first: 'name=$1', subject: '$1' }, [
      ...[...aliasesIn(program)].map(([alias, name]) => `    ${word(alias)}) name=${word(name)} ;;`),
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

/** Quotes a word for a POSIX shell. */
export function word(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
