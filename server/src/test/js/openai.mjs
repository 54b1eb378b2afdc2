// Asks the service for cartoons by OpenAI's own client: node openai.mjs URL STYLE PHOTO
import assert from 'node:assert/strict';
import fs from 'node:fs';
import OpenAI from 'openai';

const [url, style, photo] = process.argv.slice(2);
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'not-needed', maxRetries: 0 });

function edit(parameters, images = 1) {
  const image = Array.from({ length: images }, () => fs.createReadStream(photo));
  return client.images.edit({
    model: style,
    image: images === 1 ? image[0] : image,
    prompt: 'as a cartoon',
    ...parameters,
  });
}

const bytes = (image) => Buffer.from(image.b64_json, 'base64');
const isPng = (picture) => picture.subarray(1, 4).toString() === 'PNG';
const isJpeg = (picture) => picture[0] === 0xff && picture[1] === 0xd8;
// The colour type of a PNG: 6 has an alpha channel.
const hasAlpha = (picture) => picture[25] === 6;

const models = await client.models.list();
assert.ok(models.data.some((model) => model.id === style), 'styles are models');
assert.equal((await client.models.retrieve(style)).id, style);
await assert.rejects(client.models.retrieve('nothing'), OpenAI.NotFoundError);

const jpeg = await edit({ size: '1024x1024', output_format: 'jpeg' });
assert.ok(isJpeg(bytes(jpeg.data[0])));
assert.equal(jpeg.output_format, 'jpeg');
assert.match(jpeg.size, /^\d+x1024$/);
assert.equal(jpeg.usage.total_tokens, 0);

const small = await edit({ size: '256x256', output_format: 'jpeg', output_compression: 0 });
assert.ok(bytes(small.data[0]).length < bytes(jpeg.data[0]).length / 2);

for (const background of ['auto', 'transparent', 'opaque']) {
  const png = await edit({ size: 'auto', background, quality: 'high', input_fidelity: 'high', user: 'me', n: 1 });
  assert.ok(isPng(bytes(png.data[0])));
  assert.equal(hasAlpha(bytes(png.data[0])), background !== 'opaque', background);
  assert.equal(png.background, background);
}
assert.equal((await edit({ size: '512x512' }, 2)).data.length, 2);

for (const partial_images of [undefined, 2]) {
  const types = [];
  for await (const event of await edit({ stream: true, partial_images, quality: 'low' })) {
    assert.ok(isPng(bytes(event)));
    types.push(event.type);
  }
  const expected = partial_images ? ['image_edit.partial_image'] : [];
  assert.deepEqual(types, [...expected, 'image_edit.completed']);
}

for (const [parameters, param] of [
  [{ model: 'nothing-like-it' }, 'model'],
  [{ size: '9000x9000' }, 'size'],
  [{ size: 'large' }, 'size'],
  [{ output_compression: 200 }, 'output_compression'],
  [{ output_format: 'gif' }, 'output_format'],
  [{ background: 'transparent', output_format: 'jpeg' }, 'background'],
  [{ n: 2 }, 'n'],
  [{ mask: fs.createReadStream(photo) }, 'mask'],
  [{ stream: true, size: 'large' }, 'size'],
]) {
  await assert.rejects(
    edit(parameters),
    (error) => error instanceof OpenAI.BadRequestError && error.code === 'bad-parameter' && error.param === param,
    param,
  );
}
console.log('ok');
