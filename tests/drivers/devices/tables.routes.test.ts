import { boards } from './board-subjects.ts'
import { LINE_ROUTES, over } from './routes.ts'
import { subjects } from './subjects.ts'

over(LINE_ROUTES, 'GRBL table', subjects.grbl)
over(LINE_ROUTES, 'Marlin table', boards.marlin)
over(LINE_ROUTES, 'SpectroScan', boards.spectroscan)
over(LINE_ROUTES, 'Spectrolino', boards.spectrolino)
