/** Lists that can be emptied; a flag that appends has no other way to say "none". */
export const clearables = ['initial-messages', 'suggested-messages', 'domains'] as const;
export type Clearable = (typeof clearables)[number];

/** True for a color as the API takes it: `#rgb` or `#rrggbb`. */
export function isColour(text: string): boolean {
  return /^#([0-9a-f]{3}){1,2}$/i.test(text);
}

/** True for a domain such as `example.com`, without a scheme and a path. */
export function isDomain(text: string): boolean {
  return /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u.test(text);
}
