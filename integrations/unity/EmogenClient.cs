// A client of emogen's /v1/perform for Unity 2021.3 and later, on a GameObject with an AudioSource.
// Needs the package com.unity.nuget.newtonsoft-json. Not for WebGL, which has no ClientWebSocket.
//
//   await client.Connect();
//   client.Say("You came!", emotion: "joy");
//
// Blend shapes of `face` that have names of ARKit (in any case, with any beginning up to a dot) follow the sound.

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using UnityEngine;

[RequireComponent(typeof(AudioSource))]
public class EmogenClient : MonoBehaviour
{
    public string url = "ws://127.0.0.1:8880";
    public string token = "";
    public string voice = "";
    public string character = "";
    public SkinnedMeshRenderer face;

    public event Action<JObject> MessageReceived;

    const int MostSeconds = 600;

    readonly ConcurrentQueue<JObject> messages = new ConcurrentQueue<JObject>();
    readonly ConcurrentQueue<float> samples = new ConcurrentQueue<float>();
    readonly SemaphoreSlim sending = new SemaphoreSlim(1);
    readonly Queue<(float time, float[] row)> frames = new Queue<(float, float[])>();
    readonly CancellationTokenSource closing = new CancellationTokenSource();

    ClientWebSocket socket;
    int[] shapes = Array.Empty<int>();
    int count;
    int heard; // Samples of the line that were played, counted by the thread of sound.

    public async Task Connect()
    {
        socket = new ClientWebSocket();
        if (token != "") socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(new Uri($"{url}/v1/perform"), closing.Token);
        var start = new JObject { ["type"] = "start", ["format"] = "binary", ["fps"] = 60 };
        if (voice != "") start["voice"] = voice;
        if (character != "") start["character"] = character;
        await Send(start);
        _ = Receive();
    }

    /// <summary>Say a line; its id is in the messages that belong to it.</summary>
    public string Say(string text, string emotion = null)
    {
        var line = new JObject { ["type"] = "say", ["id"] = $"unity-{++count}", ["text"] = text };
        if (emotion != null) line["emotion"] = emotion;
        _ = Send(line);
        return (string)line["id"];
    }

    /// <summary>Barge-in: every line stops.</summary>
    public void Cancel()
    {
        while (samples.TryDequeue(out _)) { }
        frames.Clear();
        _ = Send(new JObject { ["type"] = "cancel" });
    }

    async Task Send(JObject message)
    {
        var bytes = Encoding.UTF8.GetBytes(message.ToString(Newtonsoft.Json.Formatting.None));
        await sending.WaitAsync(closing.Token);
        try
        {
            await socket.SendAsync(new ArraySegment<byte>(bytes), WebSocketMessageType.Text, true, closing.Token);
        }
        finally
        {
            sending.Release();
        }
    }

    async Task Receive()
    {
        var buffer = new ArraySegment<byte>(new byte[1 << 16]);
        while (socket.State == WebSocketState.Open)
        {
            using var whole = new MemoryStream();
            WebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer, closing.Token);
                whole.Write(buffer.Array, 0, part.Count);
            } while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close) return;
            var bytes = whole.ToArray();
            if (part.MessageType == WebSocketMessageType.Text)
                messages.Enqueue(JObject.Parse(Encoding.UTF8.GetString(bytes)));
            else
                for (var at = 0; at + 1 < bytes.Length; at += 2)
                    samples.Enqueue((short)(bytes[at] | bytes[at + 1] << 8) / 32768f);
        }
    }

    void Update()
    {
        while (messages.TryDequeue(out var message))
        {
            Take(message);
            MessageReceived?.Invoke(message);
        }
        Show();
    }

    void Take(JObject message)
    {
        switch ((string)message["type"])
        {
            case "ready":
                Bind((JArray)message["curves"]);
                break;
            case "begin":
                frames.Clear();
                Interlocked.Exchange(ref heard, 0);
                Play((int)message["rate"]);
                break;
            case "chunk" when message["face"]?["curves"] is JArray rows:
                var first = (float)message["face"]["first"];
                var fps = (float)message["face"]["fps"];
                for (var index = 0; index < rows.Count; index++)
                    frames.Enqueue(((first + index) / fps, rows[index].ToObject<float[]>()));
                break;
        }
    }

    void Play(int rate)
    {
        var source = GetComponent<AudioSource>();
        if (source.clip != null && source.clip.frequency == rate && source.isPlaying) return;
        source.clip = AudioClip.Create("emogen", rate * MostSeconds, 1, rate, true, Fill);
        source.loop = true;
        source.Play();
    }

    void Fill(float[] data)
    {
        for (var index = 0; index < data.Length; index++)
        {
            var there = samples.TryDequeue(out var sample);
            data[index] = there ? sample : 0f;
            if (there) Interlocked.Increment(ref heard);
        }
    }

    void Bind(JArray curves)
    {
        shapes = new int[curves.Count];
        for (var curve = 0; curve < curves.Count; curve++)
        {
            shapes[curve] = -1;
            for (var shape = 0; face != null && shape < face.sharedMesh.blendShapeCount; shape++)
            {
                var name = face.sharedMesh.GetBlendShapeName(shape);
                name = name.Substring(name.LastIndexOf('.') + 1);
                if (string.Equals(name, (string)curves[curve], StringComparison.OrdinalIgnoreCase)) shapes[curve] = shape;
            }
        }
    }

    void Show()
    {
        var source = GetComponent<AudioSource>();
        if (frames.Count == 0 || source.clip == null) return;
        var time = Volatile.Read(ref heard) / (float)source.clip.frequency;
        while (frames.Count > 1 && frames.Peek().time < time) frames.Dequeue();
        var row = frames.Peek().row;
        for (var curve = 0; face != null && curve < shapes.Length; curve++)
            if (shapes[curve] >= 0) face.SetBlendShapeWeight(shapes[curve], 100f * row[curve]);
    }

    void OnDestroy()
    {
        closing.Cancel();
        socket?.Dispose();
    }
}
