import { asPixelCounts } from '../../contract/spectrum.ts'
import { ActiveModel } from '../../core/active-model.ts'
import { systemClock } from '../../core/async.ts'
import { WORKING_NM, reduceSignal, signalOf } from '../../core/reduce.ts'
import { loadReferences } from '../../core/references.ts'
import { Shelf } from '../../core/shelf.ts'
import { LatestTopic } from '../../core/topic.ts'
import { createModelService } from '../../model/client.ts'
import { colourOf } from '../../spectra/colour.ts'
import { percentile } from '../../spectra/metrics.ts'
import { QUICK, eventsOf, testBench } from '../core/support/bench.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** The live path: one frame to corrected, stored and published; then frames a second from the simulated spectrometer. */
const LIMIT_MS = 3
const LEAST_RATE = 100
const FRAMES = 500
const SECONDS = 5
const LIMIT_GROWTH_MB = 20

const models = createModelService()
const bench = testBench({ rows: 6, columns: 10, app: { models, timings: { ...QUICK, liveMs: 0 } } })
const { client, store } = bench
const { run, session } = await client.run.scan({ plate: 'small' })
await eventsOf(client, run)
let version = ''
for await (const event of await client.model.train({ methods: ['ridge'], promote: true }))
  if (event.type === 'finished') version = event.candidate?.version ?? ''

const references = loadReferences(store, session)
const { dark, white } = references
const [pair] = store.currentPairs(session)
if (!dark || !white || !pair) throw new Error('the scan left no references')
const reading = store.getReading(pair.spectrometer[0] ?? 0)
const shelf = new Shelf(store, models)
const active = new ActiveModel({
  store,
  shelf,
  clock: systemClock,
  failed: (problem) => say(problem.title),
})
const topic = new LatestTopic<object>()
const listener = topic.watch()
const times: number[] = []
const cpuBefore = process.cpuUsage()
for (let i = 0; i < FRAMES; i++) {
  const started = performance.now()
  const counts = asPixelCounts(reading.values)
  const signal = signalOf(counts, reading.wavelengthNm, reading.maxCounts ?? 1)
  const reflectance = reduceSignal(signal, { dark: dark.signal, white: white.signal }, 0.985)
  const made = await active.correct(reflectance, WORKING_NM, 'SIM-0101')
  const colours = [reflectance, made.corrected ?? reflectance].map((values) => colourOf(values, WORKING_NM))
  store.insertReading({ ...reading, dark: dark.id, white: white.id, at: new Date().toISOString() })
  topic.publish({ counts, reflectance, colours, ...made })
  await listener.next()
  times.push(performance.now() - started)
  if (made.model !== version) throw new Error(`not corrected: ${made.domainDetail}`)
}
const cpu = process.cpuUsage(cpuBefore)
const median = percentile(times, 50)

const slow = await client.live.watch({})
const quick = await client.live.watch({})
globalThis.gc?.()
const before = process.memoryUsage().heapUsed
const until = performance.now() + SECONDS * 1000
let frames = 0
let last = 0
while (performance.now() < until) {
  const step = await quick.next()
  if (step.done === true) break
  frames++
  last = step.value.dropped
}
globalThis.gc?.()
const growth = (process.memoryUsage().heapUsed - before) / 1e6
await slow.next()
const behind = await slow.next()
const dropped = behind.done === true ? 0 : behind.value.dropped
const rate = frames / SECONDS
shelf.close()
await slow.return()
await quick.return()
await bench.close()
await models.close()

const cpuMs = (cpu.user + cpu.system) / 1000 / FRAMES
say(
  `frame of 2,068 pixels to corrected (${version}, ridge), stored and published: median ${median.toFixed(2)} ms (limit ${LIMIT_MS} ms), 95 % ${percentile(times, 95).toFixed(2)} ms, processor ${cpuMs.toFixed(2)} ms`,
)
say(
  `live ${rate.toFixed(0)} spectra/s from the simulator (least ${LEAST_RATE}), ${last} dropped by a quick listener, ${dropped} by a slow one, heap growth ${growth.toFixed(1)} MB (limit ${LIMIT_GROWTH_MB} MB)`,
)
if (median > LIMIT_MS || rate < LEAST_RATE || growth > LIMIT_GROWTH_MB || dropped === 0) process.exitCode = 1
