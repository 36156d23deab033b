// DuckDB-WASM on the chosen file: `?columns=needed` reads the four columns that the charts need, otherwise whole rows;
// `&distinct` keeps one row of each id.
import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from "@duckdb/duckdb-wasm";

const DIST = new URL("node_modules/@duckdb/duckdb-wasm/dist/", location.href);
const COLUMNS = {
  call_id: "VARCHAR",
  caller: "VARCHAR",
  callee: "VARCHAR",
  call_type: "VARCHAR",
  status: "VARCHAR",
  start_time: "TIMESTAMP",
  end_time: "TIMESTAMP",
  duration_sec: "INTEGER",
  cost_usd: "DOUBLE",
  agent: "VARCHAR",
};
const wanted = new URLSearchParams(location.search);
const { charts } = await (await fetch("questions.json")).json();
const database = new AsyncDuckDB(new VoidLogger(), new Worker(new URL("duckdb-browser-eh.worker.js", DIST)));
await database.instantiate(new URL("duckdb-eh.wasm", DIST).href);
const connection = await database.connect();

async function count(chart, bounds) {
  // Keys become text after counting, when there are few of them.
  const counted = `select ${charts[chart]} as key, count(*)::integer as calls from calls where ${bounds} group by 1`;
  const answer = await connection.query(`select key::varchar as key, calls from (${counted}) where key is not null`);
  const numbers = chart === "weekday" || chart === "hist";
  return answer.toArray().map(({ key, calls }) => [numbers ? Number(key) : key, calls]);
}

async function answers(bounds, without) {
  const all = {};
  for (const chart of Object.keys(charts)) if (chart !== without) all[chart] = await count(chart, bounds);
  return all;
}

window.peer = {
  async load(file) {
    await database.registerFileHandle("calls.csv", file, DuckDBDataProtocol.BROWSER_FILEREADER, true);
    const columns = JSON.stringify(COLUMNS).replaceAll('"', "'");
    const picked = wanted.get("columns") === "needed" ? "call_type, status, start_time, duration_sec" : "*";
    const distinct = wanted.has("distinct") ? "distinct on (call_id)" : "";
    await connection.query(`create table calls as select ${distinct} ${picked} from read_csv('calls.csv', header = true, auto_detect = false, columns = ${columns})`);
    return answers("true");
  },
  // Between the moves of two charts, which do not add up.
  release() {},
  move({ over, from, to }) {
    const [column, kind] = over === "daily" ? ["start_time", "timestamp"] : ["duration_sec", "integer"];
    return answers(`${column} >= '${from}'::${kind} and ${column} < '${to}'::${kind}`, over);
  },
};
