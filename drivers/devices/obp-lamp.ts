import type { Lamp } from '../capabilities.ts'
import type { Lane } from '../links/lane.ts'
import type { ObpLink } from '../links/obp-link.ts'
import { refused } from '../problems.ts'
import type { Budget } from '../transports/deadline.ts'

const ON = Uint8Array.of(1)
const OFF = Uint8Array.of(0)

/**
 * The lamp line (OBP 1.1, lamp enable), switched on; undefined where the firmware does not offer it. The
 * protocol has no way to read it back, and whether a lamp hangs on the line only the light can tell.
 * `spoilFrame` is told that the frame under way saw both lights.
 */
export async function obpLamp(
  obp: ObpLink,
  single: Lane,
  budget: Budget,
  spoilFrame: () => void,
): Promise<Lamp | undefined> {
  if (!(await obp.commandIfOffered('setLampEnable', ON, budget))) return undefined
  return {
    setLamp: (on, io) =>
      single.run(io, async (each) => {
        spoilFrame()
        if (await obp.commandIfOffered('setLampEnable', on ? ON : OFF, each)) return
        throw refused(
          'Switching the lamp',
          'it no longer knows the command',
          'Connect the spectrometer again.',
        )
      }),
  }
}
