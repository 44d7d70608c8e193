/** What `cbase help` explains beside commands. */
export const topicNames = ['flags', 'exit-codes', 'environment', 'formats', 'files'] as const;
export type TopicName = (typeof topicNames)[number];
