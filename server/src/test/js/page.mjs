// Uses the page as people do, in a real browser:
//   node page.mjs CHROMIUM URL STYLE FOLDER
// FOLDER holds photo.png, large.png and broken.png; screenshots are left there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const [executablePath, url, style, folder] = process.argv.slice(2);
const file = (name) => path.join(folder, name);
const photo = file('photo.png');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What a browser must not say, and whom it must not ask. */
class Witness {
  complaints = [];
  strangers = [];

  watch(page) {
    page.on('pageerror', (error) => this.complaints.push(error.stack));
    page.on('console', (message) => {
      // A refusal that the page shows is also told by the browser.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.complaints.push(message.text());
      }
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && /^https?:/.test(request.url())) {
        this.strangers.push(request.url());
      }
    });
  }
}

const scenarios = {
  async 'a photo becomes a cartoon, which is compared, saved, and there again after a reload'(open) {
    const page = await open();
    await choose(page, 'single', photo);
    await style_(page, 'single');
    await draw(page, 'single');
    const border = page.getByRole('slider', { name: 'Border between photo and cartoon' });
    await border.waitFor();
    assert.equal(await border.getAttribute('aria-valuenow'), '50');
    await border.press('Shift+ArrowLeft');
    assert.equal(await border.getAttribute('aria-valuenow'), '40');
    const pictures = page.locator('katong-before-after .pictures');
    const box = await pictures.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 3 });
    await page.mouse.up();
    assert.equal(await border.getAttribute('aria-valuenow'), '80');
    for (const words of ['Where the time went', 'Memory, predicted', 'Drawing the picture']) {
      await page.getByText(words).first().waitFor();
    }
    await fits(page, 'single');
    const bytes = await saved(page, page.getByRole('button', { name: 'Download' }));
    assert.equal(bytes.toString('latin1', 1, 4), 'PNG');

    const address = page.url();
    await page.reload();
    await border.waitFor();
    assert.equal(page.url(), address);
  },

  async 'photos are dropped and pasted'(open) {
    const page = await open();
    for (const kind of ['drop', 'paste']) {
      await hand(page, kind, photo);
      await page.locator('katong-single katong-photo-preview img').waitFor();
      await draw(page, 'single');
      await page.locator('katong-before-after').waitFor();
    }
  },

  async 'a photo is taken with the camera'(open) {
    const page = await open({ permissions: ['camera'] });
    await page.locator('katong-single').getByRole('button', { name: 'Camera' }).click();
    await page.getByRole('button', { name: 'Take the picture' }).click();
    await page.locator('katong-single katong-photo-preview img').waitFor();
  },

  async 'what is no photo is told of in words'(open) {
    const page = await open();
    await choose(page, 'single', file('broken.png'));
    await draw(page, 'single');
    await page.locator('katong-single').getByText('The photo cannot be read').first().waitFor();
    assert.equal(await page.getByText(/Exception|\tat /).count(), 0);
  },

  async 'a batch goes on while the page is loaded anew, and one broken file costs no other'(open) {
    const page = await open({ hash: '#/batch' });
    const large = Array.from({ length: 6 }, (_, i) => copy('large.png', `large ${i + 1}.png`));
    await choose(page, 'batch', [photo, file('broken.png'), ...large]);
    await style_(page, 'batch');
    await page.locator('katong-batch').getByRole('radio', { name: 'WebP' }).check({ force: true });
    await draw(page, 'batch');
    await page.getByRole('button', { name: 'Cancel the rest' }).waitFor();
    await page.locator('katong-tile .done').first().waitFor();
    await shot(page, 'batch-running');
    await page.reload();
    assert.match(page.url(), /#\/batch\/.+/);
    await page.getByText('Finished', { exact: true }).first().waitFor();
    assert.equal(await page.locator('katong-tile .done').count(), 7);
    assert.equal(await page.locator('katong-tile .failed').count(), 1);
    await page.getByText('The photo cannot be read').first().waitFor();
    await shot(page, 'batch');

    const zip = await saved(page, page.getByRole('button', { name: 'Download 7 as zip' }));
    assert.equal(zip.toString('latin1', 0, 2), 'PK');
    assert.ok(zip.includes(`large 6-${style}.webp`), 'pictures have the names of their photos');

    await page.locator('katong-tile button').first().click();
    await page.getByRole('button', { name: 'Next picture' }).click();
    await page.locator('katong-before-after').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Try 1 again' }).click();
    await page.getByText('Finished', { exact: true }).first().waitFor();
  },

  async 'a batch is cancelled'(open) {
    const page = await open({ hash: '#/batch' });
    const large = Array.from({ length: 12 }, (_, i) => copy('large.png', `long ${i + 1}.png`));
    await choose(page, 'batch', large);
    await draw(page, 'batch');
    await page.getByRole('button', { name: 'Cancel the rest' }).click();
    await page.getByRole('button', { name: /^Try \d+ again/ }).waitFor();
    assert.ok((await page.locator('katong-tile .cancelled').count()) > 0);
  },

  async 'the history lists jobs, opens and deletes them'(open) {
    const page = await open();
    await page.getByRole('tab', { name: 'History' }).click();
    const jobs = page.locator('katong-history li');
    await jobs.first().waitFor();
    const before = await jobs.count();
    await shot(page, 'history');
    await page.getByRole('button', { name: /^Delete: / }).first().click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.waitForFunction(
      (n) => {
        const app = document.querySelector('katong-app').shadowRoot;
        return app.querySelector('katong-history').shadowRoot.querySelectorAll('li').length === n;
      },
      before - 1,
    );
    await page.getByRole('link', { name: /^Open: / }).first().click();
    await page.waitForURL(/#\/(single|batch)\/.+/);
  },

  async 'styles are loaded and unloaded, memory and queue are shown'(open) {
    const page = await open({ hash: '#/system' });
    await page.getByRole('button', { name: `Unload: ${style}` }).click();
    await page.getByRole('button', { name: `Load: ${style}` }).click();
    await page.getByRole('button', { name: `Unload: ${style}` }).waitFor();
    await page.getByText('Resident memory').first().waitFor();
    await shot(page, 'system');
    await page.getByRole('link', { name: 'The HTTP API, to try out' }).waitFor();
  },

  async 'the page speaks Chinese to those whose browser does, until it is switched'(open) {
    const page = await open({ locale: 'zh-CN' });
    await page.getByRole('tab', { name: '单张' }).waitFor();
    assert.match(await page.evaluate(() => document.documentElement.lang), /^zh/);
    await shot(page, 'chinese');
    await page.getByRole('radio', { name: 'English' }).check({ force: true });
    await page.getByRole('tab', { name: 'Single' }).waitFor();
    await page.reload();
    await page.getByRole('tab', { name: 'Single' }).waitFor();
  },

  async 'it is used with the keyboard alone'(open) {
    const page = await open();
    await page.locator('#tab-single').focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/#\/batch/);
    await page.keyboard.press('Home');
    await page.waitForURL(/#\/single/);
    const cards = page.locator('katong-single katong-style-cards');
    const chosen = () => cards.locator('input:checked').getAttribute('aria-label');
    const first = await chosen();
    await cards.locator('input:checked').focus();
    await page.keyboard.press('ArrowRight');
    await until(async () => (await chosen()) !== first);
  },

  async 'it can be read by everybody: dark, light, in both languages, on a phone'(open) {
    for (const look of [
      {},
      { colorScheme: 'dark', locale: 'zh-CN' },
      { viewport: { width: 360, height: 740 }, hasTouch: true },
    ]) {
      const page = await open(look);
      const name = look.hasTouch ? 'phone' : look.colorScheme ?? 'light';
      for (const tab of ['single', 'batch', 'history', 'system']) {
        await page.locator(`#tab-${tab}`).click();
        await page.locator(`#panel-${tab} > *`).first().waitFor();
        await accessible(page, `${name}, ${tab}`);
        await fits(page, `${name}-${tab}`);
      }
      await page.context().close();
    }
  },
};

/** Waits for something that takes a moment. */
async function until(holds) {
  for (let i = 0; i < 100 && !(await holds()); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(await holds());
}

async function choose(page, view, files) {
  await page.locator(`katong-${view} input[type=file]`).first().setInputFiles(files);
}

/** Chooses the style of the test. */
async function style_(page, view) {
  const cards = page.locator(`katong-${view} katong-style-cards`);
  await cards.getByRole('radio', { name: new RegExp(`^${style}`) }).check({ force: true });
}

async function draw(page, view) {
  await page.locator(`katong-${view} .action button`).click();
}

function copy(from, to) {
  fs.copyFileSync(file(from), file(to));
  return file(to);
}

/** Lets fall, or pastes, a file. */
async function hand(page, kind, name) {
  const base64 = fs.readFileSync(name, 'base64');
  await page.evaluate(
    ([type, content]) => {
      const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], `${type}.png`, { type: 'image/png' }));
      const options = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(
        type === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent('drop', { ...options, dataTransfer: data }),
      );
    },
    [kind, base64],
  );
}

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return fs.readFileSync(await download.path());
}

async function shot(page, name) {
  await page.screenshot({ path: file(`${name}.png`), fullPage: true });
}

/** Nothing is wider than the window. */
async function fits(page, name) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `${name}: ${content} pixels wide in a window of ${window}`);
  await shot(page, name);
}

async function accessible(page, name) {
  await page.evaluate(`${axe.source};0`);
  const { violations } = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), RULES);
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target}`));
  assert.deepEqual(found, [], name);
}

const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
});
const witness = new Witness();
for (const [name, scenario] of Object.entries(scenarios)) {
  const opened = [];
  try {
    await scenario(async ({ hash = '', ...look } = {}) => {
      const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 860 }, ...look });
      opened.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      witness.watch(page);
      await page.goto(url + '/' + hash);
      await page.locator('katong-style-cards, katong-history, katong-system').first().waitFor({ state: 'attached' });
      return page;
    });
  } catch (error) {
    error.message = `${name}: ${error.message}`;
    throw error;
  } finally {
    await Promise.all(opened.map((context) => context.close()));
  }
}
await browser.close();
assert.deepEqual(witness.complaints, []);
assert.deepEqual(witness.strangers, [], 'the page asks nobody but its own service');
console.log('ok');
