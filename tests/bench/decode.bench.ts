import { obpCounts } from '../../drivers/devices/obp-commands.ts'
import { obpModels } from '../../drivers/devices/obp-models.ts'
import { ooiModels } from '../../drivers/devices/ooi-models.ts'
import { encodeObp, obpDecoder } from '../../drivers/protocols/obp.ts'
import { OBP } from '../../drivers/protocols/obp-tables.ts'
import { ooiCollector, ooiSpectrum } from '../../drivers/protocols/ooi.ts'
import { percentile } from '../../spectra/metrics.ts'
import { runPeer } from './peer.ts'

// Time from the bytes of one spectrum to its counts, without exposure and transfer.
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const ROUNDS = 5000
const WARM = 500

function medianUs(decode: () => unknown): number {
  const times: number[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const start = performance.now()
    decode()
    if (i >= WARM) times.push(1000 * (performance.now() - start))
  }
  return percentile(times, 50)
}

const sr4 = obpModels.find(({ family }) => family === 'ocean-sr4')
if (!sr4) throw new Error('there is no SR4')

const ours = new Map<string, number>()
for (const { family, packing, product, pixels } of ooiModels) {
  const question = ooiSpectrum(packing)
  // High bytes below 0x10 are words of every model, bit 0x2000 apart.
  const bytes = Uint8Array.from({ length: question.answerBytes }, (_, i) => (i % 2 === 0 ? i % 256 : i % 16))
  if (packing.sync) bytes[question.answerBytes - 1] = 0x69
  const us = medianUs(() => {
    const whole = ooiCollector(question.answerBytes).push(bytes)
    const answer = whole?.kind === 'answer' ? question.read(whole.value) : undefined
    if (answer?.kind !== 'answer') throw new Error(`${product}: the spectrum was not read`)
  })
  ours.set(family, us)
  say(
    `${product}, ${String(pixels)} pixels: ${us.toFixed(1)} us a frame (goal for 3,648 pixels: under 100 us)`,
  )
}

for (const checksum of [false, true]) {
  const data = new Uint8Array(32 + 2 * 3648)
  const message = encodeObp({ type: OBP.getSpectrum, data, version: '2.0', checksum })
  const us = medianUs(() => {
    const [item] = obpDecoder('2.0').push(message)
    if (item?.kind !== 'message') throw new Error('the spectrum was not read')
    return obpCounts(item.message.data, sr4)
  })
  say(`Ocean SR4, 3648 pixels${checksum ? ' with an MD5 sum' : ''}: ${us.toFixed(1)} us a frame`)
}

const peer = runPeer('seabreeze_decode.py', ['seabreeze', 'usb', 'numpy'])
if (peer.missing === undefined) {
  for (const [family, us] of Object.entries(peer.answer as Record<string, number>)) {
    const ratio = us / (ours.get(family) ?? NaN)
    say(`python-seabreeze, ${family}: ${us.toFixed(1)} us a frame, ${ratio.toFixed(1)} times ours`)
  }
} else say(`python-seabreeze was not measured: ${peer.missing}`)
