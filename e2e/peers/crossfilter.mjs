// PapaParse cuts the chosen file, chunk by chunk; crossfilter2 counts. It is given numbers of rows, and reads the columns
// that the charts need from lists of numbers: with an object for each call ten million of them have no room.
const Papa = window.Papa;
const crossfilter = window.crossfilter;
const CHUNK = 8 << 20;

// Codes of the values of a column.
class Codes {
  values = [];
  #codes = new Map();

  of(value) {
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    this.#codes.set(value, this.values.length);
    return this.values.push(value) - 1;
  }
}

// A list of numbers that grows.
class Numbers {
  length = 0;
  #list;

  constructor(kind) {
    this.#list = new kind(1 << 20);
  }

  push(value) {
    if (this.length === this.#list.length) {
      const longer = new this.#list.constructor(this.#list.length * 2);
      longer.set(this.#list);
      this.#list = longer;
    }
    this.#list[this.length] = value;
    this.length += 1;
  }

  list() {
    return this.#list.subarray(0, this.length);
  }
}

const SECONDS_A_BIN = 30;
const types = new Codes();
const statuses = new Codes();
const numberOfDay = (text) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const textOfDay = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);
// The 1st of January 1970 was a Thursday.
const weekdayOf = (day) => (day + 4) % 7;
const dimensions = {};
const groups = {};

function read(file) {
  const columns = { type: new Numbers(Uint8Array), status: new Numbers(Uint8Array), day: new Numbers(Uint16Array), seconds: new Numbers(Int32Array) };
  const days = new Map();
  let header = true;
  return new Promise((resolve, reject) => {
    Papa.parse(file, {
      chunkSize: CHUNK,
      skipEmptyLines: true,
      chunk({ data }) {
        for (const row of header ? data.slice(1) : data) {
          const text = row[5].slice(0, 10);
          let day = days.get(text);
          if (day === undefined) days.set(text, (day = numberOfDay(text)));
          columns.type.push(types.of(row[3]));
          columns.status.push(statuses.of(row[4]));
          columns.day.push(day);
          columns.seconds.push(row[7] === "" ? -1 : Number(row[7]));
        }
        header = false;
      },
      complete: () => resolve(Object.fromEntries(Object.entries(columns).map(([name, numbers]) => [name, numbers.list()]))),
      error: reject,
    });
  });
}

const NAMES = {
  type: (key) => types.values[key],
  status: (key) => statuses.values[key],
  daily: textOfDay,
  weekday: (key) => key,
  hist: (key) => key,
};

// How keys are grouped where each is not a group of its own.
const BINS = { hist: (seconds) => Math.floor(seconds / SECONDS_A_BIN) };

function answers(without) {
  const charts = Object.keys(groups).filter((chart) => chart !== without);
  const pairs = (chart) => groups[chart].all().filter(({ key, value }) => key >= 0 && value > 0);
  return Object.fromEntries(charts.map((chart) => [chart, pairs(chart).map(({ key, value }) => [NAMES[chart](key), value])]));
}

window.peer = {
  async load(file) {
    const { type, status, day, seconds } = await read(file);
    const all = crossfilter(Array.from(day, (_, row) => row));
    dimensions.type = all.dimension((row) => type[row]);
    dimensions.status = all.dimension((row) => status[row]);
    dimensions.daily = all.dimension((row) => day[row]);
    dimensions.weekday = all.dimension((row) => weekdayOf(day[row]));
    dimensions.hist = all.dimension((row) => seconds[row]);
    for (const [chart, dimension] of Object.entries(dimensions)) groups[chart] = dimension.group(BINS[chart] ?? ((key) => key));
    return answers();
  },
  // Between the moves of two charts, which do not add up.
  release(over) {
    dimensions[over].filterAll();
  },
  move({ over, from, to }) {
    const number = over === "daily" ? numberOfDay : Number;
    dimensions[over].filterRange([number(from), number(to)]);
    return answers(over);
  },
};
