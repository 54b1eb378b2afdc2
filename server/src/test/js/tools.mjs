// Steps shared by the tests of the page: a real browser, and what people do in it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const [executablePath, url, style, folder] = process.argv.slice(2);
export { style };

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The page once the service has answered. */
const READY = 'katong-style-cards, katong-history, katong-system';

export const file = (name) => path.join(folder, name);
export const photo = file('photo.png');

/** Collects messages that a browser must not log, and addresses that it must not ask. */
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

/** Waits for something that takes a moment. */
export async function until(holds) {
  for (let i = 0; i < 100 && !(await holds()); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(await holds());
}

export async function choose(page, view, files) {
  await page.locator(`katong-${view} input[type=file]`).first().setInputFiles(files);
}

/** Chooses a radio button or checkbox, whatever lies over it where it is now. */
export async function pick(input) {
  await input.dispatchEvent('click');
}

/** Chooses the style of the test. */
export async function style_(page, view) {
  const cards = page.locator(`katong-${view} katong-style-cards`);
  await pick(cards.getByRole('radio', { name: new RegExp(`^${style}`) }));
}

export async function draw(page, view) {
  await page.locator(`katong-${view} .action button`).click();
}

export function copy(from, to) {
  fs.copyFileSync(file(from), file(to));
  return file(to);
}

/** Lets fall, or pastes, a file. */
export async function hand(page, kind, name) {
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

export async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return fs.readFileSync(await download.path());
}

export async function shot(page, name) {
  await page.screenshot({ path: file(`${name}.png`), fullPage: true });
}

/** All that a reader sees or hears: texts and labels of what is shown, also within elements. */
export function words(page) {
  return page.evaluate(() => {
    const found = [];
    const collect = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        found.push(node.data.trim());
        return;
      }
      if (node instanceof Element) {
        if (['STYLE', 'SCRIPT', 'NOSCRIPT'].includes(node.tagName) || !node.checkVisibility()) {
          return;
        }
        for (const name of ['aria-label', 'aria-valuetext', 'title', 'alt', 'placeholder']) {
          found.push(node.getAttribute(name) ?? '');
        }
      }
      [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].forEach(collect);
    };
    collect(document.body);
    return [document.title, ...found].filter(Boolean);
  });
}

/** Nothing is wider than the window. */
export async function fits(page, name) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `${name}: ${content} pixels wide in a window of ${window}`);
  await shot(page, name);
}

export async function accessible(page, name) {
  await page.evaluate(`${axe.source};0`);
  const { violations } = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), RULES);
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target}`));
  assert.deepEqual(found, [], name);
}

/** Uses the page in one way after the other; each scenario is given a function that opens it. */
export async function run(scenarios) {
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  });
  const witness = new Witness();
  const chosen = Object.entries(scenarios).filter(([name]) => name.includes(process.env.ONLY ?? ''));
  for (const [name, scenario] of chosen) {
    const opened = [];
    try {
      await scenario(async ({ hash = '', prepare, ready = READY, ...look } = {}) => {
        const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 860 }, ...look });
        opened.push(context);
        const page = await context.newPage();
        page.setDefaultTimeout(30_000);
        witness.watch(page);
        await prepare?.(page);
        await page.goto(url + '/' + hash);
        await page.locator(ready).first().waitFor({ state: 'attached' });
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
}
