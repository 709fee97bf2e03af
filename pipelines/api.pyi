"""Types of the verbs, made by ``python -m tools.derived``: do not edit."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from emogen.conditioning.character import Character
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.track import EmotionTrack
from emogen.media import Audio
from emogen.pipelines.requests.animate import AnimateResult
from emogen.pipelines.requests.base import Result
from emogen.pipelines.requests.convert import ConvertResult
from emogen.pipelines.requests.face import FaceResult
from emogen.pipelines.requests.idle import IdleResult
from emogen.pipelines.requests.image import ImageResult
from emogen.pipelines.requests.narrate import NarrateResult
from emogen.pipelines.requests.regrade import RegradeResult
from emogen.pipelines.requests.sheet import SheetResult
from emogen.pipelines.requests.speak import SpeakResult
from emogen.pipelines.requests.sprites import SpritesResult
from emogen.pipelines.requests.talk import TalkResult
from emogen.pipelines.requests.verbs import Verb
from emogen.pipelines.speech.speak import Speech
from emogen.progress import Progress

__all__ = [
    "animate",
    "convert",
    "face",
    "idle",
    "image",
    "narrate",
    "regrade",
    "sheet",
    "speak",
    "sprites",
    "stream",
    "talk",
]

def signature(verb: Verb) -> inspect.Signature: ...
def function(verb: Verb) -> Callable[..., Result[Any]]: ...
def speak(
    text: str,
    *,
    emotion: str | Emotion | EmotionTrack = ...,
    va: str | tuple[float, float] | None = ...,
    intensity: float = ...,
    device: Literal["auto", "cpu", "cuda", "mps"] = ...,
    before: str | Sequence[str] = ...,
    duration: str | float | None = ...,
    max_seconds: str | float | None = ...,
    best_of: int | None = ...,
    voice: str | None = ...,
    character: str | int | Path | Character | None = ...,
    backend: str | None = ...,
    option: Mapping[str, str | bool | float] = ...,
    variables: Mapping[str, str] = ...,
    strict: bool = ...,
    actor: str | Path | None = ...,
    pace: float = ...,
    markup: Literal["auto", "emogen", "ssml", "plain"] = ...,
    rate: int | None = ...,
    bits: int = ...,
    loudness: float | str | None = ...,
    captions: str | Path | None = ...,
    timings: str | Path | None = ...,
    curves: str | Path | None = ...,
    visemes: str | Path | None = ...,
    seed: int = ...,
    take: int = ...,
    variation: float = ...,
    progress: Progress = ...,
) -> SpeakResult:
    """Speak a line or a script with an emotion.

    Args:
        text: Words, with tags or as SSML; - reads standard input.
        emotion: The emotion, as "joy" or "0.3*anger"; "sad -> hopeful" moves over the whole; "auto" reads it
            from the words; a direction such as "a bit worried, then relieved". [default: neutral]
        va: Valence and arousal in -1..1 instead of an emotion, e.g. --va=-0.6,-0.3.
        intensity: Factor on the emotion. [default: 1; 0 to 1]
        device: Where networks run: cpu, cuda (NVIDIA), mps (Apple), or auto, the fastest that is there.
            [default: cpu]
        before: A line said before, e.g. "Mara: It is ticking.", in whose light the emotion auto reads this
            one; can be given again. Of a batch, by default, the jobs before.
        duration: How long the line is to take, e.g. 2.4 or 900ms. [0 to 3600; s]
        max_seconds: How long the line may take at most: it is said faster where it would take longer. [0 to
            3600; s]
        best_of: Make N takes and keep the one that the judges prefer. [2 to 50]
        voice: The voice, see `emogen voices`; a:0.7+b:0.3 blends two, a/b is a with the tune of b; the
            character's, or af_heart, by default.
        character: Whose voice and pronunciations are used: a name of `emogen characters`, or a character
            file.
        backend: What speaks, see `emogen plugins`; the character's, or kokoro, by default.
        option: A setting of the backend, e.g. --option variation=0.5; can be given again.
        variables: The words for a variable of the text, e.g. --var name=Ana for {name} or [name]; can be
            given again. One without words is left out.
        strict: Refuse a text of which something cannot be said, instead of leaving that out.
        actor: A folder of `emogen train targets`, whose actor's way of showing emotions is used.
        pace: Factor on the speaking rate. [default: 1; 0.5 to 2]
        markup: Which marks of the text are read: auto reads those of any tool, emogen and ssml only these,
            and refuse others; plain reads none. [default: auto]
        rate: Samples a second; the voice's own by default. [8000 to 96000; Hz]
        bits: Bits a sample of WAV and FLAC, 16 or 24. [default: 16]
        loudness: Integrated loudness: a number, ebu (-23), podcast (-16), or even, for the lines of a pack;
            the emotion's own by default.
        captions: Also write captions by word: a file, or vtt or srt for one beside the sound.
        timings: Also write words, phonemes, visemes and emotion: a file, or json for one beside the sound.
        curves: Also write the face curves of whoever speaks: a file, or a suffix such as csv or glb for one
            beside the sound.
        visemes: Also write the mouth's shapes: a file, or json, csv (Oculus), tsv, xml, rhubarb (Rhubarb) for
            one beside the sound.
        seed: Seed of every chance difference.
        take: Which take of the emotion; 0 is the mean.
        variation: How far takes are from the mean. [default: 1; 0 to 2]

    Raises:
        RequestError: a value that does not fit, an unknown name.
        MissingWeightError: weights are not here.
    """

def narrate(
    story: str | Path,
    *,
    device: Literal["auto", "cpu", "cuda", "mps"] = ...,
    strength: float = ...,
    title: str | None = ...,
    plot: str | Path | None = ...,
    voice: str | None = ...,
    character: str | int | Path | Character | None = ...,
    backend: str | None = ...,
    option: Mapping[str, str | bool | float] = ...,
    variables: Mapping[str, str] = ...,
    strict: bool = ...,
    rate: int | None = ...,
    bits: int = ...,
    loudness: float | str | None = ...,
    captions: str | Path | None = ...,
    timings: str | Path | None = ...,
    split: bool = ...,
    seed: int = ...,
    take: int = ...,
    variation: float = ...,
    progress: Progress = ...,
) -> NarrateResult:
    """Read a story aloud, its own emotional arc driving the voice.

    Headings begin chapters, which .m4b, .m4a and .mp3 files mark.

    Args:
        story: Plain text or Markdown, .txt or .md.
        device: Where networks run: cpu, cuda (NVIDIA), mps (Apple), or auto, the fastest that is there.
            [default: cpu]
        strength: Factor on the story's arc; 1 is as it was read. [default: 1; 0 to 2]
        title: Title of the story; the file's name by default.
        plot: Also draw the arc asked for and the one heard: a file, or png or svg for one beside the sound.
        voice: The voice, see `emogen voices`; a:0.7+b:0.3 blends two, a/b is a with the tune of b; the
            character's, or af_heart, by default.
        character: Whose voice and pronunciations are used: a name of `emogen characters`, or a character
            file.
        backend: What speaks, see `emogen plugins`; the character's, or kokoro, by default.
        option: A setting of the backend, e.g. --option variation=0.5; can be given again.
        variables: The words for a variable of the text, e.g. --var name=Ana for {name} or [name]; can be
            given again. One without words is left out.
        strict: Refuse a text of which something cannot be said, instead of leaving that out.
        rate: Samples a second; the voice's own by default. [8000 to 96000; Hz]
        bits: Bits a sample of WAV and FLAC, 16 or 24. [default: 16]
        loudness: Integrated loudness: a number, ebu (-23), podcast (-16), or none. [default: podcast]
        captions: Also write captions by word: a file, or vtt or srt for one beside the sound.
        timings: Also write words, phonemes, visemes and emotion: a file, or json for one beside the sound.
        split: Write one file a chapter.
        seed: Seed of every chance difference.
        take: Which take of the emotion; 0 is the mean.
        variation: How far takes are from the mean. [default: 1; 0 to 2]

    Raises:
        RequestError: a value that does not fit, an unknown name.
        MissingWeightError: weights are not here.
    """

def convert(
    recording: str | Path | Audio,
    *,
    emotion: str | Emotion = ...,
    va: str | tuple[float, float] | None = ...,
    intensity: float = ...,
    was: str | Emotion = ...,
    sex: Literal["auto", "female", "male"] = ...,
    seed: int = ...,
    take: int = ...,
    variation: float = ...,
    progress: Progress = ...,
) -> ConvertResult:
    """Give a recording another emotion: same words, same speaker.

    The result has the rate of the recording.

    Args:
        recording: One speaker: WAV, FLAC, OGG or MP3.
        emotion: The emotion, e.g. "joy", "joy:0.6+surprise:0.4", "0.3*anger", "va(-0.4,0.2)", or a direction
            such as "whispered, close to tears". [default: neutral]
        va: Valence and arousal in -1..1 instead of an emotion, e.g. --va=-0.6,-0.3.
        intensity: Factor on the emotion. [default: 1; 0 to 1]
        was: The emotion that the recording has; auto reads it from the voice. [default: neutral]
        sex: The speaker's sex: female, male, or auto, by the pitch. [default: auto]
        seed: Seed of every chance difference.
        take: Which take of the emotion; 0 is the mean.
        variation: How far takes are from the mean. [default: 1; 0 to 2]

    Raises:
        RequestError: a value that does not fit, an unknown name.
        MissingWeightError: weights are not here.
    """

def talk(
    recording: str | Path | Audio | None = ...,
    *,
    emotion: str | Emotion | EmotionTrack = ...,
    va: str | tuple[float, float] | None = ...,
    intensity: float = ...,
    device: Literal["auto", "cpu", "cuda", "mps"] = ...,
    fps: float = ...,
    before: str | Sequence[str] = ...,
    text: str | None = ...,
    language: str | None = ...,
    curves: str | Path | None = ...,
    csv: bool = ...,
    voice: str | None = ...,
    backend: str | None = ...,
    option: Mapping[str, str | bool | float] = ...,
    variables: Mapping[str, str] = ...,
    strict: bool = ...,
    actor: str | Path | None = ...,
    pace: float = ...,
    markup: Literal["auto", "emogen", "ssml", "plain"] = ...,
    renderer: str | None = ...,
    renderer_option: Mapping[str, str | bool | float] = ...,
    portrait: str | Path | None = ...,
    face: int | None = ...,
    lighting: str = ...,
    camera: str = ...,
    light_emotion: bool = ...,
    background: str = ...,
    character: str | int | Path | Character = ...,
    size: str | int | tuple[int, int] | None = ...,
    strength: str = ...,
    au: str | None = ...,
    look: str | None = ...,
    hidden: str | Emotion | None = ...,
    motion: str | Path | None = ...,
    guidance: float = ...,
    seed: int = ...,
    take: int = ...,
    variation: float = ...,
    progress: Progress = ...,
) -> TalkResult:
    """Make a character or a portrait say a line with an emotion.

    Args:
        recording: A recording to be lip-synced; without it the text is spoken.
        emotion: The emotion, as "joy" or "0.3*anger"; "sad -> hopeful" moves over the whole; "auto" reads it
            from the words; a direction such as "a bit worried, then relieved". [default: neutral]
        va: Valence and arousal in -1..1 instead of an emotion, e.g. --va=-0.6,-0.3.
        intensity: Factor on the emotion. [default: 1; 0 to 1]
        device: Where networks run: cpu, cuda (NVIDIA), mps (Apple), or auto, the fastest that is there.
            [default: cpu]
        fps: Frames a second. [default: 30; 10 to 120; 1/s]
        before: A line said before, e.g. "Mara: It is ticking.", in whose light the emotion auto reads this
            one; can be given again. Of a batch, by default, the jobs before.
        text: What to say, with tags too; - reads standard input. Beside a recording: the words heard in it.
        language: Language of the text beside a recording, e.g. es or ja; the character's, or en-us, by
            default.
        curves: Also write the face curves: a file, or a suffix such as csv or glb for one beside the clip.
        csv: Short for --curves csv (Live Link Face).
        voice: The voice, see `emogen voices`; a:0.7+b:0.3 blends two, a/b is a with the tune of b; the
            character's, or af_heart, by default.
        backend: What speaks, see `emogen plugins`; the character's, or kokoro, by default.
        option: A setting of the backend, e.g. --option variation=0.5; can be given again.
        variables: The words for a variable of the text, e.g. --var name=Ana for {name} or [name]; can be
            given again. One without words is left out.
        strict: Refuse a text of which something cannot be said, instead of leaving that out.
        actor: A folder of `emogen train targets`, whose actor's way of showing emotions is used.
        pace: Factor on the speaking rate. [default: 1; 0.5 to 2]
        markup: Which marks of the text are read: auto reads those of any tool, emogen and ssml only these,
            and refuse others; plain reads none. [default: auto]
        renderer: What draws the face, see `emogen plugins`; anny, or photo for a portrait, by default.
        renderer_option: A setting of the renderer, e.g. --renderer-option samples=4; can be given again.
        portrait: A photograph or painting to bring to life instead.
        face: Which face of the portrait, from 1, the largest first.
        lighting: Lighting set-up for characters: studio, soft or dramatic. [default: studio]
        camera: Framing: portrait, close-up or bust. [default: portrait]
        light_emotion: The light follows the emotion: warm joy, cold fear.
        background: "studio", "#30363c", a gradient "#203040-#0a0c10", a picture, or a scene that feels the
            same: "scene: a harbour at dusk", "still: ..." where nothing in it is to move. [default: studio]
        character: Who speaks, with face and voice. A name of `emogen characters`, a character file, or a
            number that draws a person. [default: mira]
        size: Pixels, e.g. 512 or 720x720; the portrait's own, or 512x512, by default.
        strength: Factor on each part of the face, 0 to 2: lips, expression, upper, head, gaze, blinks,
            asymmetry, micro; e.g. "head=0.5,upper=1.4".
        au: Action units besides those of the emotion: "AU1=0.4,AU12=0@0>0.8@1.2>0@2", or a table (.csv).
        look: Where the eyes look: "left@1-2, 20/-10@3-4.5" (degrees, seconds).
        hidden: A masked emotion that leaks in micro-expressions.
        motion: A folder of `emogen train motion`, whose actor's manner of moving is used.
        guidance: How closely the actor of --motion follows voice and emotion. [default: 1; 0 to 5]
        seed: Seed of every chance difference.
        take: Which take of the emotion; 0 is the mean.
        variation: How far takes are from the mean. [default: 1; 0 to 2]

    Raises:
        RequestError: a value that does not fit, an unknown name.
        MissingWeightError: weights are not here.
    """

def animate(
    recording: str | Path | Audio,
    *,
    emotion: str | Emotion | EmotionTrack = ...,
    va: str | tuple[float, float] | None = ...,
    intensity: float = ...,
    fps: float = ...,
    text: str | None = ...,
    language: str = ...,
    character: str | int | Path | Character = ...,
    mapping: str | Path | None = ...,
    option: Mapping[str, str | bool | float] = ...,
    strength: str = ...,
    au: str | None = ...,
    look: str | None = ...,
    hidden: str | Emotion | None = ...,
    motion: str | Path | None = ...,
    guidance: float = ...,
    seed: int = ...,
    take: int = ...,
    variation: float = ...,
    progress: Progress = ...,
) -> AnimateResult:
    """Write the motion of a face for a recording, for game engines and animation tools.

    The suffix chooses the format: Live Link Face, Audio2Face, glTF, USD, VRM, Live2D, Spine and more.

    Args:
        recording: A recording: WAV, FLAC, OGG or MP3.
        emotion: The emotion, as "joy" or "0.3*anger"; "sad -> hopeful" moves over the whole; "auto" reads it
            from the words; a direction such as "a bit worried, then relieved". [default: neutral]
        va: Valence and arousal in -1..1 instead of an emotion, e.g. --va=-0.6,-0.3.
        intensity: Factor on the emotion. [default: 1; 0 to 1]
        fps: Frames a second. [default: 60; 23.97 to 120; 1/s]
        text: The words heard in the recording; then they are aligned.
        language: Language of the text, e.g. es or ja. [default: en-us]
        character: Whose head goes into formats with a mesh. A name of `emogen characters`, a character file,
            or a number that draws a person. [default: mira]
        mapping: A file that maps the curves to your own rig.
        option: A setting of the format; can be given again.
        strength: Factor on each part of the face, 0 to 2: lips, expression, upper, head, gaze, blinks,
            asymmetry, micro; e.g. "head=0.5,upper=1.4".
        au: Action units besides those of the emotion: "AU1=0.4,AU12=0@0>0.8@1.2>0@2", or a table (.csv).
        look: Where the eyes look: "left@1-2, 20/-10@3-4.5" (degrees, seconds).
        hidden: A masked emotion that leaks in micro-expressions.
        motion: A folder of `emogen train motion`, whose actor's manner of moving is used.
        guidance: How closely the actor of --motion follows voice and emotion. [default: 1; 0 to 5]
        seed: Seed of every chance difference.
        take: Which take of the emotion; 0 is the mean.
        variation: How far takes are from the mean. [default: 1; 0 to 2]

    Raises:
        RequestError: a value that does not fit, an unknown name.
        MissingWeightError: weights are not here.
    """

def idle(
    *,
    emotion: str | Emotion | EmotionTrack = ...,
    va: str | tuple[float, float] | None = ...,
    intensity: float = ...,
    device: Literal["auto", "cpu", "cuda", "mps"] = ...,
    fps: float = ...,
    seconds: str | float = ...,
    renderer: str | None = ...,
    renderer_option: Mapping[str, str | bool | float] = ...,
    portrait: str | Path | None = ...,
    face: int | None = ...,
    lighting: str = ...,
    camera: str = ...,
    light_emotion: bool = ...,
    background: str = ...,
    character: str | int | Path | Character = ...,
    size: str | int | tuple[int, int] | None = ...,
    strength: str = ...,
    au: str | None = ...,
    look: str | None = ...,
    hidden: str | Emotion | None = ...,
    motion: str | Path | None = ...,
    guidance: float = ...,
    seed: int = ...,
    take: int = ...,
    variation: float = ...,
    progress: Progress = ...,
) -> IdleResult:
    """Make a face that keeps silent and lives.

    Writes video, or its motion alone in a format of `emogen animate`.

    Args:
        emotion: The emotion, as "joy" or "0.3*anger"; "sad -> hopeful" moves over the whole; "auto" reads it
            from the words; a direction such as "a bit worried, then relieved". [default: neutral]
        va: Valence and arousal in -1..1 instead of an emotion, e.g. --va=-0.6,-0.3.
        intensity: Factor on the emotion. [default: 1; 0 to 1]
        device: Where networks run: cpu, cuda (NVIDIA), mps (Apple), or auto, the fastest that is there.
            [default: cpu]
        fps: Frames a second. [default: 30; 10 to 120; 1/s]
        seconds: How long, e.g. 10 or 900ms. [default: 10; 0.1 to 14400; s]
        renderer: What draws the face, see `emogen plugins`; anny, or photo for a portrait, by default.
        renderer_option: A setting of the renderer, e.g. --renderer-option samples=4; can be given again.
        portrait: A photograph or painting to bring to life instead.
        face: Which face of the portrait, from 1, the largest first.
        lighting: Lighting set-up for characters: studio, soft or dramatic. [default: studio]
        camera: Framing: portrait, close-up or bust. [default: portrait]
        light_emotion: The light follows the emotion: warm joy, cold fear.
        background: "studio", "#30363c", a gradient "#203040-#0a0c10", a picture, or a scene that feels the
            same: "scene: a harbour at dusk", "still: ..." where nothing in it is to move. [default: studio]
        character: A name of `emogen characters`, a character file, or a number that draws a person. [default:
            mira]
        size: Pixels, e.g. 512 or 720x720; the portrait's own, or 512x512, by default.
        strength: Factor on each part of the face, 0 to 2: lips, expression, upper, head, gaze, blinks,
            asymmetry, micro; e.g. "head=0.5,upper=1.4".
        au: Action units besides those of the emotion: "AU1=0.4,AU12=0@0>0.8@1.2>0@2", or a table (.csv).
        look: Where the eyes look: "left@1-2, 20/-10@3-4.5" (degrees, seconds).
        hidden: A masked emotion that leaks in micro-expressions.
        motion: A folder of `emogen train motion`, whose actor's manner of moving is used.
        guidance: How closely the actor of --motion follows voice and emotion. [default: 1; 0 to 5]
        seed: Seed of every chance difference.
        take: Which take of the emotion; 0 is the mean.
        variation: How far takes are from the mean. [default: 1; 0 to 2]

    Raises:
        RequestError: a value that does not fit, an unknown name.
        MissingWeightError: weights are not here.
    """

def face(
    *,
    emotion: str | Emotion = ...,
    va: str | tuple[float, float] | None = ...,
    intensity: float = ...,
    device: Literal["auto", "cpu", "cuda", "mps"] = ...,
    au: str | None = ...,
    renderer: str | None = ...,
    renderer_option: Mapping[str, str | bool | float] = ...,
    portrait: str | Path | None = ...,
    face: int | None = ...,
    lighting: str = ...,
    camera: str = ...,
    light_emotion: bool = ...,
    background: str = ...,
    character: str | int | Path | Character | None = ...,
    age: float | None = ...,
    sex: float | None = ...,
    skin: float | None = ...,
    size: str | int | tuple[int, int] | None = ...,
    transparent: bool = ...,
    seed: int = ...,
    take: int = ...,
    variation: float = ...,
    progress: Progress = ...,
) -> FaceResult:
    """Draw a still of a character or a portrait with an emotion.

    Args:
        emotion: The emotion, e.g. "joy", "joy:0.6+surprise:0.4", "0.3*anger", "va(-0.4,0.2)", or a direction
            such as "whispered, close to tears". [default: neutral]
        va: Valence and arousal in -1..1 instead of an emotion, e.g. --va=-0.6,-0.3.
        intensity: Factor on the emotion. [default: 1; 0 to 1]
        device: Where networks run: cpu, cuda (NVIDIA), mps (Apple), or auto, the fastest that is there.
            [default: cpu]
        au: Action units instead of an emotion, e.g. "AU12=0.8,AU4=0.4".
        renderer: What draws the face, see `emogen plugins`; anny, or photo for a portrait, by default.
        renderer_option: A setting of the renderer, e.g. --renderer-option samples=4; can be given again.
        portrait: A photograph or painting to bring to life instead.
        face: Which face of the portrait, from 1, the largest first.
        lighting: Lighting set-up for characters: studio, soft or dramatic. [default: studio]
        camera: Framing: portrait, close-up or bust. [default: portrait]
        light_emotion: The light follows the emotion: warm joy, cold fear.
        background: "studio", "#30363c", a gradient "#203040-#0a0c10", a picture, or a scene that feels the
            same: "scene: a harbour at dusk", "still: ..." where nothing in it is to move. [default: studio]
        character: A name of `emogen characters`, a character file, or a number that draws a person. Without
            one the seed draws a person.
        age: Age of the character. [18 to 90; years]
        sex: Sex of the character, 0 female to 1 male. [0 to 1]
        skin: Skin of the character, 0 light to 1 dark. [0 to 1]
        size: Pixels, e.g. 768 or 600x800; the portrait's own, or 768x768, by default.
        transparent: No background.
        seed: Seed of every chance difference.
        take: Which take of the emotion; 0 is the mean.
        variation: How far takes are from the mean. [default: 1; 0 to 2]

    Raises:
        RequestError: a value that does not fit, an unknown name.
        MissingWeightError: weights are not here.
    """

def sheet(
    *,
    device: Literal["auto", "cpu", "cuda", "mps"] = ...,
    emotions: str = ...,
    intensity: float = ...,
    sweep: str | None = ...,
    size: str | int | tuple[int, int] = ...,
    renderer: str | None = ...,
    renderer_option: Mapping[str, str | bool | float] = ...,
    portrait: str | Path | None = ...,
    face: int | None = ...,
    character: str | int | Path | Character = ...,
    seed: int = ...,
    take: int = ...,
    variation: float = ...,
    progress: Progress = ...,
) -> SheetResult:
    """Draw an expression sheet: one face, many emotions.

    Each picture has the name of its emotion.

    Args:
        device: Where networks run: cpu, cuda (NVIDIA), mps (Apple), or auto, the fastest that is there.
            [default: cpu]
        emotions: "all", "basic", or emotions between commas. [default: basic]
        intensity: Factor on each emotion. [default: 1; 0 to 1]
        sweep: A knob in place of many emotions, e.g. au:AU12=0..1:5, or intensity=0..1:5 of the one in
            emotions; also valence, arousal, dominance.
        size: Pixels of each picture, e.g. 256 or 240x300. [default: 256x256]
        renderer: What draws the face, see `emogen plugins`; anny, or photo for a portrait, by default.
        renderer_option: A setting of the renderer, e.g. --renderer-option samples=4; can be given again.
        portrait: A photograph or painting to bring to life instead.
        face: Which face of the portrait, from 1, the largest first.
        character: A name of `emogen characters`, a character file, or a number that draws a person. [default:
            mira]
        seed: Seed of every chance difference.
        take: Which take of the emotion; 0 is the mean.
        variation: How far takes are from the mean. [default: 1; 0 to 2]

    Raises:
        RequestError: a value that does not fit, an unknown name.
        MissingWeightError: weights are not here.
    """

def sprites(
    *,
    device: Literal["auto", "cpu", "cuda", "mps"] = ...,
    expressions: str = ...,
    naming: Literal["sillytavern", "renpy"] = ...,
    tag: str | None = ...,
    intensity: float = ...,
    renderer: str | None = ...,
    renderer_option: Mapping[str, str | bool | float] = ...,
    portrait: str | Path | None = ...,
    face: int | None = ...,
    lighting: str = ...,
    camera: str = ...,
    character: str | int | Path | Character = ...,
    size: str | int | tuple[int, int] = ...,
    seed: int = ...,
    take: int = ...,
    variation: float = ...,
    takes: int = ...,
    progress: Progress = ...,
) -> SpritesResult:
    """Draw a character's expressions for chats and visual novels, by name.

    A name without suffix makes a folder of them. Characters have no background.

    Args:
        device: Where networks run: cpu, cuda (NVIDIA), mps (Apple), or auto, the fastest that is there.
            [default: cpu]
        expressions: "all" 28 of GoEmotions, or emotions and NAME=EMOTION between commas, e.g.
            "joy,shy=embarrassment". [default: all]
        naming: Names of the files: sillytavern has joy.png and joy-1.png, renpy mira joy.png. [default:
            sillytavern]
        tag: Name of the images in Ren'Py; the character's by default.
        intensity: Factor on each emotion. [default: 1; 0 to 1]
        renderer: What draws the face, see `emogen plugins`; anny, or photo for a portrait, by default.
        renderer_option: A setting of the renderer, e.g. --renderer-option samples=4; can be given again.
        portrait: A photograph or painting to bring to life instead.
        face: Which face of the portrait, from 1, the largest first.
        lighting: Lighting set-up for characters: studio, soft or dramatic. [default: studio]
        camera: Framing: portrait, close-up or bust. [default: portrait]
        character: A name of `emogen characters`, a character file, or a number that draws a person. [default:
            mira]
        size: Pixels of each sprite, e.g. 512 or 600x800. [default: 512x640]
        seed: Seed of every chance difference.
        take: Which take of the emotion; 0 is the mean.
        variation: How far takes are from the mean. [default: 1; 0 to 2]
        takes: Sprites of each label: the first has its name, the others are variants. [default: 1; 1 to 20]

    Raises:
        RequestError: a value that does not fit, an unknown name.
        MissingWeightError: weights are not here.
    """

def image(
    text: str,
    *,
    device: Literal["auto", "cpu", "cuda", "mps"] = ...,
    emotion: str | Emotion = ...,
    va: str | tuple[float, float] | None = ...,
    intensity: float = ...,
    size: str | int | tuple[int, int] = ...,
    negative: str = ...,
    init: str | Path | None = ...,
    init_strength: float = ...,
    sweep: str | Sequence[str] = ...,
    backend: str = ...,
    option: Mapping[str, str | bool | float] = ...,
    seed: int = ...,
    take: int = ...,
    variation: float = ...,
    takes: int = ...,
    grid: str | Path | None = ...,
    progress: Progress = ...,
) -> ImageResult:
    """Paint a mood picture from a prompt.

    Reports the words that it could not draw.

    Args:
        text: What the picture shows; - reads standard input.
        device: Where networks run: cpu, cuda (NVIDIA), mps (Apple), or auto, the fastest that is there.
            [default: cpu]
        emotion: The emotion, e.g. "joy", "joy:0.6+surprise:0.4", "0.3*anger", "va(-0.4,0.2)", or a direction
            such as "whispered, close to tears". [default: neutral]
        va: Valence and arousal in -1..1 instead of an emotion, e.g. --va=-0.6,-0.3.
        intensity: Factor on the emotion. [default: 1; 0 to 1]
        size: Pixels, e.g. 1280x720. [default: 1280x720]
        negative: What the picture must not show, e.g. "people, text".
        init: A picture to start from, for backends that can, e.g. diffusers.
        init_strength: How far the result may depart from --init. [default: 0.6; 0 to 1]
        sweep: One picture with a row of scenes, all else equal, e.g. valence=-0.8..0.8:5; given twice, a grid
            of both. Knobs are intensity (of the emotion), valence, arousal, dominance and target:NAME. The
            size is that of each scene.
        backend: What paints; see `emogen plugins`. [default: painter]
        option: A setting of the backend; can be given again.
        seed: Seed of every chance difference.
        take: Which take of the emotion; 0 is the mean.
        variation: How far takes are from the mean. [default: 1; 0 to 2]
        takes: Pictures to make, each of the next seed and in a file of its own: image.png, image-2.png, ...
            [default: 1; 1 to 64]
        grid: All takes in one picture besides: a file, or png beside the first.

    Raises:
        RequestError: a value that does not fit, an unknown name.
        MissingWeightError: weights are not here.
    """

def regrade(
    source: str | Path,
    *,
    device: Literal["auto", "cpu", "cuda", "mps"] = ...,
    emotion: str | Emotion = ...,
    va: str | tuple[float, float] | None = ...,
    intensity: float = ...,
    protect: str = ...,
    lut: str | Path | None = ...,
    backend: str | None = ...,
    option: Mapping[str, str | bool | float] = ...,
    prompt: str = ...,
    repaint: float = ...,
    seed: int = ...,
    take: int = ...,
    variation: float = ...,
    progress: Progress = ...,
) -> RegradeResult:
    """Give a photograph or a video the look of an emotion.

    Takes pictures of every size with 8 or 16 bits a channel; keeps orientation, colour profile, transparency
    and metadata, and the sound of a video.

    Args:
        source: A photograph (PNG, JPEG, WebP, TIFF) or a video.
        device: Where networks run: cpu, cuda (NVIDIA), mps (Apple), or auto, the fastest that is there.
            [default: cpu]
        emotion: The emotion, e.g. "joy", "joy:0.6+surprise:0.4", "0.3*anger", "va(-0.4,0.2)", or a direction
            such as "whispered, close to tears". [default: neutral]
        va: Valence and arousal in -1..1 instead of an emotion, e.g. --va=-0.6,-0.3.
        intensity: Factor on the emotion. [default: 1; 0 to 1]
        protect: What keeps its own colours and stays clear of haze: skin, person, both or none. [default:
            skin,person]
        lut: The colours of the grade as a .cube table besides, for video editors and engines: a file, or cube
            beside the result.
        backend: An image backend that repaints the graded photograph, e.g. diffusers; see `emogen plugins`.
        option: A setting of the backend; can be given again.
        prompt: What the photograph shows, for the backend.
        repaint: How far the backend may depart from it. [default: 0.3; 0 to 1]
        seed: Seed of every chance difference.
        take: Which take of the emotion; 0 is the mean.
        variation: How far takes are from the mean. [default: 1; 0 to 2]

    Raises:
        RequestError: a value that does not fit, an unknown name.
        MissingWeightError: weights are not here.
    """

def stream(
    text: str,
    *,
    emotion: str | Emotion | EmotionTrack = ...,
    va: str | tuple[float, float] | None = ...,
    intensity: float = ...,
    device: Literal["auto", "cpu", "cuda", "mps"] = ...,
    before: str | Sequence[str] = ...,
    voice: str | None = ...,
    character: str | int | Path | Character | None = ...,
    backend: str | None = ...,
    option: Mapping[str, str | bool | float] = ...,
    variables: Mapping[str, str] = ...,
    strict: bool = ...,
    actor: str | Path | None = ...,
    pace: float = ...,
    markup: Literal["auto", "emogen", "ssml", "plain"] = ...,
    seed: int = ...,
    take: int = ...,
    variation: float = ...,
) -> Iterator[Speech]:
    """Speak a line phrase by phrase, each as soon as it is there; parameters as for ``speak``.

    The sounds joined are those of ``speak``, sample by sample; the timeline of each counts from its
    own start. A wrong request is refused before the first phrase is asked for.

    Raises:
        RequestError: as ``speak``; a parameter that needs the whole line.
    """
