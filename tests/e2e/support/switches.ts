import type { Locator } from 'playwright'
import type { ProgramWindow } from './program-window.ts'

/** Turns a fault of an instrument on, or all of them off, in the Devices view. */
export async function turn(window: ProgramWindow, instrument: string, fault: string): Promise<void> {
  await window.press('Control+5')
  const { main, page } = window
  await main.getByRole('listitem').getByRole('button', { name: instrument }).click()
  await main.getByRole('button', { name: 'Simulate a fault' }).click()
  await page.getByRole('menuitemradio', { name: fault }).click()
}

/** A message in its three parts, with its code. */
export async function message(window: ProgramWindow, card: Locator, code: string): Promise<void> {
  await window.reads(card, new RegExp(`${code}.*What happened.*What was kept.*What to do next`))
}

/** The same, closed again. */
export async function closedMessage(window: ProgramWindow, card: Locator, code: string): Promise<void> {
  await message(window, card, code)
  await card.getByRole('button', { name: 'Close this message' }).click()
  await card.waitFor({ state: 'detached' })
}
