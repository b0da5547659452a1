import type { RunEvent } from '../../contract/run.ts'
import type { SimulatedRole } from '../../drivers/simulators/catalogue.ts'
import type { FaultName } from '../../drivers/simulators/fault-spec.ts'
import { FINE_NM } from '../../drivers/simulators/fine-grid.ts'
import { ReferenceEye } from '../../drivers/simulators/reference-eye.ts'
import { WHITE_TILE_REFLECTANCE } from '../../drivers/simulators/scene.ts'
import { builtinReflectance } from '../../spectra/builtin-plate.ts'
import { seededRandom } from '../../spectra/random.ts'
import type { Random } from '../../spectra/random.ts'
import { eventsOf, only, testBench } from '../core/support/bench.ts'
import type { TestBench } from '../core/support/bench.ts'
import { countOf } from './weather.ts'

/** How a scan is disturbed. */
export interface ScanOptions {
  readonly rows: number
  readonly columns: number
  /** Faults of other kinds, and loose plugs, over all three instruments. */
  readonly faults: number
  readonly unplugs: number
  readonly seed: number
}

/** What became of it. */
export interface ScanResult {
  readonly pairs: number
  readonly injected: ReadonlyMap<SimulatedRole, ReadonlyMap<FaultName, number>>
  /** Messages of the runs, by code. */
  readonly codes: ReadonlyMap<string, number>
  /** Times that a person unplugged a frozen instrument, and times that the scan was started again. */
  readonly replugged: number
  readonly resumed: number
  /** Largest difference of a reference value from the true one, as a share of the white's brightest. */
  readonly worstReference: number
  /** Largest dE00 of a pair's two spectra from the plate's expected colour and from each other. */
  readonly worstExpected: number
  readonly worstRaw: number
  readonly broken: readonly string[]
}

const ROLES = ['spectrometer', 'reference', 'stage'] as const
/** Another instrument for good, and company that never comes: neither belongs into a scan of single replies. */
const KINDS: readonly FaultName[] = [
  'late',
  'split',
  'truncated',
  'garbled',
  'stalled',
  'frozen',
  'half-open',
]
/** Least number of replies in one pair, measured over a good line. */
const REPLIES_PER_PAIR = { spectrometer: 1, reference: 5, stage: 4 } as const
/** Opening and references come first. */
const FIRST_REPLY = 60
/** Gain, offset and noise of the simulated reference stay below this share of its white (more than six standard deviations). */
const REFERENCE_TOLERANCE = 0.005
/** What an instrument says while it is frozen is lost with its faults: more are drawn than are asked for. */
const SPARE = 1.2
/** As in the tests of a scan without faults. */
const EXPECTED_DELTA_E = 0.3
const RAW_DELTA_E = 3
/** What freezes on the bus stays so until somebody unplugs it for a moment: a person does after so long. */
const PATIENCE_MS = 20_000
const REPLUG_MS = 500
const MOST_RESUMES = 5

/** Rules "late@123,..." for each instrument; every reply is struck at most once. */
function rulesOf({ rows, columns, faults, unplugs, seed }: ScanOptions): Record<SimulatedRole, string> {
  const random = seededRandom(seed).fork('faults of a scan')
  const rules = { spectrometer: [] as string[], reference: [] as string[], stage: [] as string[] }
  const taken = new Set<string>()
  for (let i = 0; i < Math.ceil(SPARE * faults) + unplugs; i++) {
    const role = ROLES[i % ROLES.length] ?? 'stage'
    const name = i < unplugs ? 'unplugged' : (KINDS[random.integer(KINDS.length)] ?? 'late')
    const last = REPLIES_PER_PAIR[role] * rows * columns
    let reply: number
    do reply = FIRST_REPLY + random.integer(last - FIRST_REPLY)
    while (taken.has(`${role} ${reply}`))
    taken.add(`${role} ${reply}`)
    rules[role].push(`${name}@${reply}`)
  }
  return {
    spectrometer: rules.spectrometer.join(','),
    reference: rules.reference.join(','),
    stage: rules.stage.join(','),
  }
}

