using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Eso.Emulator.Kubernetes.Pods.Shell;
using Microsoft.AspNetCore.Http;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>
/// <c>/exec</c> and <c>/attach</c> over WebSockets: v5.channel.k8s.io (kubectl), v4 (the C# client) and
/// base64.channel.k8s.io (old Node clients). A terminal's input is read to its end (^D); its size is taken and left
/// alone. Not emulated: SPDY, echo, line editing.
/// </summary>
internal static class PodExec
{
    private const int InputBytesMax = 64 * 1024 * 1024;
    private static readonly string[] Protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io", "base64.channel.k8s.io"];

    public static async Task RunAsync(HttpContext http, JsonObject pod, PodRunner? runner)
    {
        var name = PodContainers.Choose(pod, http.Request.Query["container"].ToString());
        if (Text(Child(pod, "spec"), "nodeName").Length == 0)
        {
            throw KubeErrors.BadRequest($"pod {Name(pod)} does not have a host assigned");
        }

        if (!WebSocketUpgrade.IsWanted(http))
        {
            throw KubeErrors.BadRequest("Upgrade request required");
        }

        var container = runner?.Find(Text(Child(pod, "metadata"), "uid"))?.Find(name);
        if (container?.State != ContainerState.Running)
        {
            throw KubeErrors.Internal($"error executing command in container: container is not running: {name}");
        }

        var offered = WebSocketUpgrade.Offered(http);
        // None offered is the oldest protocol, binary and nameless: what the C# client asks for by default.
        var protocol = offered.Count == 0 ? "" : Protocols.FirstOrDefault(offered.Contains);
        if (protocol is null)
        {
            throw KubeErrors.BadRequest("unable to negotiate a WebSocket subprotocol");
        }

        using var socket = await WebSocketUpgrade.AcceptAsync(http, protocol).ConfigureAwait(false);
        var command = http.Request.Query["command"].Select(c => c ?? "").ToList();
        var tty = http.Request.Query["tty"].ToString() is "true" or "1";
        var stream = new Stream(socket, protocol, tty);
        var wantsInput = http.Request.Query["stdin"].ToString() is "true" or "1" && (!tty || Reads(command));
        try
        {
            await (http.Request.Path.Value!.EndsWith("/attach", StringComparison.Ordinal)
                ? FollowAsync(stream, container, http.RequestAborted)
                : ServeAsync(stream, container, command, wantsInput, http.RequestAborted)).ConfigureAwait(false);
        }
        catch (WebSocketException)
        {
            // The client is gone; so is the command.
        }
    }

    /// <summary>
    /// Whether a command at a terminal waits for what is typed there: a terminal has no end of input until somebody
    /// presses ^D, so that one that does not read must not be kept waiting for it.
    /// </summary>
    internal static bool Reads(IReadOnlyList<string> command) => command.Count > 0 && command[0] switch
    {
        "sh" or "bash" or "ash" or "/bin/sh" or "/bin/bash" => command.Count == 1,
        "cat" or "sort" or "head" or "tail" or "wc" or "base64" or "md5sum" or "sha256sum" or "tee" =>
            command.Skip(1).All(a => a.StartsWith('-')),
        _ => false,
    };

    /// <summary>What a message says on channel 0; nothing when it is of another channel or unreadable.</summary>
    internal static byte[] InputOf(byte[] message, bool isBase64)
    {
        if (message.Length < 2 || message[0] != (isBase64 ? (byte)'0' : 0))
        {
            return [];
        }

        if (!isBase64)
        {
            return message[1..];
        }

        var decoded = new byte[message.Length];
        return System.Buffers.Text.Base64.DecodeFromUtf8(message.AsSpan(1), decoded, out _, out var written)
            == System.Buffers.OperationStatus.Done ? decoded[..written] : [];
    }

    /// <summary>Attached: what the container writes from now on, until it ends. Its input is nobody's.</summary>
    private static async Task FollowAsync(Stream stream, ContainerRun container, CancellationToken aborted)
    {
        var output = Channel.CreateBounded<(byte Channel, string Text)>(1024);
        var writing = stream.WriteAllAsync(output.Reader, aborted);
        if (container.Log is { } log)
        {
            var last = log.After(0).Lines.Select(l => l.Number).DefaultIfEmpty(0).Max();
            while (true)
            {
                var (lines, closed, more) = log.After(last);
                foreach (var line in lines)
                {
                    Put(output.Writer, 1, line.Text);
                    last = line.Number;
                }

                if (closed)
                {
                    break;
                }

                await more.WaitAsync(aborted).ConfigureAwait(false);
            }
        }

        Put(output.Writer, 3, Result(container.ExitCode));
        output.Writer.Complete();
        await writing.ConfigureAwait(false);
        await stream.CloseAsync(aborted).ConfigureAwait(false);
    }

