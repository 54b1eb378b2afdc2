// Asks the service for a cartoon by OpenAI's own client: node openai.mjs URL STYLE PHOTO
import assert from 'node:assert/strict';
import fs from 'node:fs';
import OpenAI from 'openai';

const [url, style, photo] = process.argv.slice(2);
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'not-needed', maxRetries: 0 });

const models = await client.models.list();
assert.ok(models.data.some(model => model.id === style), 'styles are models');

const reply = await client.images.edit({
  model: style,
  image: fs.createReadStream(photo),
  prompt: 'as a cartoon',
  size: '1024x1024',
  output_format: 'jpeg',
});
const picture = Buffer.from(reply.data[0].b64_json, 'base64');
assert.deepEqual([...picture.subarray(0, 2)], [0xff, 0xd8], 'a JPEG');
assert.equal(reply.output_format, 'jpeg');

await assert.rejects(
  client.images.edit({ model: 'nothing-like-it', image: fs.createReadStream(photo), prompt: '' }),
  error => error instanceof OpenAI.BadRequestError && error.code === 'bad-parameter');
console.log('ok');
