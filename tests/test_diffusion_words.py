"""Emotions in prompts and embeddings of diffusion models, and the models' files."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.picture import NEUTRAL, TARGETS, picture_targets
from emogen.conditioning.vocabulary import entries
from emogen.errors import EmogenError, GenerationError, MissingWeightError, RequestError
from emogen.pipelines.image.backend import Brief
from emogen.pipelines.image.diffusion import content, directions, models
from emogen.pipelines.image.diffusion.backend import DiffusersBackend
from emogen.pipelines.image.diffusion.options import DiffusersOptions
from emogen.progress import ignore

INSTALLED = all(
    importlib.util.find_spec(name) for name in ("accelerate", "diffusers", "peft", "transformers")
)
pytestmark = pytest.mark.skipif(
    not INSTALLED, reason="diffusers is not installed: run `make extra EXTRA=diffusion`"
)

TEXT = "a house by the sea"
FAMILIES = ("sd15", "sdxl", "sd3", "flux", "pixart", "sana", "qwen", "z-image", "lumina")


@pytest.fixture(scope="module", autouse=True)
def _surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No network, an empty cache of the hub, one thread: many are slower for tiny networks."""
    if not INSTALLED:
        yield
        return
    import torch

    threads = torch.get_num_threads()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path_factory.mktemp("hub")))
        patch.setattr("socket.socket.connect", _no_network)
        torch.set_num_threads(1)
        yield
        torch.set_num_threads(threads)


def _no_network(*_: object) -> None:
    raise AssertionError("the network was tried")


@pytest.fixture(scope="module")
def pipeline_of() -> Callable[[str], Any]:
    """A tiny pipeline by its family, made when it is first asked for."""

    from tests.tiny_pipelines import make

    return cache(make)


