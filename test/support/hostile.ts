const esc = '\u001b';

/** Text that must not control a terminal: titles, clipboards, links, modes, colors, bidi, width tricks, fake lines. */
export const hostile: readonly string[] = [
  `${esc}]0;owned\u0007`,
  `${esc}]52;c;aGk=\u0007`,
  `${esc}]8;;https://evil.example\u0007here${esc}]8;;\u0007`,
  `${esc}[2J${esc}[H`,
  `${esc}[?1049h`,
  `${esc}P1$r0m${esc}\\`,
  '\u009b31mred',
  '\u009d0;title\u009c',
  'safe\u202egnp.exe',
  'zero\u200bwidth\ufeff',
  'over\rwritten',
  'two\nlines',
  'tab\tbed',
  'back\b\b\bspace',
  '\u0000nul',
  'a\u0301'.repeat(400),
  '漢字かな交じり文'.repeat(20),
  '👩‍👩‍👧‍👦'.repeat(30),
  'x'.repeat(5000),
  '\ud800 half',
  '\u{e0041}tag',
];

/** Control characters left in an output; our own bold, dim and colors are allowed if color is on. */
export function dangers(text: string, usesColor = false): readonly string[] {
  const plain = usesColor ? text.replaceAll(/\u001b\[(?:1|2|22|39|32|33|31|36)m/g, '') : text;
  return (
    plain.match(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])/g,
    ) ?? []
  );
}
