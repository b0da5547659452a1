import { obtainTensorflow } from './tensorflow/obtain.ts'
import { stopOnSignals } from './tools/stop-on-signals.ts'

const where = await obtainTensorflow({ say: (line) => console.log(line), signal: stopOnSignals() })
if (where.packageDir === undefined) {
  console.error(`TensorFlow: not available (${where.missing}); the built-in backend is used instead.`)
  process.exit(1)
}
console.log(`TensorFlow ${where.record.tensorflow} is ready in ${where.packageDir}.`)
