// What must stay in sight where there is little room.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, settled } from './page.mjs';

const PHONE = { viewport: { width: 360, height: 780 } };
const beyond = (element) => element.scrollWidth - element.clientWidth;

test('on a phone the chosen view is in sight among the views, and nothing is read by scrolling to the side', async () => {
  for (const [tab, what] of [['actors', '.actors-table'], ['figures', '.figures'], ['alerts', '.watch']]) {
    const page = await open(`#at=2024-12-06&tab=${tab}`, PHONE);
    await settled(page, '2024-12-06');
    const [row, chosen] = await Promise.all([page.getByRole('tablist').boundingBox(), page.getByTestId(`tab-${tab}`).boundingBox()]);
    assert.ok(chosen.x >= row.x && chosen.x + chosen.width <= row.x + row.width + 1, `${tab} is in sight`);
    await page.locator(what).first().waitFor();
    assert.equal(await page.locator(what).first().evaluate(beyond), 0, `${what} fits`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, `${tab} fits`);
  }
});

test('beside the earlier day the buttons that zoom are not covered on a phone', async () => {
  const page = await open('#at=2024-12-09&since=2024-12-05&f.beside=on', PHONE);
  await settled(page, '2024-12-09');
  const [label, button] = await Promise.all([page.locator('.map-day:not(.earlier)').boundingBox(), page.getByTestId('fit').locator('xpath=..').getByRole('button').first().boundingBox()]);
  assert.ok(button.y >= label.y + label.height, 'the day stands above them');
});
