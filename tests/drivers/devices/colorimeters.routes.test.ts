import { boards } from './board-subjects.ts'
import { LINE_ROUTES, over, OVER_USB, THROUGH_NODE_HID } from './routes.ts'
import { subjects } from './subjects.ts'

over(LINE_ROUTES, 'Klein K10-A', subjects.klein)
over(LINE_ROUTES, 'Konica Minolta CS-100A', subjects.cs100a)
over(LINE_ROUTES, 'Konica Minolta CL-200A', subjects.cl200a)
over([OVER_USB, THROUGH_NODE_HID], 'ColorHug', boards.colorhug)
