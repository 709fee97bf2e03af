// What the page asks of its server, with the server's token where it has one.

const KEPT = "emogen-token";

export class Refused extends Error {}

export function token() {
  return sessionStorage.getItem(KEPT) ?? "";
}

/** The answer to a request; a sentence for people where it is refused. */
export async function ask(path, values = {}, signal = undefined) {
  const query = new URLSearchParams(values).toString();
  const headers = token() ? { Authorization: `Bearer ${token()}` } : {};
  let answer;
  try {
    answer = await fetch(query ? `${path}?${query}` : path, { headers, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused("The server does not answer. Is it still running?");
  }
  if (answer.status === 429) { // There is no room now: what is still wanted is asked for again.
    const seconds = Number(answer.headers.get("Retry-After")) || 1;
    await new Promise((done) => setTimeout(done, 1000 * seconds));
    return ask(path, values, signal);
  }
  if (answer.status === 401 && (await enterToken())) return ask(path, values, signal);
  if (!answer.ok) throw new Refused(await reason(answer));
  return answer;
}

export async function json(path, values, signal) {
  return (await ask(path, values, signal)).json();
}

/** What an answer says is wrong, in whichever form it says it. */
async function reason(answer) {
  const text = await answer.text();
  try {
    const { error, detail } = JSON.parse(text);
    const said = error?.message ?? error ?? detail;
    return typeof said === "string" ? said : (said?.[0]?.msg ?? text);
  } catch {
    return text || `The server answers ${answer.status}.`;
  }
}

let entering = null;

function enterToken() {
  entering ??= new Promise((resolve) => {
    const dialog = document.getElementById("token");
    const field = document.getElementById("token-value");
    dialog.addEventListener("close", () => {
      entering = null;
      sessionStorage.setItem(KEPT, field.value.trim());
      resolve(dialog.returnValue === "ok" && field.value.trim() !== "");
    }, { once: true });
    dialog.showModal();
  });
  return entering;
}

/** A function that runs once its calls pause; a later call aborts what an earlier one began. */
export function settled(pause, run) {
  let timer = 0;
  let running = null;
  return (...values) => {
    clearTimeout(timer);
    running?.abort();
    timer = setTimeout(() => {
      running = new AbortController();
      run(running.signal, ...values).catch((error) => {
        if (error.name !== "AbortError") console.error(error);
      });
    }, pause);
  };
}
