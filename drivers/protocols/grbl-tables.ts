/** Error numbers of GRBL 1.1 (doc/csv/error_codes_en_US.csv) in words. */
const errors = new Map<number, string>([
  [1, 'a letter was expected'],
  [2, 'a number has a wrong format'],
  [3, 'it does not know this $ command'],
  [4, 'a negative value is not allowed'],
  [5, 'homing is switched off ($22=0)'],
  [6, 'the step pulse would be under 3 us'],
  [7, 'its settings could not be read and were reset'],
  [8, 'it is not idle'],
  [9, 'it is locked until homed or unlocked'],
  [10, 'soft limits need homing'],
  [11, 'the line is too long'],
  [12, 'the step rate would be too high'],
  [13, 'the safety door is open'],
  [14, 'the start-up line is too long'],
  [15, 'the target lies outside its travel'],
  [16, 'the jog command is not valid'],
  [17, 'laser mode needs PWM'],
  [20, 'it does not know this G-code'],
  [21, 'two commands of one group stand in a line'],
  [22, 'the feed rate is missing'],
  [23, 'a whole number was expected'],
  [24, 'two commands use the axes'],
  [25, 'a word is repeated'],
  [26, 'axis words are missing'],
  [27, 'the line number is not valid'],
  [28, 'a value is missing'],
  [29, 'that work offset does not exist'],
  [30, 'G53 needs G0 or G1'],
  [31, 'axis words are not used'],
  [32, 'an arc has no axis in its plane'],
  [33, 'the target of an arc is not valid'],
  [34, 'the radius of an arc is not valid'],
  [35, 'an arc has no offset'],
  [36, 'words are left over'],
  [37, 'the tool length offset is not allowed'],
  [38, 'the tool number is too large'],
])

/** Alarm numbers of GRBL 1.1 (doc/csv/alarm_codes_en_US.csv) in words. */
const alarms = new Map<number, string>([
  [1, 'A limit switch was hit while moving; the position is lost'],
  [2, 'The target lies outside the travel of the table'],
  [3, 'It was reset while moving; the position is lost'],
  [4, 'The probe was not in its starting state'],
  [5, 'The probe did not touch'],
  [6, 'It was reset while looking for its limit switches'],
  [7, 'The safety door was opened while looking for the limit switches'],
  [8, 'It could not back off a limit switch'],
  [9, 'It did not find a limit switch'],
  [10, 'It did not find the second limit switch of an axis'],
])

/** An error number in words. */
export function grblErrorText(code: number): string {
  return errors.get(code) ?? `error ${code}`
}

/** An alarm number as a clause that ends without a full stop. */
export function grblAlarmText(code: number): string {
  return alarms.get(code) ?? `It reported alarm ${code}`
}

/** After these alarms GRBL accepts nothing but a reset. */
export const GRBL_CRITICAL_ALARMS: readonly number[] = [1, 2]
