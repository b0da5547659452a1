import type { Axis } from '../../contract/spectrum.ts'
import type { LineDialogue } from '../links/line-dialogue.ts'
import { photoResearchValue } from '../protocols/photo-research.ts'
import type { Budget } from '../transports/deadline.ts'

/** What the two lines before a spectrum say is not known for all models; they are read over. */
const INFO_LINES = 2

/** The spectrum of the last measurement, W/(sr m2 nm) on `axis`. @throws Problem PROTOCOL_VIOLATION, DEVICE_TIMEOUT */
export async function fetchSpectrum(
  dialogue: LineDialogue,
  command: string,
  axis: Axis,
  budget: Budget,
  firstMs: number,
): Promise<Float64Array> {
  const lines = await dialogue.fetch(command, INFO_LINES + axis.bands, budget, firstMs)
  return Float64Array.from(lines.slice(INFO_LINES), (line, i) => photoResearchValue(line, axis, i))
}
