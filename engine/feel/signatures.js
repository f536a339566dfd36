// How many arguments each FEEL function takes, and what kind of value it gives ("" = any, or that of an argument).
// feelin pads missing arguments with null and answers null: a wrong call is therefore told before it is run.

const MANY = Infinity;

const ofKind = (kind, table) => Object.entries(table).map(([name, counts]) => [name, [...counts, kind]]);

/** name → [fewest, most, kind of the result] */
export const signatures = Object.fromEntries([
  ...ofKind('string', {
    string: [1, 1], substring: [2, 3], 'upper case': [1, 1], 'lower case': [1, 1], 'substring before': [2, 2],
    'substring after': [2, 2], replace: [3, 4], 'string join': [1, 4], trim: [1, 1], 'to base64': [1, 1],
    'to json': [1, 1], cycle: [1, 2], 'day of week': [1, 1], 'month of year': [1, 1],
  }),
  ...ofKind('number', {
    number: [1, 3], 'string length': [1, 1], count: [1, 1], sum: [1, MANY], product: [1, MANY], mean: [1, MANY],
    median: [1, MANY], stddev: [1, MANY], decimal: [2, 2], floor: [1, 2], ceiling: [1, 2], 'round up': [1, 2],
    'round down': [1, 2], 'round half up': [1, 2], 'round half down': [1, 2], modulo: [2, 2], sqrt: [1, 1], log: [1, 1],
    exp: [1, 1], 'day of year': [1, 1], 'week of year': [1, 1],
  }),
  ...ofKind('boolean', {
    not: [1, 1], 'is defined': [1, 1], contains: [2, 2], 'starts with': [2, 2], 'ends with': [2, 2], matches: [2, 3],
    'is blank': [1, 1], 'list contains': [2, 2], 'is empty': [1, 1], all: [1, MANY], any: [1, MANY], odd: [1, 1],
    even: [1, 1], is: [2, 2], before: [2, 2], after: [2, 2], meets: [2, 2], 'met by': [2, 2], overlaps: [2, 2],
    'overlaps before': [2, 2], 'overlaps after': [2, 2], finishes: [2, 2], 'finished by': [2, 2], includes: [2, 2],
    during: [2, 2], starts: [2, 2], 'started by': [2, 2], coincides: [2, 2],
  }),
  ...ofKind('list', {
    split: [2, 2], extract: [2, 2], sublist: [2, 3], append: [1, MANY], concatenate: [1, MANY], 'insert before': [3, 3],
    remove: [2, 2], reverse: [1, 1], 'index of': [2, 2], union: [1, MANY], 'distinct values': [1, 1], flatten: [1, 1],
    sort: [1, 2], mode: [1, MANY], 'duplicate values': [1, 1], partition: [2, 2], 'get entries': [1, 1],
    'list replace': [3, 3],
  }),
  ...ofKind('date', { date: [1, 3], today: [0, 0], 'last day of month': [1, 1] }),
  ...ofKind('date time', { 'date and time': [1, 2], now: [0, 0], frist: [2, 2] }),
  ...ofKind('time', { time: [1, 3] }),
  ...ofKind('duration', { duration: [1, 1], 'years and months duration': [2, 2] }),
  ...ofKind('context', { context: [1, 1], 'context put': [3, 3], 'context merge': [1, MANY] }),
  ...ofKind('', {
    min: [1, MANY], max: [1, MANY], abs: [1, 1], 'get or else': [2, 2], assert: [2, 3], 'from json': [1, 1],
    'get value': [2, 2],
  }),
]);

/** The same for forms, where feelin's own functions are called as they are. */
export const inForms = {
  ...signatures,
  'string join': [1, 2, 'string'],
  ...Object.fromEntries(['round up', 'round down', 'round half up', 'round half down'].map((name) => [name, [2, 2, 'number']])),
};
