import { caseTables, word } from './cases.js';
import { type Branch, lookedUp, notice } from './tree.js';

/** The script for bash 3.2 and newer; it needs no other package. */
export function bashScript(program: Branch): string {
  const tables = caseTables(program, (candidates) => candidates.map(({ name }) => word(name)).join(' '));
  return [...notice.map((line) => `# ${line.replace('%s', 'bash')}`), '', ...tables, engine].join('\n');
}

const engine = `_cbase_matching() {
  local candidate
  for candidate in "$@"; do
    [[ $candidate == "$cur"* ]] && COMPREPLY+=("$candidate")
  done
}

# Names are untrusted: skip those that the shell would expand inside the quotes already opened.
_cbase_names() {
  local candidate open='' bare=\${cur//\\\\/}
  case $cur in
    \\'*) open="'" bare=\${cur#\\'} ;;
    \\"*) open='"' bare=\${cur#\\"} ;;
  esac
  while IFS=$'\\t' read -r candidate _; do
    [[ -n $candidate && $candidate == "$bare"* ]] || continue
    case $open in
      "'") [[ $candidate == *\\'* ]] || COMPREPLY+=("$candidate") ;;
      '"') [[ $candidate == *[\\"\\\\\\$\\\`!]* ]] || COMPREPLY+=("$candidate") ;;
      *) COMPREPLY+=("$(printf '%q' "$candidate")") ;;
    esac
  done < <(command cbase __complete "\${kind}s" -- "\${COMP_WORDS[@]}" 2>/dev/null </dev/null)
}

# Folders, and files with one of the endings. Where none fits, and in quotes, the shell completes any file.
_cbase_files() {
  local path ending bare=\${cur//\\\\/}
  case $cur in
    \\'* | \\"* | *[~$]*) ;;
    *)
      for path in "$bare"*; do
        if [[ -d $path ]]; then
          COMPREPLY+=("$path")
          continue
        fi
        for ending in "\${choices[@]}"; do
          [[ -f $path && $path == *."$ending" ]] && COMPREPLY+=("$path")
        done
      done
      ;;
  esac
  if [[ \${#COMPREPLY[@]} -gt 0 ]]; then
    compopt -o filenames 2>/dev/null || :
  else
    compopt -o default 2>/dev/null || :
  fi
}

_cbase_propose() {
  case $kind in
    choice) _cbase_matching "\${choices[@]}" ;;
    ${lookedUp.join(' | ')}) _cbase_names ;;
    file | files) _cbase_files ;;
    directory) compopt -o dirnames 2>/dev/null || : ;;
  esac
}

_cbase() {
  local cur=\${COMP_WORDS[COMP_CWORD]} trail='' expecting='' over='' word name sub kind
  local -a subs others opts choices
  local -i i arguments=0
  COMPREPLY=()
  [[ $cur == '=' ]] && cur=''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    [[ $word == '=' ]] && continue
    if [[ -n $expecting && ! ( $kind == files && $word == -* ) ]]; then
      [[ $kind == files ]] || expecting=''
      continue
    fi
    expecting=''
    if [[ -z $over && $word == -- ]]; then
      over=1
    elif [[ -z $over && $word == -* ]]; then
      _cbase_value "$trail" "$word"
      [[ -n $kind ]] && expecting=$word
    else
      _cbase_subcommands "$trail"
      _cbase_name "$word"
      for sub in "\${subs[@]}"; do
        [[ $sub == "$name" ]] && trail="\${trail:+$trail }$name" && continue 2
      done
      arguments+=1
    fi
  done
  if [[ -n $expecting && ! ( $kind == files && $cur == -* ) ]]; then
    _cbase_propose
    return
  fi
  if [[ -z $over && $cur == -* ]]; then
    _cbase_flags "$trail"
    _cbase_matching "\${opts[@]}"
    return
  fi
  _cbase_subcommands "$trail"
  _cbase_matching "\${subs[@]}"
  [[ \${#COMPREPLY[@]} -gt 0 ]] || _cbase_matching "\${others[@]}"
  _cbase_argument "$trail" "$arguments"
  case $kind in
    choice | file) _cbase_propose ;;
    *) [[ \${#COMPREPLY[@]} -gt 0 ]] || _cbase_propose ;;
  esac
}

complete -F _cbase cbase
`;
