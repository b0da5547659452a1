import { expect } from 'vitest'
import { SOON, type ProgramWindow } from './program-window.ts'
import { smallPlateCsv } from './small-plate.ts'

/** Scans an imported plate of so many rows of 12 to its end. */
export async function scanSmallPlate(window: ProgramWindow, rows: number): Promise<void> {
  await window.press('Control+2')
  await window.main.getByLabel('Plate file').setInputFiles(smallPlateCsv(rows, 12))
  await window.primary(/^Start scan/)
  await window.press(' ')
  await expect.poll(() => window.pairs(), SOON).toBe(12 * rows)
  await window.primary(/^Train/)
}

/** Trains without the slow method, and makes the candidate active. */
export async function trainAndUse(window: ProgramWindow): Promise<void> {
  await window.press('Control+3')
  await window.primary(/^Train/)
  await window.press(' ')
  await window.main
    .getByRole('row', { name: /autoencoder/ })
    .getByRole('button', { name: 'Skip' })
    .click()
  await window.inspector.getByRole('button', { name: 'Make v1 active' }).click()
  await window.strip.getByRole('button', { name: 'Active model Ridge v1' }).waitFor()
}
