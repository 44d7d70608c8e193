/** How a reply can be shown: `auto` is Markdown on a terminal, and the text itself in a pipe. */
export const renderings = ['auto', 'markdown', 'plain', 'raw'] as const;
export type Rendering = (typeof renderings)[number];

/** A width in columns, or no wrapping. */
export type Wrapping = number | 'off';
