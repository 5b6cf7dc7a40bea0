import { findChromium, launch, startProgram } from './browser.ts';
import { actAs, approve, ask, channel, thread, type } from './people.ts';

/** Takes the pictures of docs/images: a running failover on a wide page, and form and card on a phone. */
const chromium = findChromium();
if (chromium === null) throw new Error('No Chromium was found: apt-get install chromium');
const program = await startProgram();
const browser = await launch(chromium);
try {
  const wide = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
  for (const page of [wide, phone]) {
    page.setDefaultTimeout(20_000);
    await page.goto(program.url);
  }
  await phone.getByRole('button', { name: /^Try this/ }).click();
  await type(phone, '/failover orders');
  await phone.getByText(/Precheck of orders/).waitFor();
  await phone.screenshot({ path: 'docs/images/form.png' });
  await phone.getByRole('button', { name: 'Cancel' }).click();
  await actAs(wide, 'Mei Lin');
  await ask(wide, 'orders', 'Region hangzhou is lost; orders must take writes again.');
  await phone.getByRole('button', { name: 'Channel', exact: true }).click();
  await channel(phone).getByRole('button', { name: 'Approve' }).waitFor();
  await phone.screenshot({ path: 'docs/images/card.png' });
  await actAs(wide, 'Arun Patel');
  await approve(wide);
  await thread(wide)
    .getByText(/3\/5 .*: running/)
    .waitFor({ timeout: 40_000 });
  await wide.mouse.move(640, 20);
  await wide.screenshot({ path: 'docs/images/page.png' });

  // A planned switchover, once it is back.
  await phone.evaluate(() =>
    fetch('/ocp/admin/regions/hangzhou/start', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }),
  );
  await type(phone, '/switchover catalog');
  await phone.getByText(/Precheck of catalog/).waitFor();
  await phone.getByLabel('Reason').fill('Maintenance of sh-prod tonight.');
  await phone.screenshot({ path: 'docs/images/switchover-form.png' });
  await phone.getByRole('button', { name: 'Ask for approval' }).click();
  await channel(phone)
    .getByText(/Switch over catalog/)
    .waitFor();
  await channel(phone).getByRole('button', { name: 'Approve' }).last().waitFor();
  await phone.screenshot({ path: 'docs/images/switchover-card.png' });
} finally {
  await browser.close();
  await program.stop();
}
