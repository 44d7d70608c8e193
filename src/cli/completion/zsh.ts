import { type Candidate, caseTables, word } from './cases.js';
import { type Branch, lookedUp, notice } from './tree.js';

/** The script for zsh: `_cbase`, to be placed in a directory of `fpath`, or sourced after compinit. */
export function zshScript(program: Branch): string {
  const tables = caseTables(program, (candidates) => candidates.map(described).join(' '));
  const head = ['#compdef cbase', ...notice.map((line) => `# ${line.replace('%s', 'zsh')}`), ''];
  return [...head, ...tables, engine].join('\n');
}

/** A colon separates a name from its description. */
function described({ name, description }: Candidate): string {
  return word(`${name.replaceAll(':', '\\:')}:${description}`);
}

const engine = `_cbase_names() {
  local name about
  local -a found
  while IFS=$'\\t' read -r name about; do
    found+=("\${name//:/\\\\:}:$about")
  done < <(command cbase __complete "\${kind}s" -- "\${words[@]}" 2>/dev/null </dev/null)
  _describe "$kind" found
}

_cbase_propose() {
  case $kind in
    choice) compadd -a choices ;;
    ${lookedUp.join('|')}) _cbase_names ;;
    file|files)
      if (( \${#choices} )); then
        _files -g "*.(#i)(\${(j:|:)choices})(-.)"
      else
        _files
      fi
      ;;
    directory) _files -/ ;;
    *) _message 'value' ;;
  esac
}

_cbase() {
  local word name trail='' expecting='' over='' kind=''
  local -a subs others opts choices
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
      _cbase_name "$word"
      if (( \${subs[(I)\${(b)name}:*]} )); then
        trail="\${trail:+$trail }$name"
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
    _cbase_argument "$trail" "$arguments"
    # Where a subcommand or a value may stand, both are proposed.
    [[ $kind == choice ]] && (( \${#subs} )) && subs+=("\${choices[@]}")
    (( \${#subs} )) && _describe 'command' subs && [[ $kind != file ]] && return
    (( \${#others} )) && compadd -a others && return
    [[ -z $kind && \${#subs} -gt 0 ]] || _cbase_propose
  fi
}

# Autoloaded from fpath, this file is the body of the function; when sourced, it registers the function.
if [[ \${funcstack[1]} == _cbase ]]; then
  _cbase "$@"
else
  compdef _cbase cbase
fi
`;
