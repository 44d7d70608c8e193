/** What stderr emits before a question is asked on it, so that what is updated in place makes room. */
export const askingEvent = 'cbase-asking';
