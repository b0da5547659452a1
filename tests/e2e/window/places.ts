import type { Page } from 'playwright'
import type { FakeApp } from '../../renderer/fake/app.ts'
import { learned } from '../../renderer/fake/learned.ts'
import { goTo } from './open.ts'

/** Every view in rail order. */
export const VIEWS = [
  'Live',
  'Plate',
  'Models',
  'Sessions',
  'Devices',
  'Lamps',
  'Maps',
  'Explain',
  'Settings',
] as const

/** The window sizes of the design. */
export const SIZES = [
  [1024, 700],
  [1280, 800],
  [1440, 900],
  [1920, 1080],
] as const

export const THEMES = ['dark', 'light', 'grey'] as const

/** A bench with a day's work behind it: a half-read plate, methods, models, sessions, a classifier. */
export function worked(app: FakeApp): void {
  app.scene.learned = learned()
  app.scene.explained = true
}

/** Something the window can show, and the way to it from any other. */
export interface Place {
  readonly name: string
  open(page: Page): Promise<void>
}

const main = (page: Page) => page.getByRole('main')

/** Closes what lies over the view: two things at most. */
async function clear(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
}

/** Goes to a view and waits until a text of its own is there. */
function view(name: string, sign: (page: Page) => Promise<void>, title = name): Place {
  return {
    name: title,
    open: async (page) => {
      await clear(page)
      await goTo(page, name)
      await sign(page)
    },
  }
}

/** Something over or inside a view, reached by keys. */
function by(keys: readonly string[], name: string, from: string, sign: (page: Page) => Promise<void>): Place {
  return {
    name,
    open: async (page) => {
      await clear(page)
      await goTo(page, from)
      for (const key of keys) await page.keyboard.press(key)
      await sign(page)
    },
  }
}

const dialog = (name: RegExp) => (page: Page) => page.getByRole('dialog', { name }).waitFor()
const reads = (text: string | RegExp) => (page: Page) => main(page).getByText(text).first().waitFor()

/** The views of a bench on which nothing was learned yet. */
export const BARE: readonly Place[] = [
  view('Plate', reads('No plate yet.'), 'no plate'),
  view('Models', reads(/24 pairs are enough/), 'no models'),
  view('Sessions', reads(/Readings appear here/), 'no sessions'),
  view('Explain', reads('Choose a trained network.'), 'nothing to explain'),
]

/** The views, dialogs and drawers of a bench with a day's work behind it. */
export const WORKED: readonly Place[] = [
  view('Live', async (page) => {
    await page.getByRole('img', { name: /^Live reflectance/ }).waitFor()
  }),
  by(['t'], 'Live as a table', 'Live', async (page) => {
    await page.getByRole('table', { name: /Reflectance of the present/ }).waitFor()
    await page.keyboard.press('t')
    await page.keyboard.press('t')
  }),
  by(['t', 'Control+k'], 'palette', 'Live', async (page) => {
    await page.getByRole('combobox').fill('p')
  }),
  by(['?'], 'keys of Live', 'Live', dialog(/^Keys of this view/)),
  {
    name: 'log drawer',
    open: async (page) => {
      await page.getByRole('contentinfo').getByRole('button').first().click()
      await page.getByRole('region', { name: 'Log' }).waitFor()
    },
  },
  {
    name: 'what the domain lamp means',
    open: async (page) => {
      await page
        .getByRole('region', { name: 'Instruments' })
        .getByRole('button', { name: /^Domain/ })
        .click()
    },
  },
  view('Plate', (page) => page.getByRole('gridcell').first().waitFor()),
  view('Models', reads('Winner')),
  ...['Figures', 'Correction', 'Worst patches'].map((part) =>
    view(
      'Models',
      async (page) => {
        await main(page).getByRole('radio', { name: part }).click()
      },
      `Models, ${part}`,
    ),
  ),
  by(['Shift+R'], 'recalibration', 'Models', reads(/Is Gated v7 still right/)),
  view('Sessions', async (page) => {
    await main(page).getByRole('radio', { name: 'Readings' }).click()
    await main(page).getByRole('row', { name: /A01/ }).first().waitFor()
  }),
  by(['Control+e'], 'export sheet', 'Sessions', dialog(/^Export/)),
  view(
    'Sessions',
    async (page) => {
      await main(page).getByRole('radio', { name: 'Verifications' }).click()
      await main(page).getByText('Nothing was verified yet.').waitFor()
    },
    'no verifications',
  ),
  view('Devices', (page) => page.getByRole('img', { name: /Reply times/ }).waitFor()),
  {
    name: 'menu of faults',
    open: async (page) => {
      await goTo(page, 'Devices')
      await page.getByRole('button', { name: 'Simulate a fault' }).click()
      await page.getByRole('menu').waitFor()
    },
  },
  view('Lamps', reads(/Point the probe/)),
  view('Maps', (page) =>
    main(page)
      .getByRole('button', { name: /Demo: meat/ })
      .waitFor(),
  ),
  view(
    'Maps',
    async (page) => {
      await main(page)
        .getByRole('button', { name: /Demo: meat/ })
        .click()
      await page.getByRole('img', { name: /^Cube cube-1 in three/ }).waitFor()
    },
    'a cube',
  ),
  view('Explain', reads('408.0 to 432.0')),
  view('Settings', reads('Neutral grey is')),
]
