import type { Exposure } from '../../drivers/capabilities.ts'
import { exposureAdvice, formatMs, levelState, nextExposure } from '../../spectra/exposure.ts'
import { requireWhite } from '../../spectra/tristimulus.ts'
import { lightReference, spectrometerReference } from '../references.ts'
import type { SpectrometerReading } from '../measure.ts'
import { ask, patient } from './kit.ts'
import type { Kit, Piece } from './kit.ts'
import { moveToWhite } from './place.ts'
import { saturatedWhite, weakWhite } from './problems.ts'

/** Darks and whites are the mean of this many frames: their noise enters every reading after them. */
const REPEATS = 4
const EXPOSURE_STEPS = 8
/** A detector that reads more than this with the lamp off still sees light. */
const BRIGHTEST_DARK = 0.25
const LAMP_ON_MS = 15_000
/** How long a dark taken by hand serves further whites of the same exposure. */
const HAND_DARK_MS = 30 * 60_000

/** The exposure the next reading is taken with. */
export const exposureOf = (kit: Kit): Exposure => ({
  integrationMs: kit.exposure.settings.integrationMs,
  scans: kit.exposure.settings.scansToAverage,
})

/**
 * Takes the white of both instruments and, where the exposure changed or there is none, the dark before it.
 * `asked`: the operator started it with the probe on the tile, so nothing is asked.
 * @throws Problem SATURATED, LEVEL_LOW
 */
export async function* takeWhite(kit: Kit, asked: boolean): Piece {
  if (kit.motorised) yield* moveToWhite(kit)
  else if (!asked)
    yield* ask(kit, {
      ask: kit.references.white ? 'replace-white' : 'place-white',
      text: 'Place the probe on the white tile.',
      answers: ['measure'],
    })
  else kit.hand?.('white')
  yield* findExposure(kit)
  if (!darkFits(kit) && (yield* takeDark(kit)) === 'covered')
    yield* ask(kit, {
      ask: 'place-white',
      text: 'Place the probe on the white tile again.',
      answers: ['measure'],
    })
  yield { type: 'step', name: 'white', detail: 'white reading', index: 0, total: 0 }
  const white = yield* read(kit, 'white')
  const state = levelState(white.level)
  if (state === 'saturated') throw saturatedWhite(white)
  yield reading(white, 'spectrometer', 'white')
  kit.references.keep('white', spectrometerReference(kit.store.getReading(white.id)))
  yield* takeReferenceWhite(kit)
}

/** Takes the dark: with the lamp off where the instrument can, else with the probe covered. Returns how. */
export async function* takeDark(kit: Kit): Piece<'lamp off' | 'covered'> {
  const automatic = kit.measure.switchesLamp() ? yield* lampDark(kit) : undefined
  const dark = automatic ?? (yield* coveredDark(kit))
  yield reading(dark, 'spectrometer', 'dark')
  kit.references.keep('dark', spectrometerReference(kit.store.getReading(dark.id)))
  kit.references.darkByHand = automatic === undefined
  return automatic ? 'lamp off' : 'covered'
}

async function* coveredDark(kit: Kit): Piece<SpectrometerReading> {
  const text = 'Cover the probe, no light may enter.'
  yield* ask(kit, { ask: 'cover-dark', text, answers: ['measure'] })
  yield { type: 'step', name: 'dark', detail: 'probe covered', index: 0, total: 0 }
  return yield* read(kit, 'dark')
}

/** Undefined where it stays bright: the lamp does not hang on the line that the instrument switches. */
async function* lampDark(kit: Kit): Piece<SpectrometerReading | undefined> {
  yield { type: 'step', name: 'dark', detail: 'lamp off', index: 0, total: 0 }
  const probe = { ...exposureOf(kit), scans: 1 }
  try {
    // In one job: after a loss in between the lamp is switched off again before the dark is read.
    return yield* patient(kit, 'spectrometer', async () => {
      await kit.measure.setLamp(false, kit.signal)
      // The frame under way at the switch saw both; it is not used.
      await kit.measure.frame(probe, kit.signal)
      const { level } = await kit.measure.frame(probe, kit.signal)
      return level > BRIGHTEST_DARK ? undefined : frameOf(kit, 'dark')
    })
  } finally {
    // Also when the run is stopped: nobody wants to find the lamp off.
    if (kit.bench.holder('spectrometer')?.present === true) {
      const end = AbortSignal.timeout(LAMP_ON_MS)
      await kit.measure.setLamp(true, end)
      await kit.measure.frame(probe, end)
    }
  }
}

