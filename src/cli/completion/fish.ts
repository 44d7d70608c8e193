import {
  aliasesBelow,
  aliasesIn,
  type Branch,
  type Flag,
  notice,
  type Place,
  places,
  type Value,
} from './tree.js';

/** The script for fish 3 and newer. */
export function fishScript(program: Branch): string {
  const all = places(program);
  const lines = all.flatMap((place) => [
    ...subcommandLines(place),
    ...flagLines(place),
    ...argumentLines(place),
  ]);
  return [
    ...notice.map((line) => `# ${line.replace('%s', 'fish')}`),
    '',
    engine({ takers: takers(all), trails: trails(all), aliases: aliasLines(program) }),
    'complete -c cbase -f',
    ...lines,
    '',
  ].join('\n');
}

/** Flags that take a value, so that the value is not mistaken for a command. */
function takers(all: readonly Place[]): string {
  const names = all
    .flatMap(({ branch }) => branch.flags.filter(({ value }) => value !== undefined))
    .flatMap(({ names }) => names);
  return [...new Set(names)].sort().join(' ');
}

function aliasLines(program: Branch): string {
  return [...aliasesIn(program)]
    .map(([alias, name]) => `            test $word = ${alias}; and set word ${name}`)
    .join('\n');
}

function trails(all: readonly Place[]): string {
  return all
    .filter(({ trail }) => trail !== '')
    .map(({ trail }) => word(trail))
    .join(' ');
}

function subcommandLines({ trail, branch }: Place): readonly string[] {
  const aliases = aliasesBelow(branch).join(' ');
  return [
    ...branch.commands.map(
      ({ name, description }) => `complete -c cbase -n ${at(trail)} -a ${word(name)} -d ${word(description)}`,
    ),
    ...(aliases === ''
      ? []
      : [`complete -c cbase -n ${word(`__cbase_at ${word(trail)}; and __cbase_begun`)} -a ${word(aliases)}`]),
  ];
}

function flagLines({ trail, branch }: Place): readonly string[] {
  return branch.flags.map((flag) => {
    const where = trail === '' ? '' : ` -n ${at(trail)}`;
    return `complete -c cbase${where} ${switches(flag)}${valueWords(flag.value)} -d ${word(flag.description)}`;
  });
}

function switches({ names }: Flag): string {
  return names
    .map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
    .join(' ');
}

function valueWords(value: Value | undefined): string {
  if (value === undefined) return '';
  switch (value.kind) {
    case 'file':
    case 'files':
      return value.endings === undefined ? ' -r -F' : ` -x -a ${filesWith(value.endings)}`;
    case 'directory':
      return " -x -a '(__fish_complete_directories)'";
    case 'choice':
      return ` -x -a ${wordsOf(value.choices)}`;
    case 'text':
      return ' -x';
    default:
      return ` -x -a '(__cbase_names ${value.kind}s)'`;
  }
}

function argumentLines({ trail, branch }: Place): readonly string[] {
  return branch.arguments
    .map(({ value, repeats }, i) => {
      const here = word(`__cbase_at ${word(trail)} ${repeats ? '' : i}`.trim());
      const proposal = proposalFor(value);
      return proposal === '' ? '' : `complete -c cbase -n ${here}${proposal}`;
    })
    .filter((line) => line !== '');
}

function proposalFor(value: Value): string {
  switch (value.kind) {
    case 'file':
    case 'files':
      return value.endings === undefined ? ' -F' : ` -a ${filesWith(value.endings)}`;
    case 'directory':
      return " -a '(__fish_complete_directories)'";
    case 'choice':
      return ` -a ${wordsOf(value.choices)}`;
    case 'text':
      return '';
    default:
      return ` -a '(__cbase_names ${value.kind}s)'`;
  }
}

/** fish reads the list as words of its own, so a choice such as a quotation mark is quoted twice. */
function wordsOf(choices: readonly string[]): string {
  return word(choices.map((one) => (/^[\w.:+-]+$/.test(one) ? one : word(one))).join(' '));
}

function filesWith(endings: readonly string[]): string {
  return `'(__cbase_files ${endings.join(' ')})'`;
}

function at(trail: string): string {
  return word(`__cbase_at ${word(trail)}`);
}

function word(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

type Tables = { readonly takers: string; readonly trails: string; readonly aliases: string };

const engine = ({
  takers,
  trails,
  aliases,
}: Tables) => `# The typed commands, and the number of words after them; cached while the line stays the same.
function __cbase_read
    set -l line (commandline -pc)
    test "$line" = "$__cbase_line"; and return
    set -g __cbase_line $line
    set -g __cbase_trail ''
    set -g __cbase_arguments 0
    set -l takes ${takers}
    set -l trails ${trails}
    set -l expecting 0
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if test $expecting = 1
            set expecting 0
        else if string match -q -- '-*' $word
            contains -- $word $takes; and set expecting 1
        else
${aliases}
            set -l next (string trim -- "$__cbase_trail $word")
            if contains -- $next $trails; and test $__cbase_arguments = 0
                set -g __cbase_trail $next
            else
                set -g __cbase_arguments (math $__cbase_arguments + 1)
            end
        end
    end
end

# True at this command; with a number, only at that argument.
function __cbase_at
    __cbase_read
    test "$__cbase_trail" = "$argv[1]"; or return 1
    test (count $argv) = 1; or test "$__cbase_arguments" = "$argv[2]"
end

# True while a word is being typed.
function __cbase_begun
    test -n (commandline -ct)
end

function __cbase_names
    for line in (command cbase __complete $argv[1] -- (commandline -opc) 2>/dev/null </dev/null)
        printf '%s\\n' $line
    end
end

# Folders, and files with one of the endings; all files where none fits.
function __cbase_files
    set -l token (commandline -ct)
    set -l every (complete -C "'' $token")
    set -l fitting (string match -rie -- '(?:/|\\.(?:'(string join '|' $argv)'))(?:\\t|$)' $every)
    set -q fitting[1]; and set every $fitting
    printf '%s\\n' $every
end
`;
