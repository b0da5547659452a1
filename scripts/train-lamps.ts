import { writeFileSync } from 'node:fs'
import { LAMP_CLASSES } from '../contract/lamps.ts'
import { writeLampModel } from '../model/lamps/lamp-model.ts'
import { trainLamps } from '../model/lamps/training.ts'
import { tensorFlow } from '../model/tf.ts'
import { inProject } from './tools/project.ts'

// The model that ships with the program: `npm run train:lamps [-- FILE]`. Same seed, same pictures; the last digits of
// the weights depend on the machine's TensorFlow.
const file = process.argv[2] ?? inProject('model', 'lamps', 'default.json')
const started = performance.now()
let told = ''
const model = await trainLamps(
  await tensorFlow(),
  { seed: 1, pictures: 10_000, judged: 700, epochs: { rows: 16, image: 4 }, falseAlarmRate: 0.02 },
  {
    signal: new AbortController().signal,
    progress(share, text) {
      const line = `${Math.floor(share * 50) * 2} %`
      if (line !== told) console.log(`${line}  ${text}`)
      told = line
    },
  },
)
writeFileSync(file, writeLampModel(model))
for (const [name, figures] of Object.entries(model.figures)) {
  const classes = figures.perClass.map(
    (share, label) => `${LAMP_CLASSES[label]?.name ?? ''} ${((share ?? 0) * 100).toFixed(1)}`,
  )
  console.log(`${name}: ${(figures.accuracy * 100).toFixed(1)} %  (${classes.join(', ')})`)
}
const cpu = process.cpuUsage()
console.log(
  `Written to ${file} after ${((performance.now() - started) / 60000).toFixed(1)} minutes, ` +
    `${((cpu.user + cpu.system) / 6e7).toFixed(1)} minutes of CPU.`,
)
