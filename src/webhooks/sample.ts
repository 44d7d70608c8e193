export type Sample = {
  readonly event?: string | undefined;
  readonly bot?: string | undefined;
  readonly conversation: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
};

/** A made-up event in the documented form, as JSON. */
export function sampleEvent(sample: Sample): string {
  const { event = 'leads.submit', bot = 'sample-bot', conversation } = sample;
  const { name = 'Ada Example', email = 'ada@example.com', phone = '+15550100' } = sample;
  const payload = {
    conversationId: conversation,
    customerEmail: email,
    customerName: name,
    customerPhone: phone,
  };
  return JSON.stringify({ eventType: event, chatbotId: bot, payload });
}
