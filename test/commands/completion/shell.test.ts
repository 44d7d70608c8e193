import { expect, test } from 'vitest';
import { installationFor } from '../../../src/commands/completion/places.js';
import { type Shell, shellNamed } from '../../../src/commands/completion/shell.js';

test.each([
  ['/bin/bash', 'bash'],
  ['/usr/local/bin/fish', 'fish'],
  ['-zsh', 'zsh'],
  ['/opt/microsoft/powershell/7/pwsh', 'powershell'],
  ['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'powershell'],
  ['/bin/sh', undefined],
  ['/bin/tcsh', undefined],
  ['/bin/constructor', undefined],
  ['', undefined],
])('the shell of %j is %s', (path, shell) => {
  expect(shellNamed(path)).toBe(shell);
});

const paths = (shell: Shell, env: object) =>
  installationFor(shell, { env: { ...env }, home: '/h', uid: 7 }).pieces.map(({ path }) => path);

test.each([
  ['bash', {}, ['/h/.local/share/bash-completion/completions/cbase']],
  ['bash', { XDG_DATA_HOME: '/d' }, ['/d/bash-completion/completions/cbase']],
  ['bash', { XDG_DATA_HOME: 'relative' }, ['/h/.local/share/bash-completion/completions/cbase']],
  ['zsh', {}, ['/h/.local/share/cbase/zsh/_cbase', '/h/.zshrc']],
  ['zsh', { ZDOTDIR: '/z', XDG_DATA_HOME: '/d' }, ['/d/cbase/zsh/_cbase', '/z/.zshrc']],
  ['fish', {}, ['/h/.config/fish/completions/cbase.fish']],
  ['fish', { XDG_CONFIG_HOME: '/c' }, ['/c/fish/completions/cbase.fish']],
  [
    'powershell',
    {},
    ['/h/.local/share/cbase/powershell/cbase.ps1', '/h/.config/powershell/Microsoft.PowerShell_profile.ps1'],
  ],
] as const)('%s with %j goes to %j', (shell, env, wanted) => {
  expect(paths(shell, env)).toEqual(wanted);
});

test('on Windows, the profile is among the documents', () => {
  const profile = installationFor('powershell', { env: {}, home: '/h', uid: undefined }).pieces[1];
  expect(profile?.path).toBe('/h/Documents/PowerShell/Microsoft.PowerShell_profile.ps1');
});

test('folders with blanks and quotes are quoted for their shell', () => {
  const loads = (['bash', 'fish', 'powershell'] as const).map(
    (shell) => installationFor(shell, { env: {}, home: "/h/it's me", uid: 7 }).load,
  );
  expect(loads).toEqual([
    `source '/h/it'\\''s me/.local/share/bash-completion/completions/cbase'`,
    `source '/h/it\\'s me/.config/fish/completions/cbase.fish'`,
    `. '/h/it''s me/.local/share/cbase/powershell/cbase.ps1'`,
  ]);
});
