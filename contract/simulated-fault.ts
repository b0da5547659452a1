import { z } from 'zod'

/**
 * What a hand can do to a simulated instrument: pull and put back its plug (the latter also ends everything that is
 * wrong with it), touch its line, make the system refuse it to programs, or, with a spectrometer, trouble its lamp, its
 * probe or its clock.
 */
export const SimulatedFaultSchema = z.enum([
  'unplug',
  'plug',
  'silence',
  'garble',
  'no-permission',
  'in-use',
  'no-driver',
  'lamp-out',
  'lamp-weak',
  'lamp-restless',
  'probe-loose',
  'time-stuck',
])
export type SimulatedFault = z.infer<typeof SimulatedFaultSchema>
