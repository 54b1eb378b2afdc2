// Uses the page as people do, in a real browser:
//   node page.mjs CHROMIUM URL STYLE FOLDER
// FOLDER holds photo.png, large.png and broken.png; screenshots are left there.
import assert from 'node:assert/strict';
import { accessible, choose, copy, draw, file, fits, hand, photo, pick, run, saved, shot, style, style_, until, words } from './tools.mjs';

/** The scale and place of a picture within its frame. */
const transform = (frame) => frame.evaluate((one) => one.style.getPropertyValue('--zoom'));

await run({
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

  async 'a result is enlarged, moved, and fits again'(open) {
    const page = await open();
    await choose(page, 'single', photo);
    await draw(page, 'single');
    const frame = page.locator('katong-before-after .pictures');
    await frame.waitFor();
    const border = page.getByRole('slider', { name: 'Border between photo and cartoon' });
    const zoom = async () => {
      const [, scale = '1'] = /scale\(([\d.]+)\)/.exec(await transform(frame)) ?? [];
      return Number(scale);
    };
    const { x, y, width, height } = await frame.boundingBox();
    await page.mouse.dblclick(x + width * 0.7, y + height * 0.5);
    await until(async () => (await zoom()) >= 2);
    assert.equal(await border.getAttribute('aria-valuenow'), '50', 'the border stays where it was');
    const before = await transform(frame);
    await page.mouse.move(x + width * 0.2, y + height * 0.4);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.3, y + height * 0.5, { steps: 3 });
    await page.mouse.up();
    assert.notEqual(await transform(frame), before, 'an enlarged picture is moved');
    assert.equal(await border.getAttribute('aria-valuenow'), '50');
    const twice = await zoom();
    await page.mouse.wheel(0, -200);
    await until(async () => (await zoom()) > twice);
    await frame.focus();
    await page.keyboard.press('0');
    assert.equal(await zoom(), 1);
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowRight');
    assert.equal(await zoom(), 1.5);
    await page.getByRole('button', { name: 'Enlarge' }).click();
    await page.getByRole('button', { name: 'Show all of it: 225%' }).click();
    assert.equal(await zoom(), 1);
  },

  async 'two fingers enlarge a result on a phone, which shares it'(open) {
    const page = await open({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      prepare: (one) =>
        one.addInitScript(() => {
          navigator.canShare = () => true;
          navigator.share = async ({ files }) => (window.shared = `${files[0].name} ${files[0].type}`);
        }),
    });
    await choose(page, 'single', photo);
    await draw(page, 'single');
    const frame = page.locator('katong-before-after .pictures');
    await frame.waitFor();
    const { x, y, width, height } = await frame.boundingBox();
    const fingers = (apart) => [-apart, apart].map((by, id) => ({ x: x + width / 2 + by, y: y + height / 2, id }));
    const touch = await page.context().newCDPSession(page);
    const send = (type, touchPoints) => touch.send('Input.dispatchTouchEvent', { type, touchPoints });
    await send('touchStart', fingers(30));
    for (const apart of [40, 50, 60]) {
      await send('touchMove', fingers(apart));
    }
    await send('touchEnd', []);
    await until(async () => /scale\((1\.[89]|2)/.test(await transform(frame)));
    await page.getByRole('button', { name: 'Share' }).click();
    await until(() => page.evaluate(() => /^photo-.+\.png image\/png$/.test(window.shared ?? '')));
    await fits(page, 'phone-result');
  },

  async 'a result is copied'(open) {
    const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await choose(page, 'single', photo);
    await pick(page.locator('katong-single').getByRole('radio', { name: 'JPEG' }));
    await draw(page, 'single');
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const types = await page.evaluate(async () => (await navigator.clipboard.read())[0].types);
    assert.deepEqual(types, ['image/png']);
  },

  async 'several styles draw one photo, and one of them is chosen'(open) {
    const page = await open();
    await choose(page, 'single', photo);
    const single = page.locator('katong-single');
    await single.getByRole('checkbox', { name: 'Compare several styles' }).check();
    const cards = single.locator('katong-style-cards');
    for (const card of await cards.getByRole('checkbox').all()) {
      if (!(await card.isChecked())) {
        await pick(card);
      }
    }
    const styles = await cards.getByRole('checkbox').count();
    await draw(page, 'single');
    const done = page.locator('katong-style-result .done');
    await until(async () => (await done.count()) === styles);
    await accessible(page, 'several styles');
    await fits(page, 'several');
    await page.reload();
    await until(async () => (await done.count()) === styles);
    await page.getByRole('button', { name: `Choose this: ${style}` }).click();
    await page.locator('katong-before-after').waitFor();
    await page.getByText(style, { exact: true }).first().waitFor();
    assert.doesNotMatch(page.url(), /%2C/);
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
    await pick(page.locator('katong-batch').getByRole('radio', { name: 'WebP' }));
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
    assert.equal(await page.locator('katong-job-progress .count').textContent(), '7/8');

    const zip = await saved(page, page.getByRole('button', { name: 'Download 7 as zip' }));
    assert.equal(zip.toString('latin1', 0, 2), 'PK');
    assert.ok(zip.includes(`large 6-${style}.webp`), 'pictures have the names of their photos');

    await page.locator('katong-tile button').first().click();
    await page.getByRole('button', { name: 'Next picture' }).click();
    await page.locator('katong-before-after').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Try 1 again' }).click();
    await page.getByText('Finished', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Again with other settings' }).click();
    const files = page.locator('katong-batch katong-file-list li');
    await until(async () => (await files.count()) === 8);
    assert.ok(
      await page.locator('katong-batch').getByRole('radio', { name: 'WebP' }).isChecked(),
      'the settings of the job are the first ones',
    );
    await pick(page.locator('katong-batch').getByRole('radio', { name: 'PNG' }));
    await draw(page, 'batch');
    await page.locator('katong-batch-job').getByText(/ · PNG · /).waitFor();
  },

  async 'a batch is cancelled'(open) {
    const page = await open({ hash: '#/batch' });
    const large = Array.from({ length: 12 }, (_, i) => copy('large.png', `long ${i + 1}.png`));
    await choose(page, 'batch', large);
    await draw(page, 'batch');
    await page.getByRole('button', { name: 'Cancel the rest' }).click();
    await page.getByRole('button', { name: /^Try \d+ again/ }).waitFor();
    const cancelled = page.locator('katong-tile .cancelled');
    const done = page.locator('katong-tile .done');
    await until(async () => (await done.count()) + (await cancelled.count()) === 12);
    const gone = await cancelled.count();
    assert.ok(gone > 0);
    assert.equal(await page.locator('katong-job-progress .count').textContent(), `${12 - gone}/12`);
    await page.getByText(`${gone} cancelled`, { exact: true }).waitFor();
    await page.reload();
    await cancelled.locator('katong-thumbnail img').last().waitFor();
  },

  async 'the history lists jobs, opens and deletes them'(open) {
    const page = await open();
    await page.getByRole('tab', { name: 'History' }).click();
    const jobs = page.locator('katong-history li');
    await jobs.first().waitFor();
    const before = await jobs.count();
    const failed = page.locator('katong-history-job[state=partly]').first();
    await failed.scrollIntoViewIfNeeded();
    await failed.getByText('photo.png, broken.png, large 1.png and 5 more').waitFor();
    await failed.getByText('broken.png is not a photo that can be read').waitFor();
    const broken = page.locator('katong-history-job[state=failed]').first();
    await broken.scrollIntoViewIfNeeded();
    await broken.getByText('broken.png', { exact: true }).waitFor();
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
    await page.getByRole('button', { name: `Unload: ${style}`, exact: true }).click();
    await page.getByRole('button', { name: `Load: ${style}`, exact: true }).click();
    await page.getByRole('button', { name: `Unload: ${style}`, exact: true }).waitFor();
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

  async 'Chinese is spoken throughout'(open) {
    const page = await open({ locale: 'zh-CN' });
    const { styles } = await page.evaluate(async () => (await fetch('api/v1/styles')).json());
    const imported = styles.filter(({ builtIn }) => !builtIn).flatMap((one) => [one.name, one.description]);
    const foreign = async (place) => {
      const told = (await words(page))
        .map((text) => imported.reduce((rest, one) => rest.replaceAll(one, ''), text))
        .map((text) => text.replace(/[\w-]+( \d)?\.(png|webp|jpg|zip)|Apache-2\.0|HTTP API/g, ''))
        .filter((text) => /[a-z]{2,} [a-z]{2,}/i.test(text));
      assert.deepEqual(told, [], place);
    };
    await page.locator('katong-style-cards').getByText('漫画').first().waitFor();
    await foreign('a new page');
    await choose(page, 'single', file('broken.png'));
    await draw(page, 'single');
    await page.locator('katong-single').getByText(/不是可以读取的照片/).first().waitFor();
    await foreign('a broken photo');
    await choose(page, 'single', photo);
    await draw(page, 'single');
    await page.locator('katong-before-after').waitFor();
    await foreign('a result');
    for (const [tab, there] of [
      ['history', 'katong-history-job'],
      ['system', 'katong-style-list li'],
      ['batch', 'katong-photo-input'],
    ]) {
      await page.locator(`#tab-${tab}`).click();
      await page.locator(`#panel-${tab} ${there}`).first().waitFor();
      await page.waitForLoadState('networkidle').catch(() => {});
      await foreign(tab);
    }
  },

  async 'both languages say the same things with the same values'(open) {
    const page = await open();
    const messages = await page.evaluate(async () => {
      const { src } = document.querySelector('script[type=module]');
      return (await import(new URL('messages.js', src).href)).messages;
    });
    const values = (language) =>
      Object.fromEntries(
        Object.entries(messages[language])
          .map(([key, message]) => [key, message.other ?? message])
          .map(([key, message]) => [key, [...new Set(message.match(/\{\w+\}/g))].sort()]),
      );
    const [english, chinese] = [values('en'), values('zh')];
    assert.deepEqual(Object.keys(english).sort(), Object.keys(chinese).sort());
    const differing = Object.keys(english).filter(
      (key) => `${english[key]}` !== `${chinese[key]}` && key !== 'history.names',
    );
    assert.deepEqual(differing, []);
  },

  async 'a second visit fetches the page itself and nothing else of it'(open) {
    const page = await open();
    const fetched = () =>
      page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .filter(({ name, transferSize }) => name.includes('/assets/') && transferSize > 0)
          .map(({ name }) => name),
      );
    assert.ok((await fetched()).length > 50);
    await page.goto('about:blank');
    await page.goBack();
    await page.locator('katong-style-cards').first().waitFor({ state: 'attached' });
    assert.deepEqual(await fetched(), []);
  },

  async 'the documentation of the API opens'(open) {
    const page = await open({ hash: '#/system' });
    await page.getByRole('link', { name: 'The HTTP API, to try out' }).click();
    await page.getByText('/api/v1/cartoonize').first().waitFor();
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
});
