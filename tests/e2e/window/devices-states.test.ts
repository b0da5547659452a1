import { describe, expect, it } from 'vitest'
import type { ProblemCode, ProblemData } from '../../../contract/errors.ts'
import type { DeviceInfo } from '../../../contract/instrument.ts'
import { benchDevices, benchState, deviceDetail } from '../../renderer/fake/bench.ts'
import { browserTool, inspectorOf, mainOf, oneWindow } from './one-window.ts'
import { goTo } from './open.ts'

/** Faults of an instrument: code, title, and the cause that is named first. */
const FAULTS: readonly (readonly [ProblemCode, string, string])[] = [
  ['DEVICE_LOST', 'The reference was unplugged', 'Cable or connector'],
  ['DEVICE_TIMEOUT', 'The reference stopped answering', 'Asleep, switched off or battery empty'],
  ['PERMISSION', 'No permission for /dev/ttyUSB1', 'Permission'],
  ['BUSY', 'The port is in use', 'Another program'],
  ['DRIVER', 'Driver missing', 'Driver'],
  ['PROTOCOL_VIOLATION', 'The reference sent an unreadable frame', 'Cable or connector'],
  ['WRONG_DEVICE', 'Another reference is plugged in', 'Another unit plugged in'],
]

/** What the Devices view says of instruments in every state they can be in. */
describe.skipIf(browserTool.path === undefined)('states of Devices', () => {
  const window = oneWindow()
  const REFERENCE = 'jeti-1211@sim'

  /** Shows the reference as it is now, on the page of it. */
  async function reference(change: Partial<DeviceInfo>): Promise<void> {
    const { app, page } = window()
    const devices = benchDevices().map((one) => (one.role === 'reference' ? { ...one, ...change } : one))
    app.scene.bench = benchState({ devices })
    app.publish()
    await goTo(page, 'Devices')
    await mainOf(page)
      .getByRole('listitem')
      .getByRole('button', { name: /Bench reference/ })
      .click()
  }

  it('healthy: link times, required against read back, transcript, identity', async () => {
    await reference({})
    const main = mainOf(window().page)
    await main.getByRole('img', { name: /Reply times of Bench reference/ }).waitFor()
    await main.getByText('921600 8N1').first().waitFor()
    await main.getByText('M0, D50').first().waitFor()
    await main.getByText('OK 41 bands crc C71B').first().waitFor()
    expect(await main.getByRole('alert').count()).toBe(0)
  })

  it.each(FAULTS)(
    'fault %s: three parts and the code above all, the likeliest cause first',
    async (code, title, cause) => {
      const problem: ProblemData = {
        code,
        title,
        happened: `It is so: ${code}.`,
        kept: '264 pairs are on disk.',
        next: 'Do this next.',
      }
      await reference({ state: 'faulted', problem })
      const { page } = window()
      const card = mainOf(page).getByRole('alert', { name: title })
      await card.waitFor()
      for (const part of [problem.happened, problem.kept, problem.next, code])
        expect(await card.innerText()).toContain(part)
      const causes = inspectorOf(page).getByRole('region', { name: 'Probable cause' }).or(inspectorOf(page))
      await expect
        .poll(() => causes.first().innerText())
        .toMatch(new RegExp(`Probable cause[\\s\\S]*?${cause}`))
    },
  )

  it('doctor: the first failure stops the chain, the checks behind it wait', async () => {
    const { app, page } = window()
    app.scene.answers['bench.detail'] = () => {
      const detail = deviceDetail(REFERENCE, true)
      const doctor = detail.doctor.map((check, i) => ({ ...check, ok: i < 1 }))
      return { ...detail, doctor }
    }
    await reference({
      state: 'faulted',
      problem: { code: 'PERMISSION', title: 'No permission', happened: 'So.', kept: '-', next: 'Ask.' },
    })
    const lamps = inspectorOf(page).getByRole('listitem').getByRole('img')
    await expect
      .poll(async () =>
        (await lamps.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label'))))
          .slice(0, 6)
          .join(),
      )
      .toMatch(/^(good|pass\w*),(fault|fail\w*)(,wait\w*){4}$/)
    delete app.scene.answers['bench.detail']
  })

  it('opening, absent and not in use: each is said by a word and stays in the list', async () => {
    const { app, page } = window()
    const main = mainOf(page)
    await reference({ state: 'opening', activity: 'Asking for its serial number' })
    await main.getByText('Asking for its serial number').first().waitFor()
    await reference({ state: 'absent', activity: 'Absent' })
    await main
      .getByRole('listitem')
      .getByRole('button', { name: /Bench reference.*Absent/ })
      .waitFor()
    for (const group of [/^Bench\s*3/, 'Found, not in use', 'Seen before'])
      await main.getByRole('heading', { name: group }).waitFor()
    await main
      .getByRole('listitem')
      .getByRole('button', { name: /Bench unit 104/ })
      .click()
    await main.getByRole('heading', { name: 'Bench unit 104' }).waitFor()
    app.scene.bench = benchState()
    app.publish()
  })

  it('nothing at all: how an instrument gets here', async () => {
    const { app, page } = window()
    app.scene.bench = benchState({ devices: [] })
    app.publish()
    await goTo(page, 'Devices')
    await mainOf(page).getByText('Nothing found').waitFor()
    await mainOf(page)
      .getByText(/No device yet\. Plug one in, it appears by itself/)
      .waitFor()
    await mainOf(page)
      .getByRole('button', { name: /simulated bench/ })
      .click()
    await expect.poll(() => app.scene.calls).toContain('bench.addSimulated')
    await mainOf(page)
      .getByRole('listitem')
      .getByRole('button', { name: /Bench reference/ })
      .waitFor()
  })
})
