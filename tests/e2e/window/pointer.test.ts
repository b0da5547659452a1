import type { Browser, Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { need } from '../../need.ts'
import { launch, openWindow, type Opened } from './open.ts'

const chromium = need('chromium')

describe.skipIf(chromium.path === undefined)('the spectrum under the pointer', () => {
  let browser: Browser
  let opened: Opened
  let chart: Locator
  /** The chart as drawn now; frozen, so that only the pointer changes it. */
  const picture = async (): Promise<string> => (await chart.screenshot()).toString('base64')
  const away = (): Promise<void> => opened.page.mouse.move(5, 5)

  beforeAll(async () => {
    browser = await launch(chromium.path!)
    opened = await openWindow(browser)
    await opened.page.keyboard.press('f')
    chart = opened.page.getByRole('img', { name: /^Live reflectance/ })
    await away()
  })
  afterAll(async () => {
    expect(opened.complaints.join('\n')).toBe('')
    await opened.close()
    await browser.close()
  })

  async function point(x: number, y: number): Promise<void> {
    const box = (await chart.boundingBox())!
    await opened.page.mouse.move(box.x + x * box.width, box.y + y * box.height)
  }

  it('shows a crosshair while it hovers, and keeps it after a click', async () => {
    const bare = await picture()
    await point(0.5, 0.5)
    expect(await picture()).not.toBe(bare)
    await away()
    expect(await picture()).toBe(bare)
    await point(0.5, 0.5)
    await opened.page.mouse.down()
    await opened.page.mouse.up()
    await away()
    expect(await picture()).not.toBe(bare)
    await point(0.5, 0.5)
    await opened.page.mouse.dblclick(...(await centre()))
    await away()
    expect(await picture()).toBe(bare)
  })

  it('zooms by a drag and by the wheel, and shows everything again after a double click', async () => {
    const bare = await picture()
    await point(0.3, 0.5)
    await opened.page.mouse.down()
    await point(0.5, 0.6)
    await opened.page.mouse.up()
    await away()
    const dragged = await picture()
    expect(dragged).not.toBe(bare)
    await point(0.5, 0.5)
    await opened.page.mouse.wheel(0, -240)
    await away()
    expect(await picture()).not.toBe(dragged)
    await opened.page.mouse.dblclick(...(await centre()))
    await away()
    expect(await picture()).toBe(bare)
  })

  it('lets the key 0 undo a zoom', async () => {
    const bare = await picture()
    await point(0.5, 0.5)
    await opened.page.mouse.wheel(0, -240)
    await away()
    expect(await picture()).not.toBe(bare)
    await opened.page.keyboard.press('0')
    await expect.poll(picture).toBe(bare)
  })

  async function centre(): Promise<[number, number]> {
    const box = (await chart.boundingBox())!
    return [box.x + box.width / 2, box.y + box.height / 2]
  }
})
