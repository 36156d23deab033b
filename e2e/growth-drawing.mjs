// Draws how the load grows with the file: both scales logarithmic, so that growth in proportion is a straight line. The
// ground is transparent and the text of a middle grey, which can be read on white and on black.

const [WIDTH, HEIGHT] = [720, 420];
const BOX = { left: 70, right: 700, top: 30, bottom: 360 };
const GREY = "#777d85";
const SERIES = [
  { name: "from the file chosen to the charts", key: "load", colour: "#2f81d6", above: true },
  { name: "merely reading the file", key: "read", colour: "#d9822b", above: false },
];

const rowsText = (rows) => (rows >= 1e6 ? `${rows / 1e6} M` : `${rows / 1e3} k`);
const timeText = (ms) => (ms >= 1000 ? `${Number((ms / 1000).toPrecision(2))} s` : `${Number(ms.toPrecision(2))} ms`);

// A logarithmic scale from values to places.
function scale([low, high], [from, to]) {
  const span = Math.log(high) - Math.log(low);
  return (value) => Number((from + ((Math.log(value) - Math.log(low)) / span) * (to - from)).toFixed(1));
}

const plain = (words) => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const text = (x, y, words, more = "") => `<text x="${x}" y="${y}" ${more}>${plain(words)}</text>`;

function grid(x, y, points, decades) {
  const across = decades.map((ms) => `<path d="M${BOX.left} ${y(ms)}H${BOX.right}" stroke-opacity=".35"/>`);
  const labels = decades.map((ms) => text(BOX.left - 8, y(ms) + 4, timeText(ms), 'text-anchor="end"'));
  const rows = points.map(({ rows }) => text(x(rows), BOX.bottom + 20, rowsText(rows), 'text-anchor="middle"'));
  const title = text((BOX.left + BOX.right) / 2, BOX.bottom + 42, "calls in the file", 'text-anchor="middle"');
  return [`<g stroke="${GREY}" fill="none">${across.join("")}</g>`, ...labels, ...rows, title];
}

// The line on which times would lie that grow as the largest file's time says.
function proportion(x, y, points, lowest) {
  const last = points.at(-1);
  const time = (rows) => (last.load / last.rows) * rows;
  const from = Math.max(points[0].rows, (lowest / last.load) * last.rows);
  return `<path d="M${x(from)} ${y(time(from))}L${x(last.rows)} ${y(last.load)}" stroke="${GREY}" stroke-dasharray="5 4" fill="none"/>`;
}

function series({ key, colour, above }, x, y, points) {
  const line = points.map((point) => `${x(point.rows)} ${y(point[key])}`).join("L");
  const dots = points.map((point) => `<circle cx="${x(point.rows)}" cy="${y(point[key])}" r="4"/>`);
  // Labels at the ends stay inside.
  const anchor = (place) => (place === 0 ? "start" : place === points.length - 1 ? "end" : "middle");
  const labels = points.map((point, place) => text(x(point.rows), y(point[key]) + (above ? -10 : 20), timeText(point[key]), `text-anchor="${anchor(place)}"`));
  return `<g fill="${colour}"><path d="M${line}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join("")}${labels.join("")}</g>`;
}

function legend() {
  const names = [...SERIES, { name: "in proportion to the largest file", colour: GREY, dashed: true }];
  return names.map(({ name, colour, dashed }, place) => {
    const y = BOX.top + 8 + place * 20;
    const dash = dashed ? ' stroke-dasharray="5 4"' : "";
    return `<path d="M${BOX.left + 14} ${y}h24" stroke="${colour}" stroke-width="2"${dash}/>${text(BOX.left + 46, y + 4, name)}`;
  });
}

// `points` are `{ rows, load, read }` in milliseconds, by rows.
export function drawing(points, measured) {
  const times = points.flatMap(({ load, read }) => [load, read]);
  const [low, high] = [10 ** Math.floor(Math.log10(Math.min(...times))), 10 ** Math.ceil(Math.log10(Math.max(...times)))];
  const x = scale([points[0].rows, points.at(-1).rows], [BOX.left + 20, BOX.right - 20]);
  const y = scale([low, high], [BOX.bottom, BOX.top]);
  const decades = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, step) => low * 10 ** step);
  const words = points.map(({ rows, load, read }) => `${rowsText(rows)} calls: ${timeText(load)}, merely reading ${timeText(read)}`).join("; ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="12" fill="${GREY}">
<title id="title">Time to load a file in the browser, by its number of calls</title>
<desc id="desc">Both scales are logarithmic. ${words}. ${plain(measured)}.</desc>
${[...grid(x, y, points, decades), proportion(x, y, points, low), ...SERIES.map((one) => series(one, x, y, points)), ...legend()].join("\n")}
${text(BOX.right, HEIGHT - 6, measured, 'text-anchor="end" font-size="11"')}
</svg>
`;
}