/** Runs the scan to its end, as a patient person would. */
async function scanned({
  client,
  bench,
  plate,
}: TestBench): Promise<{ session: number; events: RunEvent[]; replugged: number; resumed: number }> {
  let { run, session } = await client.run.scan({ plate: plate.name })
  let replugged = 0
  let hand: NodeJS.Timeout | undefined
  const all: RunEvent[] = []
  for (let resumed = 0; ; resumed++) {
    const events = await eventsOf(client, run, (event) => {
      if (event.type !== 'state') return
      clearTimeout(hand)
      const role = ROLES.find((one) => event.reason === `the ${one} is silent`)
      if (role === undefined) return
      const { controls } = bench[role]
      const replug = (): void => {
        replugged++
        controls.unplug()
        setTimeout(() => controls.plug(), REPLUG_MS)
        hand = setTimeout(replug, PATIENCE_MS)
      }
      hand = setTimeout(replug, PATIENCE_MS)
    })
    clearTimeout(hand)
    all.push(...events)
    const end = events.at(-1)
    if ((end?.type === 'finished' && end.outcome === 'done') || resumed === MOST_RESUMES)
      return { session, events: all, replugged, resumed }
    ;({ run, session } = await client.run.scan({ session }))
  }
}

/** The simulated reference without its noise. */
function trueReference(seed: number): (reflectance: Float64Array) => Float64Array {
  const still: Random = { ...seededRandom(1), normal: () => 0 }
  const eye = new ReferenceEye(seededRandom(seed).fork('reference-factory'), still)
  return (reflectance) => eye.radiance(reflectance, false, 1)
}

/** A scan of the simulated bench under faults, in virtual time; every pair is compared with the truth. */
export async function scanUnderFaults(options: ScanOptions): Promise<ScanResult> {
  const { rows, columns, seed } = options
  const test = testBench({ rows, columns, simulated: { seed, faults: rulesOf(options) } })
  try {
    const { session, events, replugged, resumed } = await scanned(test)
    const { store, bench, plate } = test
    const reference = trueReference(seed)
    const white = reference(new Float64Array(FINE_NM.length).fill(WHITE_TILE_REFLECTANCE))
    const brightest = white.reduce((most, value) => Math.max(most, value), 0)
    const broken: string[] = []
    let worstReference = 0
    const compare = (id: number, truth: Float64Array, what: string): void => {
      const { values } = store.getReading(id)
      const worst = truth.reduce((most, value, i) => Math.max(most, Math.abs((values[i] ?? NaN) - value)), 0)
      worstReference = Math.max(worstReference, worst / brightest)
      if (!(worst / brightest <= REFERENCE_TOLERANCE))
        broken.push(
          `${what}: the reference is off by ${((100 * worst) / brightest).toFixed(2)} % of its white`,
        )
    }
    const pairs = store.currentPairs(session)
    for (const { patch, reference: ids } of pairs)
      for (const id of ids)
        compare(id, reference(Float64Array.from(builtinReflectance(patch, FINE_NM))), patch)
    for (const { kind, role, reading } of only(events, 'reading'))
      if (kind === 'white' && role === 'reference') compare(reading, white, 'white')
    const missing = plate.patches.filter(({ id }) => pairs.every(({ patch }) => patch !== id))
    if (missing.length > 0) broken.push(`${missing.length} patches have no pair`)
    if (pairs.length !== plate.patches.length) broken.push(`${pairs.length} pairs`)

    const last = new Map(only(events, 'patch').map(({ patch }) => [patch.id, patch]))
    const deltas = [...last.values()]
    const worstExpected = Math.max(...deltas.map(({ deltaEExpected }) => deltaEExpected ?? NaN))
    const worstRaw = Math.max(...deltas.map(({ deltaERaw }) => deltaERaw ?? NaN))
    if (!(worstExpected < EXPECTED_DELTA_E)) broken.push(`a pair is dE00 ${worstExpected} from its colour`)
    if (!(worstRaw < RAW_DELTA_E)) broken.push(`the instruments differ by dE00 ${worstRaw}`)

    const codes = new Map<string, number>()
    for (const { problem } of [...only(events, 'problem'), ...only(events, 'refused')])
      codes.set(problem.code, (codes.get(problem.code) ?? 0) + 1)
    const injected = new Map(ROLES.map((role) => [role, bench[role].controls.injected] as const))
    const sum = [...injected.values()].reduce((so, counts) => so + countOf(counts), 0)
    const unplugged = [...injected.values()].reduce((so, counts) => so + countOf(counts, 'unplugged'), 0)
    if (sum - unplugged < options.faults || unplugged < options.unplugs)
      broken.push(`only ${sum - unplugged} faults and ${unplugged} loose plugs struck`)
    return {
      ...{ pairs: pairs.length, injected, codes, replugged, resumed },
      ...{ worstReference, worstExpected, worstRaw, broken },
    }
  } finally {
    await test.close()
  }
}
