# Live voices by emogen, for Ren'Py 7.5 and 8: put this file into the game folder, and run `emogen serve`.
#
#   define e = EmogenCharacter("Eileen", voice="af_heart")
#   define m = EmogenCharacter("Mira", mind="mira")      # a character that feels, see docs/perform.md
#   label start:
#       e "You came!" (emotion="joy")
#       $ emogen_event("mira", "Eileen hugged me", desirability=0.6)
#       m "I had hoped you would."
#
# The game goes on while a line is made; without a server it is silent. A line that is left is not heard.

init -10 python:

    import json
    import threading

    try:
        from urllib.request import ProxyHandler, Request, build_opener
        from urllib.parse import quote
    except ImportError:
        from urllib2 import ProxyHandler, Request, build_opener
        from urllib import quote

    # Where the server is, its token if it needs one, and the seconds to wait for a line.
    emogen_url = "http://127.0.0.1:8880"
    emogen_token = None
    emogen_timeout = 20.0

    class EmogenLines(object):
        """Asks for lines in threads, and plays the last one asked for when it is there."""

        def __init__(self):
            self.lock = threading.Lock()
            self.number = 0
            self.ready = None
            self.error = None

        def ask(self, path, body):
            with self.lock:
                self.number += 1
                number = self.number
                self.ready = None
            thread = threading.Thread(target=self.fetch, args=(number, path, body))
            thread.daemon = True
            thread.start()

        def fetch(self, number, path, body):
            try:
                sound = emogen_post(path, body)
            except Exception as error:  # No server, or a line that it cannot say: the game goes on in silence.
                self.error = "%s: %s" % (path, error)
                return
            with self.lock:
                if number == self.number:
                    self.ready = sound

        def play(self):
            with self.lock:
                sound, self.ready = self.ready, None
            if sound is not None:
                renpy.music.play(AudioData(sound, "line.wav"), channel="voice", loop=False)

        def stop(self):
            with self.lock:
                self.number += 1
                self.ready = None

    emogen_lines = EmogenLines()

    def emogen_post(path, body):
        """Post JSON to the server. Returns the bytes of the answer."""
        headers = {"Content-Type": "application/json"}
        if emogen_token:
            headers["Authorization"] = "Bearer " + emogen_token
        request = Request(emogen_url + path, json.dumps(body).encode("utf-8"), headers)
        return build_opener(ProxyHandler({})).open(request, timeout=emogen_timeout).read()

    def emogen_event(mind, text="", **event):
        """Have something happen to a character, e.g. desirability=-0.5, praise=-0.8, actor="other"."""
        body = dict(event, text=text)
        thread = threading.Thread(target=emogen_quietly, args=("/v1/characters/%s/events" % quote(mind), body))
        thread.daemon = True
        thread.start()

    def emogen_quietly(path, body):
        try:
            emogen_post(path, body)
        except Exception as error:
            emogen_lines.error = "%s: %s" % (path, error)

    class EmogenCharacter(ADVCharacter):
        """A character whose lines are spoken: `voice` as of emogen, or `mind`, a character that feels."""

        def __init__(self, name=None, voice="af_heart", mind=None, **properties):
            super(EmogenCharacter, self).__init__(name, **properties)
            self.emogen_voice = voice
            self.emogen_mind = mind

        def __call__(self, what, *arguments, **keywords):
            emotion = keywords.pop("emotion", None)
            self.emogen_ask(renpy.filter_text_tags(renpy.substitute(what), allow=[]), emotion)
            result = super(EmogenCharacter, self).__call__(what, *arguments, **keywords)
            if keywords.get("interact", True):
                emogen_lines.stop()  # The player goes on to the next line.
            return result

        def emogen_ask(self, text, emotion):
            manner = {} if emotion is None else {"emotion": emotion}
            if self.emogen_mind is None:
                body = dict(manner, model="emogen", input=text, voice=self.emogen_voice, response_format="wav")
                emogen_lines.ask("/v1/audio/speech", body)
            else:
                path = "/v1/characters/%s/say" % quote(self.emogen_mind)
                emogen_lines.ask(path, dict(manner, text=text))

    config.periodic_callbacks.append(emogen_lines.play)
