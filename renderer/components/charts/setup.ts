import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
} from 'chart.js'

// Only what the plots use: line charts on linear and log scales.
Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Filler)

export { Chart }
export type LineChart = Chart<'line', { x: number; y: number }[]>
