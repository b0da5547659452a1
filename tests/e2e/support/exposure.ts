import { expect } from 'vitest'
import { SOON, type ProgramWindow } from './program-window.ts'

/** Sets the integration time in the inspector of the spectrometer, and waits until it is what is asked for. */
export async function askForTime(window: ProgramWindow, ms: number): Promise<void> {
  const { inspector } = window
  const field = inspector.getByRole('spinbutton', { name: 'Integration time' })
  const asked = async (): Promise<string> => {
    const said = (await inspector.innerText()).replaceAll(/\s+/g, ' ')
    if (said.includes(`Asked for ${String(ms)} ms`)) return said
    // A call whose way was cut on a busy machine is made again, as a person would; the button goes when one got through.
    await field.fill(String(ms))
    await inspector
      .getByRole('button', { name: 'Set', exact: true })
      .click({ timeout: 2_000 })
      .catch(() => undefined)
    return said
  }
  await expect.poll(asked, { ...SOON, interval: 1_000 }).toContain(`Asked for ${String(ms)} ms`)
  // What is pressed next is a command, and no digit.
  await field.blur()
}
