import { Classifier } from '../../model/lamps/classifier.ts'
import { TRAINING } from '../../model/lamps/render/parameters.ts'
import { renderLamp } from '../../model/lamps/render/render.ts'
import { percentile } from '../../spectra/metrics.ts'
import { seededRandom } from '../../spectra/random.ts'

// Time from a prepared photograph of 15 x 480 to its class, networks loaded; goal under 10 ms.
const ROUNDS = 200
const WARM = 20
const classifier = new Classifier()
const photograph = renderLamp(seededRandom(1), 3, TRAINING)
const times: number[] = []
for (let i = 0; i < ROUNDS; i++) {
  const start = performance.now()
  await classifier.tell({ photograph, preparing: {} }, undefined)
  if (i >= WARM) times.push(performance.now() - start)
}
process.stdout.write(
  `light source of a photograph: median ${percentile(times, 50).toFixed(1)} ms, 95 % ${percentile(times, 95).toFixed(1)} ms (goal: under 10 ms)\n`,
)
