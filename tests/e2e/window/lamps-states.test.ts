import { describe, expect, it } from 'vitest'
import type { LampAnswer, LampSpectrum } from '../../../contract/lamps.ts'
import { writePng } from '../../../formats/picture-file.ts'
import { refusal } from '../../renderer/fake/app.ts'
import { browserTool, inspectorOf, mainOf, oneWindow } from './one-window.ts'
import { goTo } from './open.ts'

const COLUMNS = 480
const across = Float64Array.from({ length: COLUMNS }, (_, i) => Math.exp(-(((i - 300) / 9) ** 2)))

/** What a bench tells of a photograph; `share` is the probability of neon. */
function neon(share: number): LampAnswer {
  const known = share >= 0.6
  const rest = (1 - share) / 6
  return {
    label: known ? 3 : 'unknown',
    nearest: 3,
    probabilities: Float64Array.from({ length: 7 }, (_, label) => (label === 3 ? share : rest)),
    threshold: 0.6,
    falseAlarmRate: 0.05,
    rows: Float64Array.from({ length: 3 * COLUMNS }, (_, i) => across[Math.floor(i / 3)] ?? 0),
    prepared: Buffer.alloc(COLUMNS * 15 * 3, 90).toString('base64'),
    turnDegrees: 0,
    frame: { left: 0.1, top: 0.2, width: 0.8, height: 0.6 },
    mean: {
      x: Float64Array.from(across, (_, i) => i),
      values: across,
      laid: { fromNm: 400, toNm: 700, correlation: 0.93 },
    },
    notes: [],
  }
}
/** The same told from a spectrum of the bench. */
function spectrum(): LampSpectrum {
  const wavelengthNm = Float64Array.from({ length: 401 }, (_, i) => 380 + i)
  const signal = wavelengthNm.map((nm) => Math.exp(-(((nm - 640) / 4) ** 2)))
  const told = neon(0.97)
  return {
    ...told,
    mean: { x: wavelengthNm, values: signal, laid: null },
    wavelengthNm,
    values: signal,
    lines: [{ measuredNm: 640.2, height: 1, line: { element: 'neon', nm: 640.225, residualNm: -0.025 } }],
    light: { temperature: { kelvin: 2100, duv: 0.01 }, x: 0.6, y: 0.39, rendering: null },
    asMeasured: true,
  }
}
const picture = (name: string) => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.from(writePng({ width: 64, height: 24, rgb: new Uint8Array(64 * 24 * 3).fill(120) })),
})

/** What the view of lamps says in each state; the classifier itself is asked in tests/e2e/lamps.test.ts. */
describe.skipIf(browserTool.path === undefined)('states of Lamps', () => {
  const window = oneWindow()
  const answer = () => mainOf(window().page).getByRole('heading', { level: 2 }).first()

  async function drop(...names: string[]): Promise<void> {
    const { page } = window()
    const chooser = page.waitForEvent('filechooser')
    await mainOf(page).getByRole('button', { name: /^Open/ }).first().click()
    await (await chooser).setFiles(names.map(picture))
  }

  it('empty: what to do, in three ways', async () => {
    const { page } = window()
    await goTo(page, 'Lamps')
    await mainOf(page)
      .getByRole('heading', { name: 'Point the probe at a lamp, or drop a photograph of a spectrum.' })
      .waitFor()
    for (const name of [/^Open photographs/, /^Tell the lamp at the probe/, /^Show a demo/])
      await mainOf(page).getByRole('button', { name }).waitFor()
  })

  it('being looked at: the name stands there until the answer comes', async () => {
    const { page, app } = window()
    let tell: (answer: LampAnswer) => void = () => undefined
    app.scene.answers['lamps.photograph'] = () => new Promise((resolve) => (tell = resolve))
    await drop('tube.png')
    await mainOf(page).getByText('Looking at tube.png.').waitFor()
    await expect.poll(() => app.scene.calls).toContain('lamps.photograph')
    tell(neon(0.91))
    await expect.poll(() => answer().innerText()).toBe('Neon')
    await mainOf(page)
      .getByText(/91\s% probable/)
      .waitFor()
    await mainOf(page)
      .getByRole('img', { name: /^Photograph tube/ })
      .waitFor()
    await inspectorOf(page).getByText('Preparation').waitFor()
  })

  it('unknown: said as large as a name, with the nearest class and the limit', async () => {
    const { page, app } = window()
    const known = await answer().evaluate((element) => getComputedStyle(element).fontSize)
    app.scene.answers['lamps.photograph'] = () => neon(0.4)
    await drop('torch.png')
    await expect.poll(() => answer().innerText()).toBe('Unknown')
    expect(await answer().evaluate((element) => getComputedStyle(element).fontSize)).toBe(known)
    await mainOf(page)
      .getByText(/Nearest: Neon, 40\s%\. Below\s+60\s% nothing is claimed/)
      .waitFor()
  })

  it('no picture: the message, the others stay in the list', async () => {
    const { page, app } = window()
    app.scene.answers['lamps.photograph'] = () => {
      throw refusal({
        code: 'FORMAT_UNKNOWN',
        title: 'File not recognised',
        happened: 'broken.png is neither a PNG nor a JPEG.',
        kept: 'Nothing was changed.',
        next: 'Open a photograph.',
      })
    }
    await drop('broken.png')
    const card = mainOf(page).getByRole('alert', { name: 'File not recognised' })
    await card.getByText('FORMAT_UNKNOWN').waitFor()
    const list = page.getByRole('list', { name: 'Photographs and spectra' })
    expect(await list.getByRole('listitem').count()).toBe(3)
    await list.getByRole('button', { name: /tube\.png/ }).click()
    await expect.poll(() => answer().innerText()).toBe('Neon')
  })

  it('live: the lines of the lamp, its colour, and that no sensitivity was taken out', async () => {
    const { page, app } = window()
    app.scene.answers['lamps.live'] = () => spectrum()
    await page.keyboard.press('l')
    await mainOf(page)
      .getByText(/the sensitivity of the spectrometer is still in it/)
      .waitFor()
    await mainOf(page)
      .getByText(/640\.2/)
      .first()
      .waitFor()
    await expect.poll(() => mainOf(page).innerText()).toMatch(/CCT[\s\S]*2,100/)
  })
})
