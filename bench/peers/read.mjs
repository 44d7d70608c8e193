// The peer: the three lines one would write to list the bots.
const headers = { authorization: `Bearer ${process.env.CHATBASE_API_KEY}` };
const response = await fetch(`${process.env.CHATBASE_BASE_URL}/get-chatbots`, { headers });
console.log(JSON.stringify(await response.json(), null, 2));
