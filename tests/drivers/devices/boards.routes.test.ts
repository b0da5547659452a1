import { boards } from './board-subjects.ts'
import { LINE_ROUTES, over } from './routes.ts'

over(LINE_ROUTES, 'C12880MA board', boards.c12880ma)
over(LINE_ROUTES, 'board with a description', boards.numbers)
over(LINE_ROUTES, 'AS7265x triad', boards.as7265x)
