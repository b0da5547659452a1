import { brokenRules, campaign } from './campaign.ts'
import type { CampaignRow } from './campaign.ts'
import { scanUnderFaults } from './scan.ts'
import type { ScanResult } from './scan.ts'
import { tallyTable } from './tally.ts'
import { inVirtualTime } from './virtual-time.ts'
import { countOf } from './weather.ts'

// Counts what becomes of faults on the line: `npm run test:faults [-- SEED]`.
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const ROUNDS = 12
const FAULTS_PER_ROUND = 40
const LEAST_FAULTS = 10_000
/** The least heap of the last third of the rounds above that of the middle third; the first third warms up. */
const FLAT_MIB = 2
const MIB = 1024 * 1024
const SAFEGUARDS = {
  sum: 'a sum in every reply with a value',
  colour: 'the spectrum against the colour the instrument computed from it',
  form: 'nothing but the form of a reply',
  stream: 'the form of a frame that nobody asked for: late ones pass as well',
} as const

const seed = Number(process.argv[2] ?? 1)
if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('The seed is a whole number from 0 on.')
if (!globalThis.gc) throw new Error('Start it with --expose-gc.')
const collect = globalThis.gc
const broken: string[] = []
const rule = (kept: boolean, sentence: string): void => {
  say(`${kept ? 'kept  ' : 'BROKEN'}  ${sentence}`)
  if (!kept) broken.push(sentence)
}

function sayChanged(rows: readonly CampaignRow[]): void {
  say('\nReplies with changed bytes, and wrong values that nobody could see, by what the protocol can check:')
  for (const [name, words] of Object.entries(SAFEGUARDS)) {
    const these = rows.filter(({ safeguard }) => safeguard === name)
    const garbled = these.reduce((sum, { tally }) => sum + countOf(tally.injected, 'garbled'), 0)
    const unseen = these.reduce((sum, { tally }) => sum + tally.undetected, 0)
    const share = ((100 * unseen) / garbled).toFixed(1)
    say(`  ${name.padEnd(6)}  ${words}: ${garbled} changed, ${unseen} got through (${share} %)`)
  }
}

function sayScan(scan: ScanResult): void {
  for (const [role, injected] of scan.injected) {
    const kinds = [...injected].map(([name, count]) => `${name} ${count}`)
    say(`  ${role}: ${countOf(injected)} faults (${kinds.sort().join(', ')})`)
  }
  const codes = [...scan.codes].map(([code, count]) => `${code} ${count}`)
  say(`  the run told: ${codes.sort().join(', ')}`)
  say(`  unplugged by hand because frozen: ${scan.replugged}, started again: ${scan.resumed}`)
  say(
    `  worst of all pairs: reference ${(100 * scan.worstReference).toFixed(2)} % of white from the truth, ` +
      `dE00 ${scan.worstExpected.toFixed(2)} from the expected colour, ${scan.worstRaw.toFixed(2)} between the instruments`,
  )
}

const started = process.cpuUsage()
const heapsMib: number[] = []
say(`Every driver over lines that misbehave, seed ${seed}, in virtual time`)
const rows = await campaign({
  rounds: ROUNDS,
  faults: FAULTS_PER_ROUND,
  seed,
  onRound: async () => {
    // What hangs on ended promises and signals goes one turn later.
    for (let time = 0; time < 3; time++) {
      await new Promise((resolve) => setImmediate(resolve))
      collect()
    }
    heapsMib.push(process.memoryUsage().heapUsed / MIB)
  },
})
say(tallyTable(rows))
sayChanged(rows)
const third = Math.floor(ROUNDS / 3)
const [before, after] = [Math.min(...heapsMib.slice(third, -third)), Math.min(...heapsMib.slice(-third))]
say(`\nHeap after each round, MiB: ${heapsMib.map((mib) => mib.toFixed(1)).join(' ')}`)

say('\nA scan of 660 patches on the simulated bench, 200 faults and 20 loose plugs')
const scan = await inVirtualTime(() =>
  scanUnderFaults({ rows: 20, columns: 33, faults: 200, unplugs: 20, seed }),
)
sayScan(scan)

say('')
const faults = rows.reduce((sum, { tally }) => sum + countOf(tally.injected), 0)
rule(faults >= LEAST_FAULTS, `at least ${LEAST_FAULTS} faults struck: ${faults}`)
const rules = brokenRules(rows)
rule(
  rules.length === 0,
  'every reading ended right or with a message; none hung, none was wrong unseen but for changed bytes',
)
for (const line of rules) say(`        ${line}`)
rule(
  after - before < FLAT_MIB,
  `the heap stayed flat: ${before.toFixed(1)} MiB half-way, ${after.toFixed(1)} MiB at last`,
)
rule(scan.broken.length === 0, `the scan ended with ${scan.pairs} right pairs`)
for (const line of scan.broken) say(`        ${line}`)
const { user, system } = process.cpuUsage(started)
process.stderr.write(`${((user + system) / 1e6).toFixed(0)} s of processor time\n`)
if (broken.length > 0) process.exitCode = 1
