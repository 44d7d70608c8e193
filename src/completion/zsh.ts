import { type Branch, choicesOf, type Flag, kindOf, notice, places, type Value } from './tree.js';

/** The script for zsh: `_cbase`, to lie in a directory of `fpath`, or to be sourced after compinit. */
export function zshScript(program: Branch): string {
  const all = places(program);
  const described = (list: readonly { readonly name: string; readonly description: string }[]) =>
    list.map(({ name, description }) => word(`${escaped(name)}:${description}`)).join(' ');
  const flagList = (flags: readonly Flag[]) =>
    described(flags.flatMap(({ names, description }) => names.map((name) => ({ name, description }))));
  const subcommands = all
    .filter(({ branch }) => branch.commands.length > 0)
    .map(({ trail, branch }) => `    ${word(trail)}) subs=(${described(branch.commands)}) ;;`);
  const flags = all
    .filter(({ trail, branch }) => trail !== '' && branch.flags.length > 0)
    .map(({ trail, branch }) => `    ${word(trail)}) opts+=(${flagList(branch.flags)}) ;;`);
  const values = all.flatMap(({ trail, branch }) =>
    trail === '' ? [] : branch.flags.flatMap((flag) => valueLines(flag, (name) => `${trail} ${name}`)),
  );
  const args = all.flatMap(({ trail, branch }) =>
    branch.arguments.map(({ value, repeats }, i) =>
      valueLine(repeats ? `${word(`${trail} `)}*` : word(`${trail} ${i}`), value),
    ),
  );
  return [
    '#compdef cbase',
    ...notice.map((line) => `# ${line.replace('%s', 'zsh')}`),
    '',
    ...caseFunction('_cbase_subcommands', 'subs=()', subcommands, '$1'),
    ...caseFunction('_cbase_flags', `opts=(${flagList(program.flags)})`, flags, '$1'),
    ...caseFunction(
      '_cbase_common',
      "kind='' choices=()",
      program.flags.flatMap((flag) => valueLines(flag, (name) => name)),
      '$1',
    ),
    ...caseFunction('_cbase_value', '_cbase_common "$2"', values, '$1 $2'),
    ...caseFunction('_cbase_argument', "kind='' choices=()", args, '$1 $2'),
    engine,
  ].join('\n');
}

function caseFunction(
  name: string,
  first: string,
  lines: readonly string[],
  subject: string,
): readonly string[] {
  return [`${name}() {`, `  ${first}`, `  case "${subject}" in`, ...lines, '  esac', '}', ''];
}

function valueLines({ names, value }: Flag, key: (name: string) => string): readonly string[] {
  return value === undefined ? [] : [valueLine(names.map((name) => word(key(name))).join('|'), value)];
}

function valueLine(pattern: string, value: Value): string {
  const choices = choicesOf(value);
  return `    ${pattern}) kind=${kindOf(value)}${choices.length === 0 ? '' : ` choices=(${choices.map(word).join(' ')})`} ;;`;
}

/** A colon parts a name from its description. */
function escaped(name: string): string {
  return name.replaceAll(':', '\\:');
}

function word(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const engine = `_cbase_bots() {
  local id name
  local -a found
  while IFS=$'\\t' read -r id name; do
    found+=("$id")
    [[ -n $name ]] && found+=("$name")
  done < <(command cbase __complete bots -- "\${words[@]}" 2>/dev/null </dev/null)
  compadd -a found
}

_cbase_propose() {
  case $kind in
    choice) compadd -a choices ;;
    bot) _cbase_bots ;;
    file|files) _files ;;
    directory) _files -/ ;;
    *) _message 'value' ;;
  esac
}

_cbase() {
  local word trail='' expecting='' over='' kind=''
  local -a subs opts choices
  local -i i arguments=0
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    if [[ -n $expecting && ! ( $kind == files && $word == -* ) ]]; then
      [[ $kind == files ]] || expecting=''
      continue
    fi
    expecting=''
    if [[ -z $over && $word == -- ]]; then
      over=1
    elif [[ -z $over && $word == --*=* ]]; then
      continue
    elif [[ -z $over && $word == -* ]]; then
      _cbase_value "$trail" "$word"
      [[ -n $kind ]] && expecting=$word
    else
      _cbase_subcommands "$trail"
      if (( \${subs[(I)\${(b)word}:*]} )); then
        trail="\${trail:+$trail }$word"
      else
        (( arguments += 1 ))
      fi
    fi
  done
  if [[ -z $over && $PREFIX == --*=* ]]; then
    _cbase_value "$trail" "\${PREFIX%%=*}"
    compset -P 1 '*='
    _cbase_propose
  elif [[ -n $expecting && ! ( $kind == files && $PREFIX == -* ) ]]; then
    _cbase_propose
  elif [[ -z $over && $PREFIX == -* ]]; then
    _cbase_flags "$trail"
    _describe -o 'flag' opts
  else
    _cbase_subcommands "$trail"
    if (( \${#subs} )); then
      _describe 'command' subs
    else
      _cbase_argument "$trail" "$arguments"
      _cbase_propose
    fi
  fi
}

# In a directory of fpath this file is the body of the function; sourced, it registers it.
if [[ \${funcstack[1]} == _cbase ]]; then
  _cbase "$@"
else
  compdef _cbase cbase
fi
`;
