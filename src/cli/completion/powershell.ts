import { aliasesIn, type Branch, choicesOf, kindOf, lookedUp, notice, places, type Value } from './tree.js';

/** The script for PowerShell 5.1 and newer. */
export function powershellScript(program: Branch): string {
  const all = places(program);
  const subcommands = all
    .filter(({ branch }) => branch.commands.length > 0)
    .map(
      ({ trail, branch }) =>
        `    ${word(trail)} = ${pairs(branch.commands.map(({ name, description }) => [name, description]))}`,
    );
  const aliases = [...aliasesIn(program)].map(([alias, name]) => `    ${word(alias)} = ${word(name)}`);
  const flags = all.map(({ trail, branch }) => {
    const named = branch.flags.flatMap(({ names, description }) =>
      names.map((name) => [name, description] as const),
    );
    return `    ${word(trail)} = ${pairs(named)}`;
  });
  const values = all.flatMap(({ trail, branch }) =>
    branch.flags.flatMap(({ names, value }) =>
      value === undefined
        ? []
        : names.map((name) => `    ${word(`${trail} ${name}`.trim())} = ${valueWords(value)}`),
    ),
  );
  const args = all.flatMap(({ trail, branch }) =>
    branch.arguments.map(
      ({ value, repeats }, i) => `    ${word(`${trail} ${repeats ? '*' : i}`)} = ${valueWords(value)}`,
    ),
  );
  return [
    ...notice.map((line) => `# ${line.replace('%s', 'PowerShell')}`),
    '',
    ...table('subcommands', subcommands),
    ...table('aliases', aliases),
    ...table('flags', flags),
    ...table('values', values),
    ...table('arguments', args),
    engine,
  ].join('\n');
}

function table(name: string, lines: readonly string[]): readonly string[] {
  return [`$script:CbaseCompletion_${name} = @{`, ...lines, '}', ''];
}

function pairs(list: readonly (readonly [string, string])[]): string {
  return `@(${list.map(([name, description]) => `@(${word(name)}, ${word(description)})`).join(', ')})`;
}

function valueWords(value: Value): string {
  return `@(${[kindOf(value), ...choicesOf(value)].map(word).join(', ')})`;
}

// Typographic quotes also end a string in PowerShell.
function word(text: string): string {
  return `'${text.replace(/['‘’‚‛]/g, '$&$&')}'`;
}

const engine = `Register-ArgumentCompleter -Native -CommandName cbase -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $subcommands = $script:CbaseCompletion_subcommands
    $aliases = $script:CbaseCompletion_aliases
    $flags = $script:CbaseCompletion_flags
    $values = $script:CbaseCompletion_values
    $arguments = $script:CbaseCompletion_arguments

    function New-CbaseResult($text, $description, $type) {
        $shown = if ($text -match '^[\\w./:@+-]+$') { $text } else { "'" + ($text -replace "['\u2018\u2019\u201A\u201B]", '$0$0') + "'" }
        if (-not $description) { $description = $text }
        [System.Management.Automation.CompletionResult]::new($shown, $text, $type, $description)
    }

    $trail = ''
    $expecting = $null
    $count = 0
    $typed = @()
    foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete -ne '') { break }
        $word = $element.Extent.Text
        $typed += $word
        if ($expecting) { $expecting = $null; continue }
        if ($word.StartsWith('-')) {
            $expecting = $values["$trail $word".Trim()]
            if (-not $expecting) { $expecting = $values[$word] }
            continue
        }
        $name = if ($aliases[$word]) { $aliases[$word] } else { $word }
        $known = @($subcommands[$trail] | Where-Object { $_ -and $_[0] -ceq $name })
        if ($known.Count -gt 0) { $trail = "$trail $name".Trim() } else { $count++ }
    }

    if (-not $expecting -and $wordToComplete.StartsWith('-')) {
        $all = @($flags['']) + $(if ($trail) { @($flags[$trail]) } else { @() })
        $all | Where-Object { $_ -and $_[0].StartsWith($wordToComplete) } |
            ForEach-Object { New-CbaseResult $_[0] $_[1] 'ParameterName' }
        return
    }
    if (-not $expecting -and $subcommands[$trail]) {
        $subcommands[$trail] | Where-Object { $_[0].StartsWith($wordToComplete) } |
            ForEach-Object { New-CbaseResult $_[0] $_[1] 'ParameterValue' }
        $expecting = $arguments["$trail $count"]
        if (-not $expecting -or $expecting[0] -ne 'choice') { return }
    }
    if (-not $expecting) { $expecting = $arguments["$trail $count"] }
    if (-not $expecting) { $expecting = $arguments["$trail *"] }
    if (-not $expecting) { return }
    switch ($expecting[0]) {
        'choice' {
            $expecting | Select-Object -Skip 1 | Where-Object { $_.StartsWith($wordToComplete) } |
                ForEach-Object { New-CbaseResult $_ $_ 'ParameterValue' }
        }
        { $_ -in ${lookedUp.map(word).join(', ')} } {
            $bare = $wordToComplete.Trim("'", '"')
            & cbase __complete "$($_)s" -- @typed 2>$null | ForEach-Object {
                $name, $about = $_ -split "\`t", 2
                if ($name -and $name.StartsWith($bare)) { New-CbaseResult $name $about 'ParameterValue' }
            }
        }
    }
}
`;
