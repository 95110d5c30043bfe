// The square of a picture that somebody wants: moved by the pointer or by sliders; the server cuts it out.
// Loaded by kit.js with the first picture that is chosen.
const slider = (dialog, name) => dialog.querySelector(`[data-crop="${name}"]`);

async function opened(file) {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  await image.decode();
  return image;
}

// What is chosen, in the picture's own pixels: `x` and `y` from 0 to 1 are places within the room that the zoom leaves.
function chosen(dialog, { width, height }) {
  const [zoom, x, y] = ["zoom", "x", "y"].map((name) => Number(slider(dialog, name).value));
  const side = Math.min(width, height) / zoom;
  return { left: (x * (width - side)) / width, top: (y * (height - side)) / height, side: 1 / zoom };
}

function draw(dialog, stage, image) {
  const { width, height } = image;
  const cut = chosen(dialog, image);
  const scale = stage.clientWidth / (cut.side * Math.min(width, height));
  const shown = stage.querySelector("img");
  shown.style.width = `${width * scale}px`;
  shown.style.transform = `translate(${-cut.left * width * scale}px, ${-cut.top * height * scale}px)`;
  for (const [name, length] of [["x", width], ["y", height]]) {
    slider(dialog, name).disabled = length - cut.side * Math.min(width, height) < 1;
  }
}

function drag(dialog, stage, image, event) {
  const side = Math.min(image.width, image.height) / Number(slider(dialog, "zoom").value);
  const pixel = side / stage.clientWidth;
  for (const [name, length, moved] of [["x", image.width, event.movementX], ["y", image.height, event.movementY]]) {
    const room = length - side;
    if (room > 0) slider(dialog, name).value = Number(slider(dialog, name).value) - (moved * pixel) / room;
  }
}

// Answers what was chosen; null when it was given up, undefined when the browser cannot show the file: the server then
// says what is wrong with it.
export async function crop(dialog, file) {
  const stage = dialog.querySelector("[data-crop-stage]");
  const image = await opened(file).catch(() => undefined);
  if (!image) return undefined;
  stage.querySelector("img").src = image.src;
  Object.entries({ zoom: 1, x: 0.5, y: 0.5 }).forEach(([name, value]) => { slider(dialog, name).value = value; });
  const over = new AbortController();
  const listen = (target, kind, does, more) => target.addEventListener(kind, does, { signal: over.signal, ...more });
  return new Promise((resolve) => {
    listen(dialog, "input", (event) => { event.stopPropagation(); draw(dialog, stage, image); });
    listen(stage, "pointerdown", (event) => { stage.setPointerCapture(event.pointerId); event.preventDefault(); });
    listen(stage, "pointermove", (event) => {
      if (!stage.hasPointerCapture(event.pointerId)) return;
      drag(dialog, stage, image, event);
      draw(dialog, stage, image);
    });
    // « Échap » closes this dialog alone, not the sheet that it may stand in; « Entrée » on a slider sends no form.
    listen(window, "keydown", (event) => {
      if (event.key === "Escape") event.stopImmediatePropagation();
      if (event.key !== "Enter" || event.target.type !== "range") return;
      event.preventDefault();
      dialog.close("taken");
    }, { capture: true });
    listen(dialog.querySelector("[data-crop-take]"), "click", () => dialog.close("taken"));
    listen(dialog.querySelector("[data-crop-drop]"), "click", () => dialog.close(""));
    listen(dialog, "close", () => {
      resolve(dialog.returnValue === "taken" ? chosen(dialog, image) : null);
      over.abort();
      stage.querySelector("img").removeAttribute("src");
      URL.revokeObjectURL(image.src);
    });
    dialog.returnValue = "";
    dialog.showModal();
    draw(dialog, stage, image);
  });
}
