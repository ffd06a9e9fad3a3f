// One plotly figure that is updated in place, so that zoom, hover and scroll survive a refresh.
// Keys: left and right move from point to point, Enter opens the statements behind the point.

const shown = new WeakMap()

// The page names the script in its head, so mostly it is there before the first chart is.
function library(source) {
  if (window.Plotly) return window.Plotly
  window.straitwatchPlotly ??= new Promise((resolve, reject) => {
    const present = document.querySelector(`script[src="${source}"]`)
    const script = present ?? document.createElement("script")
    script.addEventListener("load", () => resolve(window.Plotly))
    script.addEventListener("error", () => reject(new Error(`cannot load ${source}`)))
    if (!present) document.head.append(Object.assign(script, { src: source }))
  })
  return window.straitwatchPlotly
}

// Charts are drawn one after the other, so that the first shows before the last is ready and a click never waits for all.
let turn = Promise.resolve()

function inTurn(work) {
  turn = turn
    .then(() => new Promise((resolve) => setTimeout(resolve)))
    .then(work)
    .catch((error) => console.error(error))
}

function pick(state, point) {
  const stamp = point?.customdata?.[0]
  if (Number.isFinite(stamp)) state.send("picked", stamp)
}

function walk(event, Plotly, node, state) {
  const curve = node.data.findIndex((trace) => trace.customdata)
  if (curve < 0) return
  const last = node.data[curve].x.length - 1
  if (event.key === "ArrowLeft") state.at = Math.max((state.at ?? last + 1) - 1, 0)
  else if (event.key === "ArrowRight") state.at = Math.min((state.at ?? -1) + 1, last)
  else if (event.key === "Enter") return pick(state, { customdata: node.data[curve].customdata[state.at] })
  else return
  event.preventDefault()
  Plotly.Fx.hover(node, [{ curveNumber: curve, pointNumber: state.at }])
}

function wire(Plotly, node, state) {
  node.on("plotly_click", (event) => pick(state, event.points.find((point) => point.customdata)))
  node.onkeydown = (event) => walk(event, Plotly, node, state)
  state.observer = new ResizeObserver(() => node.clientWidth && Plotly.Plots.resize(node))
  state.observer.observe(node)
}

// Traces name their lists of points by number; equal lists are sent once.
function read(written) {
  const { lists, data, layout } = JSON.parse(written)
  for (const trace of data)
    for (const name in trace) if (trace[name]?.list !== undefined) trace[name] = lists[trace[name].list]
  return { data, layout }
}

async function draw(node, state) {
  const Plotly = await library(state.data.source)
  if (shown.get(node) !== state) return
  const figure = read(state.data.figure)
  node.style.height = `${figure.layout.height}px`
  await Plotly.react(node, figure.data, figure.layout, state.data.config)
  if (!state.observer) wire(Plotly, node, state)
}

export default function ({ data, parentElement, setTriggerValue }) {
  const node = parentElement.querySelector(".sw-plot")
  const state = shown.get(node) ?? {}
  shown.set(node, state)
  const same = state.data?.figure === data.figure
  Object.assign(state, { data, send: setTriggerValue })
  node.setAttribute("aria-label", data.alt)
  node.style.minHeight = `${data.height}px`
  if (!same) inTurn(() => draw(node, state))
  return () => {
    state.observer?.disconnect()
    shown.delete(node)
    window.Plotly?.purge(node)
  }
}
