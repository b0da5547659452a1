import { z } from 'zod'
import { ToleranceSchema, VerifyScheduleSchema } from '../../contract/verify.ts'
import type { Tolerance, VerifySchedule } from '../../contract/verify.ts'
import type { Store } from '../store/interface.ts'
import { USUAL_TOLERANCE } from './tolerance.ts'

const KEY = 'verification'
const NO_SCHEDULE: VerifySchedule = { days: null, sessions: null }

const SettingsSchema = z.record(
  z.string(),
  z.object({ tolerance: ToleranceSchema.optional(), schedule: VerifyScheduleSchema.optional() }),
)
type Settings = z.infer<typeof SettingsSchema>

function all(store: Pick<Store, 'getSetting'>): Settings {
  const read = SettingsSchema.safeParse(store.getSetting(KEY) ?? {})
  // What another version wrote is not guessed at: the usual values hold.
  return read.success ? read.data : {}
}

/** What an instrument has to keep to and how often it is to be verified, by serial number. */
export function verifySettings(
  store: Pick<Store, 'getSetting'>,
  instrument: string,
): { tolerance: Tolerance; schedule: VerifySchedule } {
  const kept = all(store)[instrument]
  return { tolerance: kept?.tolerance ?? USUAL_TOLERANCE, schedule: kept?.schedule ?? NO_SCHEDULE }
}

/** Serial numbers of the instruments that have a schedule. */
export const scheduledInstruments = (store: Pick<Store, 'getSetting'>): string[] =>
  Object.entries(all(store)).flatMap(([instrument, { schedule }]) =>
    schedule && (schedule.days !== null || schedule.sessions !== null) ? [instrument] : [],
  )

/** Keeps what is given of an instrument; the rest stays. */
export function keepVerifySettings(
  store: Pick<Store, 'getSetting' | 'setSetting'>,
  instrument: string,
  changes: { readonly tolerance?: Tolerance | undefined; readonly schedule?: VerifySchedule | undefined },
): void {
  const settings = all(store)
  const { tolerance, schedule } = changes
  const kept = {
    ...settings[instrument],
    ...(tolerance ? { tolerance } : {}),
    ...(schedule ? { schedule } : {}),
  }
  store.setSetting(KEY, { ...settings, [instrument]: kept })
}
