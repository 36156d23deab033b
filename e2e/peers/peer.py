"""Lets one native library load the file, count five charts and answer the moves of a brush; prints what came and how
long it took as JSON. Time begins after the imports and ends with the charts' numbers.

    python peer.py duckdb|polars|pandas counted|written FILE THREADS SCRATCH

`counted`: whole rows, five charts. `written`: the same without repeated ids, and the rows as CSV in SCRATCH.
"""

import json
import os
import sys
import time

LIBRARY, TASK, FILE, THREADS, SCRATCH = sys.argv[1:]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "questions.json"), encoding="utf-8") as questions:
    QUESTIONS = json.load(questions)
WRITTEN = os.path.join(SCRATCH, f"{LIBRARY}.csv")


class DuckDB:
    def __init__(self):
        import duckdb

        self.connection = duckdb.connect()
        self.connection.execute(f"set threads = {int(THREADS)}")

    def load(self, distinct):
        rows = "distinct on (call_id) *" if distinct else "*"
        self.connection.execute(f"create table calls as select {rows} from read_csv(?)", [FILE])

    def count(self, chart, move):
        bounds, values = "true", []
        if move:
            column = "start_time" if move["over"] == "daily" else "duration_sec"
            kind = "timestamp" if move["over"] == "daily" else "bigint"
            bounds = f"{column} >= cast(? as {kind}) and {column} < cast(? as {kind})"
            values = [move["from"], move["to"]]
        query = f"select {QUESTIONS['charts'][chart]}, count(*) from calls where {bounds} group by 1"
        return self.connection.execute(query, values).fetchall()

    def write(self):
        self.connection.execute(f"copy calls to '{WRITTEN}' (header)")

    def seconds(self):
        return self.connection.execute("select duration_sec, count(*) from calls group by 1").fetchall()


class Polars:
    def __init__(self):
        # It reads this once, when it is imported.
        os.environ["POLARS_MAX_THREADS"] = THREADS
        import polars

        self.polars = polars
        time_of, seconds = polars.col("start_time"), polars.col("duration_sec")
        self.keys = {
            "type": polars.col("call_type"),
            "status": polars.col("status"),
            "daily": time_of.dt.date(),
            "weekday": time_of.dt.weekday() % 7,
            "hist": seconds // 30,
        }

    def load(self, distinct):
        rows = self.polars.read_csv(FILE, try_parse_dates=True)
        self.rows = rows.unique("call_id", keep="first") if distinct else rows

    def count(self, chart, move):
        rows = self.rows.lazy()
        if move:
            daily = move["over"] == "daily"
            column = self.polars.col("start_time" if daily else "duration_sec")
            low, high = (self.polars.lit(move[end]) for end in ("from", "to"))
            if daily:
                low, high = low.str.to_datetime("%Y-%m-%d"), high.str.to_datetime("%Y-%m-%d")
            rows = rows.filter((column >= low) & (column < high))
        return rows.group_by(self.keys[chart].alias("key")).len().collect().rows()

    def write(self):
        self.rows.write_csv(WRITTEN)


class Pandas:
    def __init__(self):
        import pandas

        self.pandas = pandas

    def load(self, distinct):
        rows = self.pandas.read_csv(FILE, parse_dates=["start_time", "end_time"])
        self.rows = rows.drop_duplicates("call_id") if distinct else rows

    def count(self, chart, move):
        rows = self.rows
        if move:
            column = rows["start_time" if move["over"] == "daily" else "duration_sec"]
            rows = rows[(column >= move["from"]) & (column < move["to"])]
        keys = {
            "type": lambda: rows["call_type"],
            "status": lambda: rows["status"],
            "daily": lambda: rows["start_time"].dt.normalize(),
            "weekday": lambda: (rows["start_time"].dt.day_of_week + 1) % 7,
            "hist": lambda: rows["duration_sec"] // 30,
        }
        return [(key, int(count)) for key, count in keys[chart]().value_counts().items()]

    def write(self):
        self.rows.to_csv(WRITTEN, index=False)


def plain(pairs):
    """Keys as the page names them: days as text, everything else as it is; what has no key is left out."""
    named = [(key if isinstance(key, (str, int)) else str(key)[:10] if hasattr(key, "year") else key, count) for key, count in pairs]
    return [[key if isinstance(key, str) else int(key), count] for key, count in named if key is not None and key == key]


def answers(peer, move=None):
    """All charts, but for the one that a brush is moved on."""
    return {chart: peer.count(chart, move) for chart in QUESTIONS["charts"] if not move or chart != move["over"]}


def named(charts):
    return {chart: plain(pairs) for chart, pairs in charts.items()}


def peak():
    """The most memory that this process held, in megabytes; nothing where the system does not tell."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) / 1000 for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return None


def main():
    peer = {"duckdb": DuckDB, "polars": Polars, "pandas": Pandas}[LIBRARY]()
    began = time.perf_counter()
    peer.load(distinct=TASK == "written")
    charts = answers(peer)
    if TASK == "written":
        peer.write()
    result = {"load": (time.perf_counter() - began) * 1000, "times": [], "moved": []}
    for move in QUESTIONS["moves"] if TASK == "counted" else []:
        began = time.perf_counter()
        moved = answers(peer, move)
        result["times"].append((time.perf_counter() - began) * 1000)
        result["moved"].append(named(moved))
    result.update(aggregates=named(charts), memory=peak())
    # From seconds any bins can be made: those of others are held against these.
    if hasattr(peer, "seconds"):
        result["seconds"] = plain(peer.seconds())
    print(json.dumps(result))


main()