@pytest.fixture(scope="module")
def sd15(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.tiny_pipelines import save

    return save("sd15", tmp_path_factory.mktemp("sd15"))


@pytest.fixture
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own for directions."""
    monkeypatch.setenv("EMOGEN_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def copy(sd15: Path, tmp_path: Path) -> Path:
    """A pipeline to spoil."""
    return Path(shutil.copytree(sd15, tmp_path / "model"))


FEW = {axis: directions.Poles(poles.low[::5], poles.high[::5]) for axis, poles in directions.stems().items()}
"""Every fifth text."""


def steering(pipeline: Any, emotion: Emotion, text: str = TEXT) -> Any:
    """The edit of an emotion, with directions of a few texts."""
    from emogen.pipelines.image.diffusion.families import encode, family_of
    from emogen.pipelines.image.diffusion.steering import Steering

    family = family_of(pipeline)
    assert family is not None
    found = directions.compute(lambda texts: encode(pipeline, family, texts), FEW, ignore)
    return Steering(pipeline, family, text, emotion, found, directions.coordinates(emotion))


# Directions


def test_there_are_forty_texts_of_each_pole_and_each_differs_in_its_adjective() -> None:
    from tests.tiny_pipelines import clip_tokenizer

    tokenizer = clip_tokenizer()
    assert list(directions.stems()) == list(directions.AXES)
    for poles in directions.stems().values():
        assert len(set(poles.low)) == len(poles.low) >= 40
        assert len(set(poles.high)) == len(poles.high) >= 40
        assert not set(poles.low) & set(poles.high)
        nouns = [[text.split()[1] for text in side] for side in (poles.low, poles.high)]
        assert set(nouns[0]) == set(nouns[1])
        assert all(side.count(noun) * len(set(side)) == len(side) for side in nouns for noun in side)
        # Spelt letter by letter, too, they are short.
        assert all(len(tokenizer(text).input_ids) < 40 for text in (*poles.low, *poles.high))


@pytest.mark.parametrize("family", FAMILIES)
def test_features_move_along_valence_in_proportion(pipeline_of: Callable[[str], Any], family: str) -> None:
    """The projection on valence follows the valence commanded, whatever else the emotion is."""
    from emogen.pipelines.image.diffusion.families import encode, family_of, real_tokens

    pipeline = pipeline_of(family)
    edit = steering(pipeline, Emotion.va(0, 0, 0))
    kind = family_of(pipeline)
    assert kind is not None
    axis = edit.directions.text[0]
    before: list[Any] = []

    def catch(returned: Sequence[Any]) -> tuple[Any, ...]:
        before[:] = returned
        return tuple(returned)

    from emogen.pipelines.image.diffusion.steering import steered

    with steered(pipeline, catch):
        encode(pipeline, kind, [TEXT])
    real = real_tokens(pipeline, kind, before, TEXT, 0)
    real[: edit.directions.prefix] = False
    length = before[0][0][real].norm(dim=-1).median()

    def projection(valence: float, arousal: float = 0.0) -> float:
        emotion = Emotion.va(valence, arousal, 0.0)
        after = type(edit)(
            pipeline, kind, TEXT, emotion, edit.directions, [*emotion.vad, *(0.0,) * 7]
        ).edit(before)  # fmt: skip
        shift = ((after[0][0] - before[0][0])[real] / length) @ axis / axis.norm() ** 2
        assert float(shift.std()) < 1e-3
        return float(shift.mean())

    asked = (-1.0, -0.5, 0.0, 0.5, 1.0)
    assert [projection(valence) for valence in asked] == pytest.approx(list(asked), abs=1e-3)
    assert [projection(valence, 0.8) for valence in asked] == pytest.approx(list(asked), abs=1e-3)


def test_what_no_text_changes_is_not_moved(pipeline_of: Callable[[str], Any]) -> None:
    """The mark of the beginning; padding that a mask hides."""
    from emogen.pipelines.image.diffusion.families import encode, family_of

    for family, prefix in (("sd15", 1), ("pixart", 0), ("z-image", 3)):
        pipeline = pipeline_of(family)
        edit = steering(pipeline, Emotion("sadness"))
        assert (edit.directions.prefix > 0) == (prefix > 0)
        kind = family_of(pipeline)
        assert kind is not None
        whole = pipeline.encode_prompt(
            **({"prompt": TEXT, "device": "cpu", "num_images_per_prompt": 1,
                "do_classifier_free_guidance": False} if family != "z-image" else {"prompt": TEXT})
        )  # fmt: skip
        moved = (edit.edit(whole)[0][0] - whole[0][0]).norm(dim=-1)
        assert not moved[: edit.directions.prefix].any()
        assert (moved[edit.directions.prefix :][:3] > 0).all()
        if family == "pixart":
            assert not moved[whole[1][0] == 0].any()
        assert encode(pipeline, kind, [TEXT])[0].real.any()


def test_words_past_the_token_limit_are_an_error_not_a_zero(pipeline_of: Callable[[str], Any]) -> None:
    from emogen.pipelines.image.diffusion.families import encode, family_of

    pipeline = pipeline_of("sd15")
    family = family_of(pipeline)
    assert family is not None
    long = {
        axis: directions.Poles(*(tuple("the sea " * 40 + text for text in side)
                                 for side in (poles.low[:2], poles.high[:2])))
        for axis, poles in directions.stems().items()
    }  # fmt: skip
    with pytest.raises(GenerationError, match=r"poles of valence apart.*is 0\).*token limit"):
        directions.compute(lambda texts: encode(pipeline, family, texts), long, ignore)


@pytest.mark.usefixtures("own_home")
def test_directions_are_kept_by_the_encoders_hash(sd15: Path, copy: Path, monkeypatch: Any) -> None:
    counted: list[str] = []
    computed = directions.of_pipeline

    def counting(*given: Any) -> directions.Directions:
        counted.append("once")
        return computed(*given)

    monkeypatch.setattr(directions, "of_pipeline", counting)

    def paint(folder: Path) -> None:
        options = DiffusersOptions(model=str(folder), steps=1, size="exact")
        emotion = Emotion("joy")
        DiffusersBackend(options).paint(Brief(TEXT, (32, 32), emotion, picture_targets(emotion)))

    paint(sd15)
    paint(copy)  # The same files elsewhere.
    assert len(counted) <= 1
    before = len(counted)
    weights = copy / "text_encoder" / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-2] ^= 1
    weights.write_bytes(data)
    paint(copy)
    assert len(counted) == before + 1


def test_axes_are_independent_of_those_before_them() -> None:
    import torch

    given = [[2.0, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [3, 2, 1, 4], [9, 9, 9, 2]]
    rows = directions.independent(torch.tensor(given))
    assert rows.tolist() == [[2, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 4], [0, 0, 0, 2]]


OTHER_WORDS = {
    "anger": "irate, mad, outrage",
    "contempt": "scorn, disrespect, sneer",
    "disgust": "repulsive, gross, stench",
    "fear": "dread, panic, spooky",
    "joy": "cheer, laughing, bliss",
    "sadness": "grief, despair, tears",
    "surprise": "wow, sudden, wonder",
}
"""Words of the basic emotions that no direction is made of."""


def test_directions_mean_what_they_are_called() -> None:
    """In a real text encoder, and with other words and scenes: random weights cannot show that."""
    from scipy.stats import spearmanr

    encode = sentence_encoder()
    found = directions.compute(encode, directions.stems(), ignore)
    axes = found.text / found.text.norm(dim=1, keepdim=True)

    def along(words: Sequence[str]) -> np.ndarray:
        texts = [f"a harbour at dusk with boats, {word}" for word in words]
        return np.array([(axes @ features.tokens.mean(0)).tolist() for features in encode(texts)])

    used = {word for poles in directions.adjectives().values() for side in poles for word in side}
    others = {
        name: entry.vad
        for name, entry in entries().items()
        if " " not in name and not any(name[:4] == word[:4] for word in used)
    }
    assert len(others) > 70
    projected, published = along(list(others)), np.array(list(others.values()))
    for axis, least in enumerate((0.55, 0.3, 0.2)):
        assert spearmanr(projected[:, axis], published[:, axis])[0] > least
    plain = along(["ordinary"])
    named = {
        name: directions.AXES[3 + int(np.argmax((along(words.split(", ")) - plain).mean(0)[3:]))]
        for name, words in OTHER_WORDS.items()
    }
    assert sum(name == heard for name, heard in named.items()) >= 6, named


def sentence_encoder() -> directions.Encoder:
    """all-MiniLM-L6-v2, which no diffusion model has, with the features of each token."""
    import torch
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    from emogen import weights
    from emogen.conditioning.read.encoder import HEADS, MODEL, WIDTH, word_pieces
    from emogen.pipelines.image.diffusion.families import Encoded

    config = BertConfig(
        hidden_size=WIDTH, num_hidden_layers=6, num_attention_heads=HEADS, intermediate_size=1536
    )
    model: Any = BertModel(config, add_pooling_layer=False).eval()
    try:
        tensors = load_file(weights.path(MODEL, "model.safetensors"))
    except MissingWeightError as error:
        pytest.skip(str(error))
    model.load_state_dict({name: tensor for name, tensor in tensors.items() if name in model.state_dict()})

    def encode(texts: Sequence[str]) -> list[Encoded]:
        pieces = word_pieces(texts)
        longest = max(map(len, pieces))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in pieces])
        real = torch.arange(longest) < torch.tensor([[len(row)] for row in pieces])
        with torch.no_grad():
            features = model(ids, attention_mask=real.long()).last_hidden_state
        return [
            Encoded(x[: len(row)], mask[: len(row)], None)
            for x, mask, row in zip(features, real, pieces, strict=True)
        ]

    return encode


# Words


def test_emotions_choose_different_contents() -> None:
    chosen = {
        name: content.content("a harbour with boats", picture_targets(name), 1.0, 0)
        for name in ("joy", "sadness", "fear", "anger", "disgust")
    }
    for name, phrases in chosen.items():
        assert 3 <= len(phrases) <= 6, name
    others = list(chosen.values())
    for index, left in enumerate(others):
        assert all(len(set(left) & set(right)) <= 2 for right in others[index + 1 :])
    assert content.content("a harbour", NEUTRAL, 1.0, 0) == ()
    assert content.content("a harbour", picture_targets("joy"), 0.0, 0) == ()


def test_strength_decides_how_many() -> None:
    counts = [
        len(content.content("a harbour", picture_targets(0.9 * Emotion("sadness")), strength, 0))
        for strength in (0.0, 0.4, 0.7, 1.0, 1.5)
    ]
    assert counts == sorted(counts)
    assert counts[0] == 0 < counts[1] < counts[-1]


def test_what_the_text_says_wins() -> None:
    fear = picture_targets("fear")
    assert any("night" in x or "dark" in x for x in content.content("a harbour", fear, 2.0, 1))
    sunny = content.content("a sunny harbour at noon with flowers", fear, 2.0, 1)
    topics = {row.topic for row in content.table() for text in row.texts if text in sunny}
    assert not topics & {"weather", "time", "growth"}
    text, added = content.fitted("bare trees, a lake", ("bare trees", "unlit"), lambda _: True)
    assert (text, added) == ("bare trees, a lake, unlit", ("unlit",))


def test_words_stop_at_the_token_limit() -> None:
    text, added = content.fitted("a b", ("c", "d e", "f"), lambda text: len(text.split()) <= 5)
    assert (text, added) == ("a b, c, d e", ("c", "d e"))


def test_opposites_guide_away() -> None:
    sad = picture_targets("sadness")
    asked, away = content.content("a harbour", sad, 1.0, 0), content.opposite(sad, 1.0, 0)
    assert asked
    assert away
    assert not set(asked) & set(away)
    along = directions.coordinates(Emotion("sadness"))
    assert "sad" in content.mood_words(along, 1.0)
    assert "joyful" in content.mood_words(along, 1.0, opposed=True)
    assert content.mood_words(directions.coordinates(Emotion("neutral")), 1.0) == ()


def test_the_tables_name_targets_and_topics_that_exist() -> None:
    assert {row.target for row in content.table()} <= set(TARGETS)
    assert {row.topic for row in content.table()} <= set(content.topics())


@pytest.mark.usefixtures("own_home")
@pytest.mark.parametrize("family", ["sd15", "sd3", "z-image"])
def test_long_and_foreign_texts_are_told(
    pipeline_of: Callable[[str], Any], family: str, tmp_path: Path
) -> None:
    pipeline = pipeline_of(family)
    pipeline.save_pretrained(tmp_path)
    options = DiffusersOptions(model=str(tmp_path), steps=1, size="exact", direction_strength=0)

    def notes(text: str, emotion: str = "neutral") -> str:
        feeling = Emotion.parse(emotion)
        brief = Brief(text, (32, 32), feeling, picture_targets(feeling))
        return "; ".join(DiffusersBackend(options).paint(brief).notes)

    long = notes("the sea and " * 400, "sadness")
    assert "the model reads the first " in long
    assert "added for the emotion" not in long
    assert ("was trained on English" in notes("гавань в сумерках")) == (family != "z-image")
    assert "English" not in notes("a café at dusk")


def test_an_unknown_family_has_the_emotion_in_words(sd15: Path) -> None:
    from emogen.pipelines.image.diffusion.loading import load, setup_of
    from emogen.pipelines.image.diffusion.prompting import Reader, write

    options = DiffusersOptions(model=str(sd15))
    setup = setup_of(options, models.locate(str(sd15)), "")
    reader = Reader(load(setup), None, guided=True)
    sad = Emotion("sadness")
    written = write(Brief(TEXT, (64, 64), sad, picture_targets(sad)), options, reader, setup, ignore)
    assert written.text.startswith(f"{TEXT}, sad, mournful")
    assert written.edit is None
    assert any("the emotion is in words alone" in note for note in written.notes)
    adapted = options.model_copy(update={"adapter": "folder"})
    with pytest.raises(RequestError, match="adapter cannot be used with this model"):
        write(Brief(TEXT, (64, 64), sad, picture_targets(sad)), adapted, reader, setup, ignore)


def test_a_pipeline_of_no_known_family_paints(tmp_path: Path) -> None:
    from tests.tiny_pipelines import diffusers, make

    parts = make("sd15").components
    diffusers.StableDiffusionPAGPipeline(**parts, requires_safety_checker=False).save_pretrained(tmp_path)
    options = DiffusersOptions(model=str(tmp_path), steps=1, size="exact")

    def paint(emotion: str) -> Any:
        feeling = Emotion.parse(emotion)
        return DiffusersBackend(options).paint(Brief(TEXT, (32, 32), feeling, picture_targets(feeling)))

    sad, neutral = paint("sadness"), paint("neutral")
    assert any("the text encoder of StableDiffusionPAGPipeline is not known" in note for note in sad.notes)
    assert not np.array_equal(sad.picture.pixels, neutral.picture.pixels)
    assert not any("in words alone" in note for note in neutral.notes)


# Files


def test_a_missing_model_is_one_error_with_source_size_and_licence() -> None:
    for name, told in (
        ("stabilityai/sdxl-turbo", r"about 13\.9 GB from the hub's stabilityai/sdxl-turbo, licence: Stab"),
        (
            "somebody/own-model",
            r"its size is on its page from the hub's somebody/own-model, licence: see its",
        ),
    ):
        with pytest.raises(
            MissingWeightError, match=rf"{name} is not on this machine \({told}.*download=true"
        ):
            models.locate(name)


def test_offline_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMOGEN_OFFLINE", "1")
    with pytest.raises(MissingWeightError, match="download=true without --offline"):
        models.locate("stabilityai/sd-turbo", download=True)


def test_a_fetch_that_fails_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(MissingWeightError, match=r"cannot be fetched: .*Agree to its licence"):
        models.locate("stabilityai/sd-turbo", download=True)


def test_a_repository_in_the_hubs_cache_is_found(sd15: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    repository = tmp_path / "models--owner--tiny"
    shutil.copytree(sd15, repository / "snapshots" / "abc")
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("abc", encoding="utf-8")
    located = models.locate("owner/tiny")
    assert located.folder == repository / "snapshots" / "abc"
    assert located.pipeline == "StableDiffusionPipeline"
    with pytest.raises(MissingWeightError):
        models.locate("owner/tiny", revision="v2")


def test_turbo_models_get_the_steps_and_guidance_that_they_are_made_for(copy: Path) -> None:
    turbo = copy.rename(copy.with_name("SDXL-turbo"))
    known = models.locate(str(turbo)).known
    assert known is not None
    assert (known.steps, known.guidance) == (1, 0)
    told: list[float] = []
    brief = Brief(TEXT, (32, 32), Emotion("neutral"), NEUTRAL, progress=told.append)
    notes = DiffusersBackend(DiffusersOptions(model=str(turbo), size="exact")).paint(brief).notes
    assert len(told) == 2  # One step, and the end.
    assert any("non-commercial" in note for note in notes)


def spoil(name: str, folder: Path) -> None:
    unet = folder / "unet" / "diffusion_pytorch_model.safetensors"
    index = folder / "model_index.json"
    if name == "no index":
        index.unlink()
    elif name == "damaged index":
        index.write_text("{", encoding="utf-8")
    elif name == "pickle":
        unet.rename(unet.with_suffix(".bin"))
    elif name == "no weights":
        unet.unlink()
    elif name == "no part":
        shutil.rmtree(folder / "vae")
    elif name == "variant":
        unet.rename(unet.with_name("diffusion_pytorch_model.fp16.safetensors"))
    elif name == "code":
        (folder / "unet" / "own.py").write_text("raise SystemExit", encoding="utf-8")
    elif name == "own class":
        known = json.loads(index.read_text(encoding="utf-8"))
        index.write_text(json.dumps({**known, "_class_name": ["own", "Own"]}), encoding="utf-8")
    elif name == "newer":
        known = json.loads(index.read_text(encoding="utf-8"))
        index.write_text(json.dumps({**known, "_class_name": "Flux9Pipeline"}), encoding="utf-8")
    elif name == "cut":
        unet.write_bytes(unet.read_bytes()[:-5000])
    elif name == "checkpoint":
        shutil.rmtree(folder)
        folder.mkdir()
        (folder / "dream.safetensors").write_bytes(b"x")


@pytest.mark.parametrize(
    ("fault", "error", "message"),
    [
        ("no index", RequestError, r"is no pipeline of diffusers \(it has no model_index"),
        ("damaged index", RequestError, r"model_index\.json is damaged"),
        ("pickle", RequestError, r"\.bin cannot be used \(a pickle runs whatever code.*safe_serialization"),
        ("no weights", MissingWeightError, r"a part of the model .*unet \(it has no \.safetensors"),
        ("no part", MissingWeightError, r"vae \(it has no such folder"),
        ("variant", RequestError, r"variant fp16 only\. Say --option variant=fp16"),
        ("code", RequestError, r"brings code of its own \(unet/own\.py"),
        ("own class", RequestError, r"brings code of its own"),
        ("newer", MissingWeightError, r"cannot be loaded \(.*Flux9Pipeline.*update"),
        ("cut", MissingWeightError, r"cannot be loaded"),
        ("checkpoint", RequestError, r"dream\.safetensors is one file.*from_single_file"),
    ],
)
def test_folders_that_cannot_be_used(copy: Path, fault: str, error: type[EmogenError], message: str) -> None:
    spoil(fault, copy)
    brief = Brief(TEXT, (32, 32), Emotion("neutral"), NEUTRAL)
    with pytest.raises(error, match=message):
        DiffusersBackend(DiffusersOptions(model=str(copy), steps=1)).paint(brief)


def test_names_that_are_none(tmp_path: Path) -> None:
    for name, message in (
        ("", "no model was named"),
        ("nowhere", "there is no folder nowhere"),
        ("./a/b", "there is no folder"),
    ):
        with pytest.raises(RequestError, match=message):
            models.locate(name)
    file = tmp_path / "dream.ckpt"
    file.write_bytes(b"x")
    with pytest.raises(RequestError, match=r"dream\.ckpt is one file"):
        models.locate(str(file))


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from emogen.pipelines.image.diffusion.libraries import diffusers

    diffusers.cache_clear()
    monkeypatch.setitem(sys.modules, "diffusers", None)
    with pytest.raises(EmogenError, match=r"diffusers is not installed .*diffusion"):
        diffusers()
