// Starts the page, and says what is wrong where that fails; compiles the engine once for all workers.
// A classic script, which also runs where modules or WebAssembly do not.
(() => {
  "use strict";

  const { js, wasm, size, version } = document.currentScript.dataset;
  const loading = document.getElementById("loading");
  const text = document.getElementById("loading-text");
  const bar = document.getElementById("loading-bar");

  // One function with a 128-bit vector.
  const VECTOR_MODULE = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
  ]);

  function fail(message, detail) {
    loading.className = "failed";
    loading.setAttribute("role", "alert");
    text.textContent = message;
    bar.remove();
    if (detail) {
      const pre = document.createElement("pre");
      pre.textContent = String(detail);
      loading.append(pre);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Reload";
    button.addEventListener("click", () => location.reload());
    loading.append(button);
  }

  // Bytes as they arrive, counted: the size is that of the unpacked file, whether or not the server packs it.
  function counted(response) {
    const total = Number(size);
    if (!response.body || !total) return response;
    let seen = 0;
    const count = new TransformStream({
      transform(chunk, controller) {
        seen += chunk.byteLength;
        bar.value = Math.min(1, seen / total);
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(count), { headers: { "Content-Type": "application/wasm" } });
  }

  // src/sealed.rs hands it to the workers, and has them fetch it themselves should this fail.
  async function engine() {
    const response = await fetch(new URL(`callscape-worker_bg.wasm?v=${version}`, document.baseURI), { priority: "low" });
    if (!response.ok) throw new Error(`${response.url}: status ${response.status}`);
    // As it stands, if its kind is named: then the browser may keep what it compiles.
    const named = response.headers.get("Content-Type") === "application/wasm";
    return WebAssembly.compileStreaming(named ? response : new Response(response.body, { headers: { "Content-Type": "application/wasm" } }));
  }

  async function start() {
    globalThis.callscapeEngine = engine();
    globalThis.callscapeEngine.catch(() => {});
    const [module, response] = await Promise.all([import(js), fetch(wasm)]);
    if (!response.ok) throw new Error(`${new URL(wasm, location).pathname}: status ${response.status}`);
    await module.default({ module_or_path: counted(response) });
    loading.remove();
    dispatchEvent(new CustomEvent("TrunkApplicationStarted"));
  }

  if (typeof WebAssembly !== "object") {
    fail("Callscape needs WebAssembly, which this browser lacks or a policy of your organisation blocks. A current version of Chrome, Edge, Firefox or Safari has it.");
  } else if (!WebAssembly.validate(VECTOR_MODULE)) {
    fail("This browser is too old for Callscape. Any Chrome, Edge, Firefox or Safari released since spring 2023 will do.");
  } else {
    start().catch((error) => {
      console.error(error);
      fail("Callscape could not start. Check the connection and reload; if it happens again, please report the text below.", error);
    });
  }
})();
