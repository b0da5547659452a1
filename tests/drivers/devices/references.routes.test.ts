import { LINE_ROUTES, over } from './routes.ts'
import { subjects } from './subjects.ts'

over(LINE_ROUTES, 'JETI specbos 1211', subjects.jeti)
over(LINE_ROUTES, 'JETI spectraval 1511', subjects.spectraval)
over(LINE_ROUTES, 'Photo Research PR-650', subjects.pr650)
over(LINE_ROUTES, 'Photo Research PR-655', subjects.pr655)
over(LINE_ROUTES, 'Photo Research PR-670', subjects.pr670)
over(LINE_ROUTES, 'Konica Minolta CS-2000', subjects.cs2000)