async function* read(kit: Kit, kind: 'dark' | 'white'): Piece<SpectrometerReading> {
  return yield* patient(kit, 'spectrometer', () => frameOf(kit, kind))
}

const frameOf = (kit: Kit, kind: 'dark' | 'white'): Promise<SpectrometerReading> =>
  kit.measure.spectrometer(
    { session: kit.session, kind },
    exposureOf(kit),
    kit.references,
    kit.signal,
    REPEATS,
  )

/**
 * A reference that measures light needs its own white; one that measures reflectance calibrates itself.
 * @throws Problem LEVEL_LOW, BAD_REQUEST for X, Y and Z that are no white
 */
async function* takeReferenceWhite(kit: Kit): Piece {
  const slot = kit.bench.holder('reference')
  const quantity = slot?.device?.reference?.quantity
  if (quantity === undefined || quantity === 'reflectance') return
  const white = yield* patient(kit, 'reference', () =>
    kit.measure.reference({ session: kit.session, kind: 'white' }, kit.references, kit.signal),
  )
  yield { type: 'reading', reading: white.id, role: 'reference', kind: 'white', seconds: white.seconds }
  if (white.reading.quantity === 'tristimulus') requireWhite(white.reading.xyz)
  kit.references.referenceWhite = lightReference(kit.store.getReading(white.id))
}

/** Brings the white peak to 85 % of full scale, or checks it where the operator set the time by hand. */
async function* findExposure(kit: Kit): Piece {
  const limits = kit.measure.limitsMs()
  const { integrationMs: before } = kit.exposure.settings
  for (let step = 1; step <= EXPOSURE_STEPS; step++) {
    const exposure = { ...exposureOf(kit), scans: 1 }
    const frame = yield* patient(kit, 'spectrometer', () => kit.measure.frame(exposure, kit.signal))
    const { integrationMs } = frame.exposure
    const next = nextExposure(integrationMs, frame.level, limits)
    // A detector with coarse steps, or with one time only, says what it took: that is what is divided by.
    if (integrationMs !== exposure.integrationMs) kit.exposure.change({ integrationMs })
    if (!kit.exposure.settings.autoExposure) {
      const state = levelState(frame.level)
      if (state === 'saturated') throw saturatedWhite(frame, exposureAdvice(next))
      if (state === 'dark') throw weakWhite(frame, exposureAdvice(next))
      return
    }
    yield {
      type: 'step',
      name: 'exposure',
      detail: `${formatMs(exposure.integrationMs)}: ${Math.round(frame.level * 100)} %`,
      index: step,
      total: EXPOSURE_STEPS,
    }
    if (next.state === 'good' || next.state === 'limit') {
      const state = levelState(frame.level)
      if (state === 'good') return
      // The white before it was taken at this time and goes on counting.
      kit.exposure.change({ integrationMs: before })
      throw state === 'dark' ? weakWhite(frame) : saturatedWhite(frame, 'Weaken the light')
    }
    kit.exposure.change({ integrationMs: next.integrationMs })
  }
}

function darkFits(kit: Kit): boolean {
  const { dark } = kit.references
  if (!dark || dark.integrationMs !== kit.exposure.settings.integrationMs) return false
  // Renewed with every white where it costs no hand; a lid over the probe is asked for less often.
  if (kit.references.darkByHand) return kit.clock.now() - dark.atMs < HAND_DARK_MS
  return dark.id > (kit.references.white?.id ?? 0) && kit.references.pairsSince === 0
}

function reading(taken: SpectrometerReading, role: 'spectrometer', kind: 'dark' | 'white') {
  return { type: 'reading', reading: taken.id, role, kind, seconds: taken.seconds } as const
}
