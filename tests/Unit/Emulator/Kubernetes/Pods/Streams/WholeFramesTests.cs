using System.Net.WebSockets;
using Eso.Emulator.Kubernetes.Pods.Streams;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Pods.Streams;

/// <summary>What the official C# client sends: one message that never ends, each of whose frames names its channel.</summary>
public sealed class WholeFramesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1 << 20)]
    public async Task Each_frame_of_a_message_without_end_is_a_message(int pieceBytes)
    {
        var sent = new Pipe(int.MaxValue);
        using var client = WebSocket.CreateFromStream(sent, new WebSocketCreationOptions { IsServer = false });
        int[] sizes = [1, 125, 126, 70_000, 0, 3];
        foreach (var size in sizes)
        {
            var frame = new byte[size];
            frame.AsSpan().Fill((byte)size);
            await client.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
        }

        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);

        sent = new Pipe(pieceBytes, sent.ToArray());
        using var server = WebSocket.CreateFromStream(new WholeFrames(sent), new WebSocketCreationOptions { IsServer = true });
        var buffer = new byte[100_000];
        foreach (var size in sizes)
        {
            var count = 0;
            ValueWebSocketReceiveResult got;
            do
            {
                got = await server.ReceiveAsync(buffer.AsMemory(count), CancellationToken.None);
                count += got.Count;
            }
            while (!got.EndOfMessage);
            count.Should().Be(size);
            got.MessageType.Should().Be(WebSocketMessageType.Binary);
            buffer.Take(count).All(b => b == (byte)size).Should().BeTrue();
        }

        (await server.ReceiveAsync(buffer, CancellationToken.None)).MessageType.Should().Be(WebSocketMessageType.Close);
    }

    /// <summary>Gives what it was given, so many bytes at a time.</summary>
    private sealed class Pipe(int pieceBytes, byte[]? content = null) : MemoryStream
    {
        private int at;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(Math.Min(pieceBytes, buffer.Length), content!.Length - at);
            content.AsSpan(at, count).CopyTo(buffer.Span);
            at += count;
            return ValueTask.FromResult(count);
        }
    }
}
