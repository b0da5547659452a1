import type { Stage } from './stage.ts'

/** Pictures that are taken on the way through one story of the program. */
export interface Scene {
  readonly pictures: readonly string[]
  readonly flags: readonly string[]
  play(stage: Stage): Promise<void>
}

const HALF_A_PLATE = 330

/** Waits until so many pairs are committed. */
async function pairs({ main, page }: Stage, least: number): Promise<void> {
  for (;;) {
    const text = (await main.innerText()).replaceAll(/\s+/g, ' ')
    if (Number(/(\d[\d,]*) of [\d,]+ pairs/.exec(text)?.[1]?.replaceAll(',', '') ?? 0) >= least) return
    await page.waitForTimeout(100)
  }
}

/** A plate, its models, the corrected live view, the stored session, and the recalibration of a drifted instrument. */
async function mainJob(stage: Stage): Promise<void> {
  const { main, inspector, page } = stage
  await stage.press('Control+2')
  await main.getByRole('button', { name: 'Default plate 660' }).click()
  await stage.primary(/^Start scan/)
  await stage.press(' ')
  await pairs(stage, HALF_A_PLATE)
  await stage.press(' ')
  await stage.primary(/^Resume scan/)
  await stage.shoot('plate')
  await stage.press(' ')
  await stage.primary(/^Train/)
  await stage.press(' ')
  await main
    .getByRole('row', { name: /autoencoder/ })
    .getByRole('button', { name: 'Skip' })
    .click()
  await inspector.getByRole('button', { name: 'Make v1 active' }).waitFor()
  await stage.shoot('models')
  await inspector.getByRole('button', { name: 'Make v1 active' }).click()
  await stage.press('Control+1')
  await page.getByText('90 % interval').first().waitFor()
  await stage.press(' ')
  await main.getByRole('row', { name: /Spot 1/ }).waitFor()
  await stage.shoot('live')
  await stage.press('Shift+V')
  await main.getByRole('heading', { name: 'Nothing was verified yet.' }).waitFor()
  await stage.press(' ')
  await main.getByRole('row', { name: /Passed|Failed/ }).waitFor()
  await stage.shoot('verify')
  await main.getByRole('radio', { name: 'Readings' }).click()
  await main
    .getByRole('row', { name: /[A-T]\d\d/ })
    .first()
    .waitFor()
  await stage.shoot('sessions')
  await stage.press('Control+5')
  await stage.shoot('devices')
  await stage.restart(['--fast', '--drift', '--seed', '3'])
  await stage.press('Shift+R')
  await main.getByText('Is Gated v1 still right?').waitFor()
  await stage.press(' ')
  await inspector.getByText(/Drift found/).waitFor()
  await stage.shoot('recalibrate')
}

/** One photograph of the demonstration, told. */
async function lamps(stage: Stage): Promise<void> {
  const { main } = stage
  await stage.press('Control+6')
  await main.getByRole('button', { name: 'Show a demo' }).click()
  const list = main.getByRole('list', { name: 'Photographs and spectra' })
  await list.getByRole('listitem').nth(7).waitFor()
  await list
    .getByText(/waiting|reading/)
    .first()
    .waitFor({ state: 'detached' })
  await list.getByRole('button').nth(2).click()
  await stage.shoot('lamps')
}

/** The Raman classifier of the demonstration and what it looks at. */
async function explain(stage: Stage): Promise<void> {
  const { main, page } = stage
  await stage.press('Control+8')
  await main.getByRole('button', { name: 'Train the demonstration' }).click()
  await page.getByRole('listbox', { name: 'Class' }).waitFor()
  await main.getByRole('row').nth(1).waitFor()
  await stage.shoot('explain')
}

/** Maps of one cube by the three ways, after the shortest training. */
async function maps(stage: Stage): Promise<void> {
  const { main, inspector, page } = stage
  await stage.press('Control+7')
  await main.getByRole('button', { name: /Demo: meat/ }).click()
  await page.getByRole('img', { name: /^Cube cube-\d+ in three bands/ }).waitFor()
  await inspector.getByRole('radio', { name: 'Quick' }).click()
  await stage.press('Space')
  await page.getByRole('img', { name: /^Map by U-Net/ }).waitFor()
  await stage.shoot('maps')
}

/** Every picture the guide and the README show, in the order they are taken. */
export const SCENES: readonly Scene[] = [
  {
    pictures: ['plate', 'models', 'live', 'verify', 'sessions', 'devices', 'recalibrate'],
    flags: ['--fast'],
    play: mainJob,
  },
  { pictures: ['lamps'], flags: ['--fast'], play: lamps },
  { pictures: ['explain'], flags: ['--fast'], play: explain },
  { pictures: ['maps'], flags: ['--fast'], play: maps },
]
