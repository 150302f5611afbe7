using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Pods.Streams;

namespace Eso.Emulator.Kubernetes.Pods.Docker;

/// <summary>A container of the engine: its output is followed from its start, its end waited for.</summary>
internal sealed class DockerContainer : IContainerProcess
{
    private const int ChunkBytesMax = 64 * 1024;

    private readonly DockerApi api;
    private readonly string id;
    private readonly bool tty;

    public DockerContainer(DockerApi api, string id, string imageId, ContainerLog log, bool tty, TimeProvider clock)
    {
        this.api = api;
        this.id = id;
        this.tty = tty;
        ImageId = imageId;
        Ended = FollowAsync(log, clock);
    }

    public string Id => "docker://" + id;

    public string ImageId { get; }

    public Task<(int Code, string Reason)> Ended { get; }

    public async Task StopAsync(TimeSpan grace)
    {
        try
        {
            var seconds = ((int)grace.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await api.SendAsync(HttpMethod.Post, $"/containers/{id}/stop?t={seconds}", null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (DockerException)
        {
            // It has ended, or the engine has.
        }

        await Ended.ConfigureAwait(false);
    }

    public async Task<int> ExecAsync(
        IReadOnlyList<string> command, bool tty, bool takesInput, IExecClient client, CancellationToken cancellation)
    {
        try
        {
            var made = await api.SendAsync(HttpMethod.Post, $"/containers/{id}/exec", new JsonObject
            {
                ["AttachStdin"] = takesInput,
                ["AttachStdout"] = true,
                ["AttachStderr"] = true,
                ["Tty"] = tty,
                ["Cmd"] = new JsonArray([.. command.Select(c => (JsonNode)c)]),
            }, cancellation).ConfigureAwait(false);
            var exec = made!["Id"]!.GetValue<string>();
            using var socket = await api.HijackAsync($"/exec/{exec}/start", new JsonObject { ["Detach"] = false, ["Tty"] = tty }, cancellation)
                .ConfigureAwait(false);
            using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var stream = new NetworkStream(socket, ownsSocket: false);
            var feeding = takesInput ? FeedAsync(socket, client, done.Token) : Task.CompletedTask;
            await OutputAsync(stream, tty, (channel, bytes) => client.SendAsync(channel, bytes, cancellation), cancellation).ConfigureAwait(false);
            await done.CancelAsync().ConfigureAwait(false);
            await feeding.ConfigureAwait(false);
            var seen = await api.SendAsync(HttpMethod.Get, $"/exec/{exec}/json", null, cancellation).ConfigureAwait(false);
            return seen?["ExitCode"]?.GetValue<int>() ?? 0;
        }
        catch (DockerException e)
        {
            throw new ContainerConfigException(e.Message);
        }
    }

    public async Task AttachAsync(bool types, IExecClient client, CancellationToken cancellation)
    {
        try
        {
            var query = $"stream=1&stdout=1&stderr=1&stdin={(types ? 1 : 0)}";
            using var socket = await api.HijackAsync($"/containers/{id}/attach?{query}", [], cancellation).ConfigureAwait(false);
            using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var stream = new NetworkStream(socket, ownsSocket: false);
            var feeding = types ? FeedAsync(socket, client, done.Token) : Task.CompletedTask;
            await OutputAsync(stream, tty, (channel, bytes) => client.SendAsync(channel, bytes, cancellation), cancellation).ConfigureAwait(false);
            await done.CancelAsync().ConfigureAwait(false);
            await feeding.ConfigureAwait(false);
        }
        catch (DockerException)
        {
            // It has ended, or the engine has.
        }
    }

    private static async Task FeedAsync(Socket socket, IExecClient client, CancellationToken cancellation)
    {
        try
        {
            while (await client.ReadInputAsync(cancellation).ConfigureAwait(false) is { } piece)
            {
                await socket.SendAsync(piece, cancellation).ConfigureAwait(false);
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The command has ended before its input.
        }
    }

    /// <summary>The engine's frames: a byte for the stream, three of nothing, four of length; a terminal's output is bare.</summary>
    private static async Task OutputAsync(
        Stream stream, bool isRaw, Func<int, ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancellation)
    {
        var buffer = new byte[ChunkBytesMax];
        try
        {
            while (true)
            {
                var channel = 1;
                var left = int.MaxValue;
                if (!isRaw)
                {
                    if (await stream.ReadAtLeastAsync(buffer.AsMemory(0, 8), 8, false, cancellation).ConfigureAwait(false) < 8)
                    {
                        return;
                    }

                    channel = buffer[0] == 2 ? 2 : 1;
                    left = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(4));
                }

                while (left > 0)
                {
                    var got = await stream.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)), cancellation).ConfigureAwait(false);
                    if (got == 0)
                    {
                        return;
                    }

                    await write(channel, buffer.AsMemory(0, got)).ConfigureAwait(false);
                    left -= isRaw ? 0 : got;
                }
            }
        }
        catch (IOException)
        {
            // The engine closed the connection.
        }
    }

    private async Task<(int Code, string Reason)> FollowAsync(ContainerLog log, TimeProvider clock)
    {
        await Task.Yield();
        try
        {
            // A text may be cut anywhere: each stream has its own decoder.
            Decoder[] decoders = [Encoding.UTF8.GetDecoder(), Encoding.UTF8.GetDecoder()];
            var chars = new char[ChunkBytesMax + 4];
            using var stream = await api.OpenAsync($"/containers/{id}/logs?follow=1&stdout=1&stderr=1", CancellationToken.None)
                .ConfigureAwait(false);
            await OutputAsync(
                stream,
                tty,
                (channel, bytes) =>
                {
                    var count = decoders[channel - 1].GetChars(bytes.Span, chars, flush: false);
                    log.Write(new string(chars, 0, count), clock.GetUtcNow());
                    return ValueTask.CompletedTask;
                },
                CancellationToken.None).ConfigureAwait(false);
            var end = await api.SendAsync(HttpMethod.Post, $"/containers/{id}/wait", null, CancellationToken.None).ConfigureAwait(false);
            var code = end?["StatusCode"]?.GetValue<int>() ?? 0;
            var seen = await api.SendAsync(HttpMethod.Get, $"/containers/{id}/json", null, CancellationToken.None).ConfigureAwait(false);
            var starved = seen?["State"]?["OOMKilled"]?.GetValue<bool>() ?? false;
            return (code, starved ? "OOMKilled" : code == 0 ? "Completed" : "Error");
        }
        catch (Exception e) when (e is DockerException or HttpRequestException or IOException or ObjectDisposedException)
        {
            // Removed from under us.
            return (137, "ContainerStatusUnknown");
        }
    }
}
