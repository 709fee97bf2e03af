# A client of emogen's /v1/perform for Godot 4: add it as a child of an AudioStreamPlayer.
#
#   $Emogen.connect_to("ws://127.0.0.1:8880", {"character": "mira"})
#   $Emogen.say("You came!", {"emotion": "joy"})
#
# Set `mesh` to a MeshInstance3D whose blend shapes have names of ARKit, and its face follows the sound.
extends Node

signal started(ready: Dictionary)
signal line_begun(id: String, emotion: String)
signal word_said(text: String, time: float)
signal emotion_shown(emotion: Dictionary)
signal line_over(message: Dictionary)
signal failed(message: String)

@export var mesh: MeshInstance3D
var ready_message := {}

var _socket := WebSocketPeer.new()
var _start := {}
var _begun := false
var _count := 0
var _playback: AudioStreamGeneratorPlayback = null
var _rate := 24000.0
var _samples := PackedVector2Array()
var _frames: Array = []
var _played := 0.0

func connect_to(url: String, start := {}, token := "") -> int:
	_start = start
	_begun = false
	# Chunks of a fast server come in a burst: room for some seconds of them.
	_socket.inbound_buffer_size = 1 << 22
	_socket.max_queued_packets = 4096
	var query := "?token=" + token.uri_encode() if token != "" else ""
	return _socket.connect_to_url(url + "/v1/perform" + query)

func say(text: String, manner := {}) -> String:
	_count += 1
	var id := "godot-%d" % _count
	_send(manner.merged({"type": "say", "id": id, "text": text}, true))
	return id

func cancel() -> void:
	_samples.clear()
	_frames.clear()
	_send({"type": "cancel"})

func _send(message: Dictionary) -> void:
	_socket.send_text(JSON.stringify(message))

func _process(delta: float) -> void:
	_socket.poll()
	if _socket.get_ready_state() == WebSocketPeer.STATE_OPEN and not _begun:
		_begun = true
		_send(_start.merged({"type": "start", "format": "binary"}, true))
	elif _socket.get_ready_state() == WebSocketPeer.STATE_CLOSED and _begun:
		_begun = false
		failed.emit("the connection is closed")
	while _socket.get_available_packet_count() > 0:
		var packet := _socket.get_packet()
		if _socket.was_string_packet():
			_receive(JSON.parse_string(packet.get_string_from_utf8()))
		else:
			for at in range(0, packet.size() - 1, 2):
				var sample := packet.decode_s16(at) / 32768.0
				_samples.append(Vector2(sample, sample))
	_play()
	_show(delta)

func _receive(message: Dictionary) -> void:
	match message["type"]:
		"ready":
			ready_message = message
			started.emit(message)
		"begin":
			_rate = message["rate"]
			_frames.clear()
			_played = 0.0
			line_begun.emit(message["id"], message["emotion"])
		"chunk":
			for word in message.get("words", []):
				word_said.emit(word["text"], word["start"])
			if message.has("emotion"):
				emotion_shown.emit(message["emotion"])
			var face: Dictionary = message.get("face", {})
			for index in face.get("curves", []).size():
				_frames.append([(face["first"] + index) / face["fps"], face["curves"][index]])
		"done", "cancelled":
			line_over.emit(message)
		"error":
			failed.emit(message["message"])

func _play() -> void:
	var player := get_parent() as AudioStreamPlayer
	if player == null or _samples.is_empty():
		return
	if _playback == null:
		var stream := AudioStreamGenerator.new()
		stream.mix_rate = _rate
		player.stream = stream
		player.play()
		_playback = player.get_stream_playback()
	var count := mini(_playback.get_frames_available(), _samples.size())
	if count > 0:
		_playback.push_buffer(_samples.slice(0, count))
		_samples = _samples.slice(count)

func _show(delta: float) -> void:
	if _frames.is_empty():
		return
	_played += delta
	while _frames.size() > 1 and _frames[1][0] <= _played:
		_frames.pop_front()
	if mesh != null:
		show_face(_frames[0][1])

# Set the blend shapes that have names of ARKit.
func show_face(row: Array) -> void:
	for index in ready_message["curves"].size():
		var shape := mesh.find_blend_shape_by_name(ready_message["curves"][index])
		if shape >= 0:
			mesh.set_blend_shape_value(shape, row[index])
