"""Image adapters: the network, rated pictures, denoisers of five families, training that can be stopped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from emogen.cli.main import run_app
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.errors import EmogenError, RequestError
from emogen.pipelines.image.diffusion.adapter.adapter import Adapter, embedding_of, load_adapter
from emogen.pipelines.image.diffusion.adapter.card import CARD, WEIGHTS, Base, Card
from emogen.pipelines.image.diffusion.adapter.denoisers import FLOW, Denoiser, denoiser_of
from emogen.pipelines.image.diffusion.adapter.evaluate import Probe, evaluate
from emogen.pipelines.image.diffusion.adapter.examples import CACHE, make_examples, square
from emogen.pipelines.image.diffusion.adapter.network import EmotionAdapter
from emogen.pipelines.image.diffusion.adapter.rated import parse_scale, read_rated
from emogen.pipelines.image.diffusion.adapter.settings import AdapterOptions, adapter_options
from emogen.pipelines.image.diffusion.adapter.train import CHECKPOINT, AdapterTrainer, split, train
from emogen.pipelines.image.paint import paint
from emogen.seeds import stream
from tests import tiny_pipelines

FAMILIES = ("sd15", "sdxl", "pixart", "sd3", "flux")
SIDE = 32
CAPTIONS = ("a harbour at dusk", "a forest", "an old house by the lake")
SMALL = AdapterOptions(model="sd15", width=32, depth=1, tokens=2, batch=4, rate=3e-3, size=SIDE)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def write_pictures(folder: Path, count: int = 24) -> Path:
    """Pictures that are the lighter the more pleasant, with their table."""
    folder.mkdir(parents=True, exist_ok=True)
    random = stream(0, "pictures")
    rows = ["picture,caption,valence,arousal"]
    for number in range(count):
        valence, arousal = random.uniform(-1, 1, 2)
        pixels = 128 + 90 * valence + 40 * (1 + arousal) * random.standard_normal((8, 8, 3))
        picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).resize(
            (40, SIDE), Image.Resampling.NEAREST
        )
        picture.save(folder / f"{number}.png")
        rows.append(f"{number}.png,{CAPTIONS[number % 3]},{valence:.4f},{arousal:.4f}")
    table = folder / "rated.csv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return table


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pictures(tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_pipelines.save("sd15", tmp_path_factory.mktemp("models") / "sd15")


def trainer_of(table: Path, folder: Path, family: str = "sd15", **changes: Any) -> AdapterTrainer:
    """A training of a tiny pipeline on a table, with what it encodes in a folder."""
    options = SMALL.model_copy(update=changes)
    rated = read_rated(table)
    denoiser = denoiser_of(tiny_pipelines.make(family), options.size)
    examples = make_examples(rated, denoiser, family, folder)
    return AdapterTrainer(denoiser, examples, options, data=rated.sha256)


def base_of(trainer: AdapterTrainer) -> Base:
    features = trainer.examples.texts([0])[0].shape[2]
    return Base(
        model="sd15",
        pipeline="StableDiffusionPipeline",
        text_encoders="",
        features=features,
        prediction="epsilon",
    )


def trained(table: Path, folder: Path, steps: int = 30, **kwargs: Any) -> Adapter:
    trainer = trainer_of(table, folder / CACHE)
    return train(trainer, folder, (base_of(trainer), read_rated(table)), steps=steps, **kwargs)


@pytest.fixture(scope="module")
def folder(table: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adapter")
    trained(table, folder, steps=40)
    return folder


# The network


def network(features: int = 24, seed: int = 0) -> EmotionAdapter:
    """One that has learnt something, whatever it is."""
    torch.manual_seed(seed)
    made = EmotionAdapter(features, width=32, depth=2, tokens=3).eval()
    torch.nn.init.normal_(made.outlet.weight, std=0.3)
    return made


def test_untrained_it_adds_nothing() -> None:
    told = torch.from_numpy(embedding_of(Emotion("joy"), ("valence", "arousal")))[None]
    added = EmotionAdapter(24, width=32)(torch.randn(1, 5, 24), told)
    assert torch.equal(added, torch.zeros(1, 5, 24))


def test_neutral_adds_nothing_whatever_was_learnt() -> None:
    features = torch.randn(2, 5, 24)
    assert torch.equal(network()(features, torch.zeros(2, 64)), torch.zeros(2, 5, 24))
    told = torch.from_numpy(embedding_of(Emotion("fear"), ("valence", "arousal"))).expand(2, -1)
    assert network()(features, told).abs().max() > 0.01


@settings(deadline=None, max_examples=20)
@given(st.floats(0.01, 1), st.floats(-3.14, 3.14))
def test_a_faint_emotion_adds_little_and_its_opposite_the_opposite(strength: float, angle: float) -> None:
    made, features = network(), torch.randn(1, 5, 24, generator=torch.Generator().manual_seed(1))
    valence, arousal = strength * np.cos(angle) / 50, strength * np.sin(angle) / 50
    vectors = [
        embedding_of(Emotion.va(sign * valence, sign * arousal), ("valence", "arousal")) for sign in (1, -1)
    ]
    there, back = (made(features, torch.from_numpy(vector)[None]) for vector in vectors)
    assert there.norm() < 2.0 * strength
    assert torch.nn.functional.cosine_similarity(there.flatten(), -back.flatten(), dim=0) > 0.4


# Pictures, captions, ratings


def test_a_table_is_read(tmp_path: Path) -> None:
    table = write_pictures(tmp_path, 14)
    rated = read_rated(table)
    assert rated.axes == ("valence", "arousal")
    assert len(rated.rows) == 14
    row = rated.rows[3]
    assert (row.picture, row.caption, row.line) == (tmp_path / "3.png", CAPTIONS[0], 5)
    assert all(-1 <= rating <= 1 for rating in row.ratings)
    assert row.ratings[2] == 0.0


def test_ratings_of_another_scale_become_coordinates(tmp_path: Path) -> None:
    write_pictures(tmp_path, 13)
    lines = ["Picture;Caption;Valence;Arousal;dominance;who"]
    lines += [f"{n}.png;a house;{1 + n % 7},0;{7 - n % 7};4;somebody" for n in range(13)]
    (tmp_path / "sheet.csv").write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    rated = read_rated(tmp_path / "sheet.csv", parse_scale("1-7"))
    assert [row.ratings for row in rated.rows][:7:3] == [(-1, 1, 0), (0, 0, 0), (1, -1, 0)]
    assert rated.axes == ("valence", "arousal", "dominance")
    for text, ends in {"1-9": (1, 9), "-1..1": (-1, 1), " 0 to 100": (0, 100), "-3:3": (-3, 3)}.items():
        assert parse_scale(text) == ends
    for text in ("", "9-1", "high", "1-", "1-1"):
        with pytest.raises(RequestError, match="scale"):
            parse_scale(text)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    write_pictures(tmp_path, 12)
    (tmp_path / "torn.png").write_bytes((tmp_path / "1.png").read_bytes()[:60])
    (tmp_path / "notes.png").write_text("no picture", encoding="utf-8")
    wrong = [
        ("gone.png,a house,0,0", r"line 2: no such picture: .*gone\.png"),
        ("0.png,a house,3,0", "line 3: valence 3 is not from -1 to 1"),
        ("0.png,a house,high,nan", "line 4: valence 'high' is no number; line 4: arousal 'nan' is no number"),
        ("0.png,,0,0", "line 5: no caption"),
        (",a house,0,0", "line 6: no picture is named"),
        ("torn.png,a house,0,0", r"line 7: cannot read the picture .*torn\.png"),
        ("notes.png,a house,0,0", r"line 8: cannot read the picture .*notes\.png"),
        ("0.png,a house,0", "line 9: 3 cells, not 4"),
        (".,a house,0,0", "line 10: no such picture"),
    ]
    (tmp_path / "bad.csv").write_text(
        "\n".join(["picture,caption,valence,arousal", *(line for line, _ in wrong)]), encoding="utf-8"
    )
    with pytest.raises(RequestError) as caught:
        read_rated(tmp_path / "bad.csv")
    told = caught.value
    assert told.what.endswith("has 10 problems")
    for _, pattern in wrong:
        assert re.search(pattern, told.why), pattern
    assert "--scale 1-9" in told.fix


def test_many_problems_are_counted(tmp_path: Path) -> None:
    rows = [f"gone{n}.png,a house,0,0" for n in range(500)]
    (tmp_path / "bad.csv").write_text("\n".join(["picture,caption,valence,arousal", *rows]), encoding="utf-8")
    with pytest.raises(RequestError, match=r"500 problems .*line 2: .*and 480 more"):
        read_rated(tmp_path / "bad.csv")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("picture,caption,valence\n", "no column arousal"),
        ("picture,caption,valence,arousal,Valence\n", "column valence is there twice"),
        ("picture,caption,valence,arousal\n", "0 different pictures"),
        ("picture,caption,valence,arousal\n" + "0.png,a house,0,0.5\n" * 20, "1 different pictures"),
        ('picture,caption,valence,arousal\n"0.png,a house,0,0.5\n', "cannot read"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, text: str, message: str) -> None:
    write_pictures(tmp_path, 1)
    (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match=message):
        read_rated(tmp_path / "bad.csv")


def test_pictures_rated_alike_teach_nothing(tmp_path: Path) -> None:
    write_pictures(tmp_path, 12)
    rows = [f"{n}.png,a house,0.5,0.5" for n in range(12)]
    (tmp_path / "same.csv").write_text(
        "\n".join(["picture,caption,valence,arousal", *rows]), encoding="utf-8"
    )
    with pytest.raises(RequestError, match="rated alike"):
        read_rated(tmp_path / "same.csv")


def test_the_middle_of_a_picture_is_learnt_from(tmp_path: Path) -> None:
    pixels = np.zeros((20, 60, 3), np.uint8)
    pixels[:, 20:40] = 200
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    assert (square(tmp_path / "wide.png", 20) == 200).all()


# Denoisers


@pytest.mark.filterwarnings("ignore")  # The libraries' own.
@pytest.mark.parametrize("family", FAMILIES)
def test_a_denoiser_predicts_what_the_pipeline_does(family: str) -> None:
    pipeline = tiny_pipelines.make(family)
    denoiser = denoiser_of(pipeline, SIDE)
    caption = "an old house by the lake"
    said: list[tuple[Any, Any, Any]] = []
    forward = denoiser.network.forward

    def listen(*args: Any, **kwargs: Any) -> Any:
        answer = forward(*args, **kwargs)
        noisy = args[0] if args else kwargs["hidden_states"]
        time = args[1] if len(args) > 1 else kwargs["timestep"]
        said.append((noisy, time, answer[0]))
        return answer

    denoiser.network.forward = listen
    call: dict[str, Any] = {"guidance_scale": 3.5 if family == "flux" else 1.0}
    if family == "pixart":
        call |= {"use_resolution_binning": False, "clean_caption": False}
    pipeline(
        caption, num_inference_steps=1, height=SIDE, width=SIDE, output_type="latent", **call,
        generator=torch.Generator().manual_seed(0),
    )  # fmt: skip
    denoiser.network.forward = forward
    noisy, time, answer = said[0]
    latents = denoiser.latents(np.zeros((SIDE, SIDE, 3), np.uint8))[None]
    if family == "flux":
        time = time * denoiser.levels
        noisy, answer = (
            pipeline._unpack_latents(packed, SIDE, SIDE, pipeline.vae_scale_factor)
            for packed in (noisy, answer)
        )
    assert noisy.shape == latents.shape
    features = {name: value[None] for name, value in denoiser.features(caption).items()}
    with torch.no_grad():
        predicted = denoiser.predict(noisy, time.reshape(-1), features.pop("tokens"), features)
    torch.testing.assert_close(predicted, answer[:, : noisy.shape[1]], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_noise_is_added_as_the_scheduler_does(family: str) -> None:
    pipeline = tiny_pipelines.make(family)
    denoiser = denoiser_of(pipeline, SIDE)
    clean, noise = torch.randn(2, 3, 4, 8, 8).unbind()
    noisy, wanted, time = denoiser.noised(clean, torch.tensor([0.0, 0.5, 0.999]), noise)
    if denoiser.prediction == FLOW:
        level = time[:, None, None, None] / 1000
        torch.testing.assert_close(noisy, (1 - level) * clean + level * noise)
        torch.testing.assert_close(noisy - level * wanted, clean, rtol=1e-4, atol=1e-4)
    else:
        from diffusers import DDIMScheduler

        scheduler = DDIMScheduler.from_config(pipeline.scheduler.config)
        torch.testing.assert_close(noisy, scheduler.add_noise(clean, noise, time))
        assert torch.equal(wanted, noise)
        denoiser.prediction = "v_prediction"
        _, velocity, _ = denoiser.noised(clean, torch.tensor([0.0, 0.5, 0.999]), noise)
        torch.testing.assert_close(velocity, scheduler.get_velocity(clean, noise, time))


def test_other_pipelines_and_sizes_are_refused() -> None:
    with pytest.raises(
        RequestError, match=r"cannot be trained for a SanaPipeline .*StableDiffusionXLPipeline"
    ):
        denoiser_of(tiny_pipelines.make("sana"))
    with pytest.raises(RequestError, match=r"33 pixels .*size=32"):
        denoiser_of(tiny_pipelines.make("sd15"), 33)


# Training


def test_no_picture_is_in_two_parts() -> None:
    pictures = [str(number % 40) for number in range(100)]
    parts = split(pictures, 0)
    roles = [{pictures[row] for row in rows} for rows in (parts.learnt, parts.watched, parts.evaluated)]
    assert sorted(parts.learnt + parts.watched + parts.evaluated) == list(range(100))
    assert [len(role) for role in roles] == [28, 6, 6]
    assert not (roles[0] & roles[1])
    assert not (roles[0] & roles[2])
    assert not (roles[1] & roles[2])


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_learns(family: str, table: Path, tmp_path: Path) -> None:
    trainer = trainer_of(table, tmp_path, family)
    weights = {name: value.clone() for name, value in trainer.denoiser.network.state_dict().items()}
    with torch.random.fork_rng(devices=[]):
        for _ in range(3):
            trainer.advance()
    assert trainer.network.outlet.weight.abs().max() > 0
    after = trainer.denoiser.network.state_dict()
    assert all(torch.equal(value, after[name]) for name, value in weights.items())


def test_computing_parts_again_changes_no_gradient(table: Path, tmp_path: Path) -> None:
    gradients = []
    for again in (False, True):
        trainer = trainer_of(table, tmp_path)
        if again:
            trainer.denoiser.network.enable_gradient_checkpointing()
        torch.nn.init.normal_(
            trainer.network.outlet.weight, std=0.1, generator=torch.Generator().manual_seed(0)
        )
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            trainer.loss().backward()  # type: ignore[no-untyped-call]
        gradients.append(torch.as_tensor(trainer.network.gate.weight.grad))
    assert gradients[0].abs().max() > 0
    torch.testing.assert_close(gradients[0], gradients[1])


def test_training_lowers_the_loss_of_what_it_learns_from(table: Path, tmp_path: Path) -> None:
    trainer = trainer_of(table, tmp_path)
    probe = Probe(trainer.denoiser, trainer.examples, trainer.parts.learnt, levels=4, batch=4, seed=1)
    plain = float(probe.losses(None).mean())
    assert float(probe.losses(trainer.network).mean()) == plain
    with torch.random.fork_rng(devices=[]):
        for _ in range(40):
            trainer.advance()
    assert float(probe.losses(trainer.network.eval()).mean()) < plain - 0.005


def test_the_evaluation_tells_right_ratings_from_others(table: Path, tmp_path: Path) -> None:
    trainer = trainer_of(table, tmp_path, rate=1e-2)
    rows = trainer.parts.evaluated
    untrained = evaluate(trainer.denoiser, trainer.network, trainer.examples, rows, batch=4, seed=0)
    assert untrained.plain == untrained.right == pytest.approx(untrained.shuffled)
    assert untrained.gain == pytest.approx(0, abs=1e-6)
    assert untrained.rows == len(rows)
    trainer.parts = replace(trainer.parts, learnt=rows)  # They must be told apart then.
    with torch.random.fork_rng(devices=[]):
        for _ in range(60):
            trainer.advance()
    fitted = evaluate(trainer.denoiser, trainer.network.eval(), trainer.examples, rows, batch=4, seed=0)
    assert fitted.right < fitted.shuffled
    assert fitted.gain == pytest.approx(1 - fitted.right / fitted.shuffled, abs=1e-6)
    assert fitted.told > 0.5


def test_a_resumed_training_ends_with_the_same_bytes(table: Path, tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    trained(table, whole)

    def interrupt(fraction: float) -> None:
        if fraction >= 0.4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trained(table, parts, progress=interrupt)
    assert {path.name for path in parts.iterdir()} == {CHECKPOINT, CACHE}
    trained(table, parts, resume=True)
    for name in (CARD, WEIGHTS):
        assert (whole / name).read_bytes() == (parts / name).read_bytes()


def test_only_its_own_checkpoint_is_resumed(table: Path, tmp_path: Path) -> None:
    trained(table, tmp_path, steps=2)
    for changes in ({"rate": 1e-3}, {"batch": 2}):
        trainer = trainer_of(table, tmp_path / CACHE, **changes)
        with pytest.raises(RequestError, match="other data or settings"):
            train(trainer, tmp_path, (base_of(trainer), read_rated(table)), steps=3, resume=True)


def test_features_are_computed_once(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rated, denoiser = read_rated(table), denoiser_of(tiny_pipelines.make("sd15"), SIDE)
    first = make_examples(rated, denoiser, "one", tmp_path)
    assert len(list(tmp_path.iterdir())) == len(CAPTIONS) + 24

    def refuse(*_: object) -> None:
        raise AssertionError("encoded again")

    monkeypatch.setattr(Denoiser, "latents", refuse)
    monkeypatch.setattr(Denoiser, "features", refuse)
    second = make_examples(rated, denoiser, "one", tmp_path)
    assert torch.equal(first.latents([1, 5]), second.latents([1, 5]))
    with pytest.raises(AssertionError, match="encoded again"):
        make_examples(rated, denoiser, "another model", tmp_path)


# What comes of it


def test_it_moves_features_as_it_was_saved(folder: Path) -> None:
    adapter, again = load_adapter(folder), load_adapter(folder)
    embeds = torch.randn(2, 77, 32)
    moved = adapter.apply(embeds, Emotion("sadness"))
    assert torch.equal(moved, again.apply(embeds, "sadness"))
    assert not torch.equal(moved, embeds)
    assert not torch.equal(moved, adapter.apply(embeds, "joy"))
    half = adapter.apply(embeds.half(), "sadness")
    assert half.dtype == torch.float16
    torch.testing.assert_close(half.float(), moved, rtol=0.01, atol=0.01)


def test_neutral_is_the_plain_features_to_the_bit(folder: Path) -> None:
    adapter, embeds = load_adapter(folder), torch.randn(1, 77, 32)
    assert torch.equal(adapter.apply(embeds, NEUTRAL), embeds)
    assert torch.equal(adapter.apply(embeds, Emotion.va(0, 0, 0.7)), embeds), "dominance was not rated"
    assert torch.equal(adapter.apply(embeds, "joy"), adapter.apply(embeds, Emotion.va(*Emotion("joy").vad)))


def test_the_card_says_what_it_is(folder: Path, table: Path) -> None:
    card = load_adapter(folder).card
    assert card.data.sha256 == read_rated(table).sha256
    assert (card.data.rows, card.data.pictures, card.data.captions, card.data.held_out) == (24, 24, 3, 8)
    assert card.data.rated == ("valence", "arousal")
    assert card.settings.size == SIDE
    assert 0 < card.steps <= 40
    assert card.held_out_loss < card.first_loss
    assert card.evaluation.rows == 4


def test_an_adapter_of_another_model_is_refused(folder: Path) -> None:
    with pytest.raises(RequestError, match=r"768 features .*trained for 32"):
        load_adapter(folder).apply(torch.zeros(1, 77, 768), "joy")


@pytest.mark.parametrize("harm", ["weights", "card", "version", "gone", "shape"])
def test_a_damaged_adapter_is_refused(folder: Path, tmp_path: Path, harm: str) -> None:
    card = Card.model_validate_json((folder / CARD).read_text(encoding="utf-8"))
    (tmp_path / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[: -8 if harm == "weights" else None])
    if harm == "version":
        card = card.model_copy(update={"embedding_version": 0})
    if harm == "shape":
        card = card.model_copy(update={"settings": card.settings.model_copy(update={"width": 64})})
    text = card.model_dump_json()[: 20 if harm == "card" else None]
    if harm != "gone":
        (tmp_path / CARD).write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match=r"damaged|cannot read|does not fit|no image adapter"):
        load_adapter(tmp_path)


def test_the_backend_paints_with_it(folder: Path, model: Path) -> None:
    options = {"model": str(model), "steps": 2, "size": "exact"}
    text = "an old house"

    def pixels(emotion: Emotion, **more: str) -> Any:
        return paint(
            text, emotion=emotion, size=(64, 64), backend="diffusers", options=options | more
        ).picture.pixels

    plain = pixels(NEUTRAL)
    assert (pixels(NEUTRAL, adapter=str(folder)) == plain).all()
    low, high = (pixels(Emotion.va(v, 0.5), adapter=str(folder)) for v in (-0.8, 0.8))
    assert not (low == plain).all()
    assert not (low == high).all()


# The command


def run(*arguments: str | Path) -> int:
    return run_app(["train", "image-adapter", *map(str, arguments)])


def test_the_command_trains(
    model: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "adapter"
    small = [
        f"--option={name}={value}"
        for name, value in (("width", 32), ("depth", 1), ("size", 32), ("batch", 2))
    ]
    assert (
        run("--option", f"model={model}", *small, "--data", table, "-o", out, "--steps", "4", "--json") == 0
    )
    record = json.loads(capsys.readouterr().out)
    assert record["base"]["pipeline"] == "StableDiffusionPipeline"
    assert record["evaluation"]["rows"] == 4
    assert (
        run("--option", f"model={model}", *small, "--data", table, "-o", out, "--steps", "6", "--resume") == 0
    )
    told = capsys.readouterr().out
    assert "learnt from 16 rated pictures" in told
    assert "gain of the right ratings" in told
    assert load_adapter(out).card.base.features == 32


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "no model was named"),
        (["model=nowhere/at/all"], "there is no folder nowhere/at/all"),
        (["model=x", "width=33"], "width=33 is wrong"),
        (["model=x", "steps=3"], "unknown setting 'steps'"),
        (["model"], "NAME=VALUE"),
    ],
)
def test_wrong_settings_are_told(
    options: list[str], message: str, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [part for option in options for part in ("--option", option)]
    assert run(*given, "--data", table, "-o", tmp_path / "out") == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_bad_pictures_are_told_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.csv").write_text(
        "picture,caption,valence,arousal\nno.png,a house,0,0\nno.png,a house,0,9\n", encoding="utf-8"
    )
    assert run("--option", "model=x", "--data", tmp_path / "bad.csv", "-o", tmp_path / "out") == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "has 2 problems" in told
    assert "arousal 9" in told
    assert not (tmp_path / "out").exists()


def test_settings_are_checked() -> None:
    assert adapter_options({"model": "x", "batch": "2"}).batch == 2
    with pytest.raises(EmogenError, match="rate"):
        adapter_options({"model": "x", "rate": "fast"})
