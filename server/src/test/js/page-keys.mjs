// Uses the page of a service with keys:
//   node page-keys.mjs CHROMIUM URL STYLE FOLDER KEY
import assert from 'node:assert/strict';
import { accessible, choose, draw, photo, run, shot } from './tools.mjs';

const key = process.argv[6];
const ready = 'katong-key-dialog dialog[open]';

const dialog = (page) => page.getByRole('dialog', { name: 'A key for this service' });

async function enter(page, secret) {
  await dialog(page).getByLabel('Key').fill(secret);
  await dialog(page).getByRole('button', { name: 'Use this key' }).click();
}

await run({
  async 'a wrong key is told at once, a right one opens the page and can be changed'(open) {
    const page = await open({ ready });
    await page.getByText('This service needs a key.').waitFor();
    await dialog(page).getByRole('button', { name: 'Use this key' }).click();
    await page.getByText('Enter the key first.').waitFor();
    await enter(page, 'not-a-key-of-this-service');
    await page.getByText('The service does not know this key.').waitFor();
    await accessible(page, 'a wrong key');
    await shot(page, 'wrong-key');
    await enter(page, key);
    await page.locator('katong-style-cards').first().waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Change the key' }).click();
    await enter(page, 'not-a-key-of-this-service');
    await page.getByText('The service does not know this key.').waitFor();
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    await page.reload();
    await page.locator('katong-style-cards').first().waitFor({ state: 'attached' });
  },

  async 'a key that has expired is asked for again, and the chosen photo stays'(open) {
    const page = await open({ ready });
    await enter(page, key);
    await choose(page, 'single', photo);
    await page.evaluate(() => sessionStorage.setItem('katong.key', '"expired-since-this-morning"'));
    await draw(page, 'single');
    await page.getByText('The key is not valid any more.').waitFor();
    await enter(page, key);
    await page.locator('katong-before-after').waitFor();
  },

  async 'a key that may only draw is told so where more is needed'(open) {
    const page = await open({
      ready,
      prepare: async (one) => {
        const system = await fetch(new URL('api/v1/system', process.argv[3] + '/'), {
          headers: { Authorization: `Bearer ${key}` },
        });
        const { limits } = await system.json();
        await one.route('**/api/v1/limits', (route) => route.fulfill({ json: limits }));
        await one.route('**/api/v1/system', (route) =>
          route.fulfill({ status: 403, json: { status: 403, code: 'forbidden', detail: 'not allowed' } }),
        );
      },
    });
    await enter(page, key);
    await page.locator('katong-style-cards').first().waitFor({ state: 'attached' });
    await page.getByRole('tab', { name: 'System' }).click();
    await page.getByText('This view is for administrators').waitFor();
    await accessible(page, 'a key that may only draw');
    await page.getByRole('button', { name: 'Use another key' }).click();
    await page.getByText('This view needs the key of an administrator.').waitFor();
    assert.equal(await page.getByRole('alert').getByText('Something went wrong').count(), 0);
  },
});
