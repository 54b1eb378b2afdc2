// Uses the page of a service with keys:
//   node page-keys.mjs CHROMIUM URL STYLE FOLDER CLIENTS-KEY ADMINISTRATORS-KEY
import { accessible, choose, draw, photo, run, shot } from './tools.mjs';

const [key, adminKey] = process.argv.slice(6);
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
    const page = await open({ ready });
    await enter(page, key);
    await page.locator('katong-style-cards').first().waitFor({ state: 'attached' });
    await page.getByRole('tab', { name: 'System' }).click();
    await page.getByText('This view is for administrators').waitFor();
    await accessible(page, 'a key that may only draw');
    await page.getByRole('button', { name: 'Use another key' }).click();
    await page.getByText('This view needs the key of an administrator.').waitFor();
    await enter(page, adminKey);
    await page.getByText('Resident memory').first().waitFor();
  },
});
