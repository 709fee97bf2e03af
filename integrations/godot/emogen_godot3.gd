# A client of emogen's /v1/perform for Godot 3: add it as a child of an AudioStreamPlayer.
#
#   $Emogen.connect_to("ws://127.0.0.1:8880", {"character": "mira"})
#   $Emogen.say("You came!", {"emotion": "joy"})
#
# Set `mesh` to a MeshInstance whose blend shapes have names of ARKit, and its face follows the sound.
extends Node

signal started(ready)
signal line_begun(id, emotion)
signal word_said(text, time)
signal emotion_shown(emotion)
signal line_over(message)
signal failed(message)

export(NodePath) var mesh_path
var mesh = null
var ready_message = {}
var sound = {}  # Bytes of s16le by line, for whoever plays them elsewhere.
var keep_sound = false

var _client = WebSocketClient.new()
var _start = {}
var _pending = ""
var _count = 0
var _playback = null
var _rate = 24000.0
var _samples = PoolVector2Array()
var _frames = []
var _begun = 0.0
var _played = 0.0

func _init():
	_client.connect("connection_established", self, "_opened")
	_client.connect("connection_closed", self, "_closed")
	_client.connect("connection_error", self, "_closed")
	_client.connect("data_received", self, "_received")

func connect_to(url, start = {}, token = ""):
	_start = start
	var query = "?token=" + token.percent_encode() if token != "" else ""
	# Chunks of a fast server come in a burst: room for some seconds of them.
	_client.set_buffers(4096, 1024, 8192, 1024)
	return _client.connect_to_url(url + "/v1/perform" + query)

func say(text, manner = {}):
	_count += 1
	var id = "godot-%d" % _count
	_send(_with(manner, {"type": "say", "id": id, "text": text}))
	return id

func cancel():
	_samples = PoolVector2Array()
	_frames = []
	_send({"type": "cancel"})

func disconnect_from_server():
	_client.disconnect_from_host()

func _with(fields, others):
	var all = fields.duplicate()
	for key in others:
		all[key] = others[key]
	return all

func _send(message):
	_client.get_peer(1).set_write_mode(WebSocketPeer.WRITE_MODE_TEXT)
	_client.get_peer(1).put_packet(JSON.print(message).to_utf8())

func _opened(_protocol = ""):
	_send(_with(_start, {"type": "start", "format": "binary"}))

func _closed(_clean = false):
	emit_signal("failed", "the connection is closed")

func _process(delta):
	poll(delta)

# Called each frame; scripts without a scene tree call it themselves.
func poll(delta):
	_client.poll()
	_play()
	_show(delta)

# Packets that come together are told of once.
func _received():
	while _client.get_peer(1).get_available_packet_count() > 0:
		_take()

func _take():
	var packet = _client.get_peer(1).get_packet()
	if not _client.get_peer(1).was_string_packet():
		_take_sound(packet)
		return
	var message = JSON.parse(packet.get_string_from_utf8()).result
	match message["type"]:
		"ready":
			ready_message = message
			emit_signal("started", message)
		"begin":
			_rate = message["rate"]
			_frames = []
			_played = 0.0
			emit_signal("line_begun", message["id"], message["emotion"])
		"chunk":
			_pending = message["id"]
			_take_chunk(message)
		"done", "cancelled":
			emit_signal("line_over", message)
		"error":
			emit_signal("failed", message["message"])

func _take_chunk(chunk):
	for word in chunk.get("words", []):
		emit_signal("word_said", word["text"], word["start"])
	if chunk.has("emotion"):
		emit_signal("emotion_shown", chunk["emotion"])
	if chunk.has("face") and chunk["face"].has("curves"):
		var face = chunk["face"]
		for index in range(face["curves"].size()):
			_frames.append([(face["first"] + index) / face["fps"], face["curves"][index]])

func _take_sound(packet):
	if keep_sound:
		var bytes = sound.get(_pending, PoolByteArray())
		bytes.append_array(packet)
		sound[_pending] = bytes
	for at in range(0, packet.size() - 1, 2):
		var value = packet[at] | packet[at + 1] << 8
		var sample = (value - 65536 if value > 32767 else value) / 32768.0
		_samples.append(Vector2(sample, sample))

func _play():
	var player = get_parent()
	if not player is AudioStreamPlayer or _samples.size() == 0:
		return
	if _playback == null:
		var stream = AudioStreamGenerator.new()
		stream.mix_rate = _rate
		player.stream = stream
		player.play()
		_playback = player.get_stream_playback()
	var count = min(_playback.get_frames_available(), _samples.size())
	if count > 0:
		_playback.push_buffer(_samples.subarray(0, count - 1))
		_samples = _samples.subarray(count, _samples.size() - 1) if count < _samples.size() else PoolVector2Array()

func _show(delta):
	if _frames.empty():
		return
	_played += delta
	while _frames.size() > 1 and _frames[1][0] <= _played:
		_frames.pop_front()
	if mesh == null and mesh_path != null and has_node(mesh_path):
		mesh = get_node(mesh_path)
	if mesh != null:
		show_face(_frames[0][1])

# Set the blend shapes that have names of ARKit.
func show_face(row):
	for index in range(ready_message["curves"].size()):
		mesh.set("blend_shapes/" + ready_message["curves"][index], row[index])
