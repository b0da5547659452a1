import type { Session } from '../../contract/session.ts'
import type { Store } from '../store/interface.ts'

/** Model and serial number of the two instruments whose pairs a session holds. */
export interface PairedInstruments {
  readonly spectrometer: string
  readonly reference: string
}

/** As stored with the first pair; a session without pairs has its list only. */
export function pairedInstruments(store: Store, session: Session): PairedInstruments {
  const [pair] = store.currentPairs(session.id)
  const named = (reading: number | undefined): string => {
    if (reading === undefined) return ''
    const { model, serial, firmware } = store.getDevice(store.getReading(reading).device)
    const version = /firmware/i.test(firmware) ? firmware : `firmware ${firmware}`
    return [model, serial, ...(firmware === '' ? [] : [version])].join(', ')
  }
  if (!pair) return { spectrometer: session.instruments.join('; '), reference: '' }
  return { spectrometer: named(pair.spectrometer[0]), reference: named(pair.reference[0]) }
}

/** Name of a session's plate and how many patches it has. */
export function plateOf(store: Store, session: Session): string {
  const plate = store.sessionPlate(session.id)
  if (!plate) return session.plate ?? 'none'
  return `${plate.name}, ${plate.patches.length} patches in ${plate.rows} rows of ${plate.columns}`
}
