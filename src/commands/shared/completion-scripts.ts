/** The script of each shell, in the directory `completions`. */
export const completionScripts = {
  bash: 'cbase.bash',
  zsh: '_cbase',
  fish: 'cbase.fish',
  powershell: 'cbase.ps1',
} as const;