    private static async Task ServeAsync(
        Stream stream,
        ContainerRun container,
        List<string> command,
        bool wantsInput,
        CancellationToken aborted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var isArchive = command is [var program, ..] && program.Split('/')[^1] == "tar";
        var input = stream.ReadInputAsync(isArchive, ended.Token);
        var given = wantsInput ? await input.WaitAsync(aborted).ConfigureAwait(false) : [];
        var output = Channel.CreateBounded<(byte Channel, string Text)>(1024);
        var writing = stream.WriteAllAsync(output.Reader, aborted);
        var io = new ShellIo(
            isArchive ? "" : stream.Text(given),
            text => Put(output.Writer, 1, text),
            text => Put(output.Writer, 2, text))
        {
            Archive = isArchive ? given : null,
        };
        var code = 127;
        if (command.Count > 0 && ShellCommands.Exists(command[0]))
        {
            code = await container.Session(ended.Token).RunAsync(command, io).ConfigureAwait(false);
            Put(output.Writer, 3, Result(code));
        }
        else
        {
            Put(output.Writer, 3, NotFound(command.FirstOrDefault() ?? ""));
        }

        output.Writer.Complete();
        await writing.ConfigureAwait(false);
        await stream.CloseAsync(aborted).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
    }

    private static void Put(ChannelWriter<(byte, string)> writer, byte channel, string text)
    {
        // Slow readers hold the command up, never memory.
        while (!writer.TryWrite((channel, text)))
        {
            if (!writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
            {
                return;
            }
        }
    }

    private static string Result(int code) => code == 0
        ? new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" }.ToJsonString()
        : new JsonObject
        {
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = $"command terminated with non-zero exit code: exit status {code}",
            ["reason"] = "NonZeroExitCode",
            ["details"] = new JsonObject
            {
                ["causes"] = new JsonArray(new JsonObject
                {
                    ["reason"] = "ExitCode",
                    ["message"] = code.ToString(CultureInfo.InvariantCulture),
                }),
            },
        }.ToJsonString();

    private static string NotFound(string command) => new JsonObject
    {
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = $"Internal error occurred: error executing command in container: exec: \"{command}\": " +
            "executable file not found in $PATH",
        ["reason"] = "InternalError",
        ["code"] = 500,
    }.ToJsonString();

    /// <summary>The channel protocol: the first byte (or digit) of a message names its stream.</summary>
    private sealed class Stream(WebSocket socket, string protocol, bool tty)
    {
        private const byte CloseChannel = 255;
        private const byte EndOfTransmission = 4;

        private bool Base64 => protocol == "base64.channel.k8s.io";

        public async Task WriteAllAsync(ChannelReader<(byte Channel, string Text)> messages, CancellationToken cancel)
        {
            await foreach (var (channel, text) in messages.ReadAllAsync(cancel).ConfigureAwait(false))
            {
                if (text.Length == 0)
                {
                    continue;
                }

                var bytes = Encoding.UTF8.GetBytes(text);
                byte[] message = Base64
                    ? [(byte)('0' + channel), .. Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes))]
                    : [channel, .. bytes];
                var type = Base64 ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
                await socket.SendAsync(message, type, true, cancel).ConfigureAwait(false);
            }
        }

        public async Task CloseAsync(CancellationToken cancel)
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancel).ConfigureAwait(false);
            }
        }

        /// <summary>What comes in on channel 0, to its end (v5's close signal, or the socket's).</summary>
        public async Task<byte[]> ReadInputAsync(bool isArchive, CancellationToken cancel)
        {
            var header = 0L;
            var input = new List<byte>();
            var buffer = new byte[16 * 1024];
            var message = new List<byte>();
            try
            {
                while (socket.State == WebSocketState.Open && input.Count < InputBytesMax)
                {
                    var got = await socket.ReceiveAsync(buffer, cancel).ConfigureAwait(false);
                    if (got.MessageType == WebSocketMessageType.Close)
                    {
                        break;
                    }

                    message.AddRange(buffer.AsSpan(0, got.Count));
                    if (message.Count > InputBytesMax)
                    {
                        break;
                    }

                    if (!got.EndOfMessage)
                    {
                        continue;
                    }

                    if (message.Count > 0 && message[0] == CloseChannel)
                    {
                        break;
                    }

                    input.AddRange(InputOf([.. message], Base64));
                    message.Clear();
                    if (isArchive && ShellTar.IsWhole(input, ref header))
                    {
                        break;
                    }

                    if (tty && input.IndexOf(EndOfTransmission) is >= 0 and var end)
                    {
                        input.RemoveRange(end, input.Count - end);
                        break;
                    }
                }
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                // The client stopped sending.
            }

            return [.. input];
        }

        /// <summary>Input as a text; a terminal's return key ends a line.</summary>
        public string Text(byte[] input)
        {
            var text = Encoding.UTF8.GetString(input);
            return tty ? text.Replace('\r', '\n') : text;
        }
    }
}
