// The line to the demo: what happens comes in by itself, what a visitor does goes out.

export function listen(hears, lost) {
  let source = null;
  const open = () => {
    source = new EventSource("/happened");
    for (const kind of ["everything", "phones", "town", "wire", "rows", "log"]) {
      source.addEventListener(kind, (event) => hears(kind, JSON.parse(event.data)));
    }
    source.onerror = () => {
      lost();
      // Browsers give up on some faults for good; a demo that restarts must be found again.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 900);
    };
  };
  open();
}

// Answers nothing when it was done, else the key of the reason.
export async function post(path, what = {}, type = "application/json") {
  const body = type === "application/json" ? JSON.stringify(what) : what;
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": type, "X-Aan-Zet": "page" },
      body,
    });
  } catch {
    return "no_answer";
  }
  if (answer.ok) return null;
  try {
    return (await answer.json()).no || "not_known";
  } catch {
    return "not_known";
  }
}
