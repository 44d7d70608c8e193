// The peer: what one would write to print a reply as it arrives.
const [content] = process.argv.slice(2);
const response = await fetch(`${process.env.CHATBASE_BASE_URL}/chat`, {
  method: 'POST',
  headers: { authorization: `Bearer ${process.env.CHATBASE_API_KEY}`, 'content-type': 'application/json' },
  body: JSON.stringify({
    messages: [{ role: 'user', content }],
    chatbotId: 'x8Kq2mVt0bPz7LdWf3RnA',
    stream: true,
  }),
});
const decoder = new TextDecoder();
for await (const chunk of response.body) process.stdout.write(decoder.decode(chunk, { stream: true }));
