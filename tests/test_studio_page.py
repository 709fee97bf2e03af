"""The studio page in a real browser: Debian's chromium, driven by Playwright."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from emogen.pipelines.live.protocols import studio
from emogen.sound import decoded
from tests.live_server import Server, a_server, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

pytest.importorskip("playwright")
_CHROMIUM: Final = shutil.which("chromium")
if _CHROMIUM is None:
    pytest.skip("no chromium", allow_module_level=True)

_DRAWN: Final = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
_PATIENCE: Final = 60_000
"""Milliseconds: drawing without a GPU is slow."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from a_server()


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def page(driver: Playwright, server: Server) -> Iterator[Page]:
    """The page on a phone that cannot draw the head, which costs seconds without a GPU."""
    chromium = launched(driver, "--disable-3d-apis")
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    yield opened(context.new_page(), server)
    chromium.close()


def launched(driver: Playwright, *flags: str) -> Browser:
    arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", *flags]
    return driver.chromium.launch(executable_path=_CHROMIUM, args=arguments)


def opened(page: Page, server: Server) -> Page:
    page.set_default_timeout(_PATIENCE)
    page.goto(server.url)
    page.wait_for_selector("#reading:not(:empty)")
    return page


def until(page: Page, expression: str) -> Any:
    """The first true value of an expression. Not ``wait_for_function``, which the page's policy forbids."""
    value = page.evaluate(
        f"""async () => {{
          const end = performance.now() + {_PATIENCE};
          const next = () => new Promise((done) => setTimeout(done, 20));
          while (performance.now() < end && !({expression})) await next();
          return {expression};
        }}"""
    )
    assert value, expression
    return value


def code(page: Page, kind: str) -> str:
    page.click(f"#tab-{kind}")
    return str(page.inner_text("#code"))


def test_nothing_is_wider_than_a_phone(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    small = page.evaluate(
        """[...document.querySelectorAll("button:not(.mark), select, input:not([type=checkbox])")]
          .filter((each) => each.offsetParent && each.getBoundingClientRect().height < 24)
          .map((each) => each.id || each.textContent)"""
    )
    assert not small


def test_a_browser_that_draws_no_head_says_so(page: Page) -> None:
    until(page, "document.getElementById('head-note').textContent.includes('no WebGL')")


def test_everything_has_a_name_for_screen_readers(page: Page) -> None:
    nameless = page.evaluate(
        """() => {
          const control = "button, input, select, textarea, [role=slider], [role=tabpanel], img";
          const named = (each) => (each.getAttribute("aria-labelledby") ?? "").split(" ")
            .some((id) => document.getElementById(id)?.textContent);
          return [...document.querySelectorAll(control)].filter((each) => !(
            each.labels?.length || each.ariaLabel || each.textContent.trim() || each.alt !== undefined
            || named(each)
          )).map((each) => each.outerHTML);
        }"""
    )
    assert not nameless
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids))
    used = page.evaluate(
        """["for", "aria-labelledby", "aria-describedby", "aria-controls", "list"].flatMap((name) =>
          [...document.querySelectorAll(`[${name}]`)]
            .flatMap((each) => each.getAttribute(name).split(" ")))"""
    )
    assert set(used) <= set(ids)
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_attribute("#captions", "aria-live") == "polite"


def test_the_wheel_moves_by_arrow_keys(page: Page) -> None:
    page.fill("#emotion", "neutral")
    until(page, "emogenStudio.screen.notation === 'neutral'")
    page.focus(".handle")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowUp")
    until(page, "emogenStudio.screen.steps[0].point[1] === 0.05")
    assert page.input_value("#emotion") == "va(0.2, 0.05)"
    assert "valence 0.20, arousal 0.05: near" in str(page.get_attribute(".handle", "aria-valuetext"))


def test_named_emotions_are_one_stop_and_roved_by_arrows(page: Page) -> None:
    page.fill("#emotion", "joy")
    until(page, "document.querySelector('.mark[tabindex=\"0\"]').ariaLabel === 'joy'")
    assert page.locator('.mark[tabindex="0"]').count() == 1
    page.focus('.mark[tabindex="0"]')
    page.keyboard.press("ArrowLeft")
    name = page.evaluate("document.activeElement.ariaLabel")
    assert name != "joy"
    page.keyboard.press("Enter")
    assert page.input_value("#emotion") == name


def test_a_drag_feels_a_point_and_a_touch_of_a_name_takes_it(page: Page) -> None:
    page.locator(".wheel").scroll_into_view_if_needed()
    box = page.locator(".wheel").bounding_box()
    assert box is not None
    centre = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*centre)
    page.mouse.down()
    page.mouse.move(centre[0] - 0.3 * box["width"], centre[1] + 0.37 * box["height"], steps=3)
    page.mouse.up()
    assert page.input_value("#emotion").startswith("va(-")
    mark = page.locator('.mark[aria-label="serenity"]').bounding_box()
    assert mark is not None
    page.mouse.click(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    assert page.input_value("#emotion") == "serenity"


def test_dominance_and_intensity_are_dials(page: Page) -> None:
    page.fill("#emotion", "va(0.5, 0.3)")
    until(page, "emogenStudio.screen.steps[0].point[0] === 0.5")
    page.focus("#dominance")
    page.keyboard.press("Home")
    assert page.input_value("#emotion") == "vad(0.5, 0.3, -1)"
    page.focus("#intensity")
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#intensity-value") == "95%"
    page.keyboard.press("End")


def test_a_slip_is_told_in_a_sentence(page: Page) -> None:
    page.fill("#emotion", "joyy")
    until(page, "document.getElementById('reading').textContent.includes('Did you mean joy')")
    assert page.get_attribute("#emotion", "aria-invalid") == "true"
    page.fill("#emotion", "sad -> hopeful")
    until(page, "document.getElementById('reading').textContent === 'sad → hopeful'")
    assert page.get_attribute("#emotion", "aria-invalid") == "false"
    assert page.locator("#aims .steps button").all_inner_texts() == ["sad", "hopeful"]


def test_auto_reads_the_line(page: Page) -> None:
    page.fill("#line", "I hate you!")
    page.fill("#emotion", "auto")
    until(page, "emogenStudio.screen.notation === 'auto'")
    assert page.evaluate("emogenStudio.screen.steps[0].point[0]") < 0
    until(page, "document.getElementById('picture').alt.includes('painted as')")
    assert page.evaluate("emogenStudio.screen.picture") != "auto"


def test_tabs_move_by_arrow_keys(page: Page) -> None:
    page.focus("#tab-voice")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#tab-face", "aria-selected") == "true"
    assert page.evaluate("document.activeElement.id") == "tab-face"
    assert "AU1" in page.inner_text("#aims")


def test_the_code_does_what_is_on_the_screen(page: Page, server: Server, tmp_path: Path) -> None:
    page.fill("#line", 'It\'s "hi".')
    page.fill("#scene", "a lake")
    page.fill("#emotion", "0.5*joy")
    until(page, "emogenStudio.screen.notation === '0.5*joy'")
    bin = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": bin + os.pathsep + os.environ["PATH"]}
    scripts = {"command": ["bash", "-ec"], "python": [sys.executable, "-c"], "curl": ["bash", "-ec"]}
    if shutil.which("curl") is None or not has_route(server, "/v1/images"):
        scripts.pop("curl")
    sounds = {}
    for kind, runner in scripts.items():
        text = code(page, kind)
        page.click("#copy")
        assert page.evaluate("navigator.clipboard.readText()") == text
        folder = tmp_path / kind
        folder.mkdir()
        subprocess.run(
            [*runner, text], cwd=folder, env=environment, check=True, capture_output=True, timeout=120
        )
        assert (folder / "mood.png").stat().st_size > 10_000
        sounds[kind] = decoded(folder / "line.wav").samples
        if kind != "curl":
            assert json.loads((folder / "line.wav.json").read_text(encoding="utf-8"))
            assert (folder / "line.glb").exists()
    first = sounds.pop("command")
    assert all(abs(sound - first).max() < 1e-3 for sound in sounds.values())


def has_route(server: Server, path: str) -> bool:
    return path in server.http.get("/openapi.json").json()["paths"]


def test_a_server_with_a_token_is_asked_for_it_once(driver: Playwright) -> None:
    with serving(token="open sesame") as closed:
        chromium = launched(driver, "--disable-3d-apis")
        page = chromium.new_page()
        page.goto(closed.url)
        page.fill("#token-value", "open barley")
        page.keyboard.press("Enter")
        page.wait_for_selector("dialog[open]")
        page.fill("#token-value", "open sesame")
        page.keyboard.press("Enter")
        page.wait_for_selector("#reading:not(:empty)")
        assert "$EMOGEN_TOKEN" in code(page, "curl")
        assert "sesame" not in page.inner_text("#code")
        page.fill("#line", "Hi.")
        page.press("#line", "Control+Enter")
        until(page, "document.getElementById('captions').textContent === 'Hi.'")
        chromium.close()


@pytest.fixture(scope="module")
def stage(driver: Playwright, server: Server) -> Iterator[Page]:
    """The page with its head, small: a processor draws it."""
    if not studio.library_files():
        pytest.skip("no three.js")
    chromium = launched(driver, *_DRAWN)
    page = opened(chromium.new_page(viewport={"width": 320, "height": 320}), server)
    until(page, "emogenStudio.stage.head?.meshes.length > 0 && emogenStudio.stage.resting !== null")
    until(page, "emogenStudio.stage.head.renderer.info.render.triangles > 100_000")
    yield page
    chromium.close()


def test_the_head_and_the_words_go_with_the_sound(stage: Page) -> None:
    # Out of sight it moves and is not drawn, for which a processor may need longer than the line takes.
    stage.evaluate("scrollTo(0, document.body.scrollHeight)")
    until(stage, "!emogenStudio.stage.seen")
    stage.evaluate("emogenStudio.screen.set({ text: 'Hi, Bob!' })")
    stage.evaluate("document.getElementById('speak').requestSubmit()")
    assert stage.inner_text("#go") == "Stop"
    told = stage.evaluate(
        """async () => {
          const { stage, talk } = emogenStudio;
          const face = stage.head.meshes[0];
          const at = face.morphTargetDictionary;
          const told = { jaw: [], turned: [], loud: 0, lit: new Set(), shapes: Object.keys(at).length };
          while (talk.speaking) {
            await new Promise((done) => setTimeout(done, 5));
            if (!(talk.sound.time > 0)) continue;
            told.loud = Math.max(told.loud, talk.sound.level);
            told.jaw.push(face.morphTargetInfluences[at.jawOpen]);
            told.turned.push(stage.head.neck.rotation.y);
            for (const word of document.querySelectorAll("#captions .said")) told.lit.add(word.textContent);
          }
          return { ...told, lit: [...told.lit], gaps: talk.sound.gaps };
        }"""
    )
    assert told["shapes"] == 52
    assert told["lit"] == ["Hi,", "Bob!"]
    assert told["loud"] > 0.05
    assert max(told["jaw"]) - min(told["jaw"]) > 0.05
    assert len(set(told["turned"])) > 1
    assert stage.inner_text("#go") == "Speak"
    stage.evaluate("scrollTo(0, 0)")


def test_speaking_again_cuts_off_and_escape_falls_silent(stage: Page) -> None:
    stage.fill("#line", "One two three four five six seven eight nine ten eleven twelve. " * 5)
    stage.press("#line", "Control+Enter")
    until(stage, "emogenStudio.talk.sound.time > 0")
    stage.fill("#line", "No. Wait, there is more to be said of it than that.")
    stage.press("#line", "Control+Enter")
    until(stage, "document.getElementById('captions').textContent.startsWith('No.')")
    stage.keyboard.press("Escape")
    assert not stage.evaluate("emogenStudio.talk.speaking")
    assert stage.evaluate("emogenStudio.talk.sound.level") == 0
    assert stage.evaluate("emogenStudio.talk.sound.time") is None


def test_a_wrong_line_is_told_in_a_sentence(stage: Page) -> None:
    stage.fill("#line", "[joyy] Hi.")
    stage.press("#line", "Control+Enter")
    until(stage, "document.getElementById('state').textContent.includes('joyy')")
    assert stage.inner_text("#go") == "Speak"


def test_with_reduced_motion_the_head_keeps_still(stage: Page) -> None:
    stage.emulate_media(reduced_motion="reduce")
    assert until(stage, "emogenStudio.stage.head.neck.rotation.y === 0 && emogenStudio.stage.head.pace > 0")
    stage.emulate_media(reduced_motion="no-preference")
    until(stage, "emogenStudio.stage.head.neck.rotation.y !== 0")
