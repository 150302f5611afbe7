using System.Buffers;
using System.Buffers.Text;
using System.Net.WebSockets;
using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>
/// A message of the channel protocols over WebSockets: a byte that names the channel, then its content; in their base64
/// forms a digit and text.
/// </summary>
internal static class ChannelMessage
{
    public static (byte[] Message, WebSocketMessageType Type) Of(int channel, ReadOnlySpan<byte> content, bool isBase64) => isBase64
        ? ([(byte)('0' + channel), .. Encoding.ASCII.GetBytes(Convert.ToBase64String(content))], WebSocketMessageType.Text)
        : ([(byte)channel, .. content], WebSocketMessageType.Binary);

    /// <summary>The channel a message names; -1 when it is empty.</summary>
    public static int ChannelOf(ReadOnlySpan<byte> message, bool isBase64) =>
        message.IsEmpty ? -1 : isBase64 ? message[0] - '0' : message[0];

    /// <summary>What follows the channel; nothing when it is unreadable.</summary>
    public static byte[] ContentOf(ReadOnlySpan<byte> message, bool isBase64)
    {
        if (message.Length < 2)
        {
            return [];
        }

        if (!isBase64)
        {
            return message[1..].ToArray();
        }

        var decoded = new byte[message.Length];
        return Base64.DecodeFromUtf8(message[1..], decoded, out _, out var written) == OperationStatus.Done ? decoded[..written] : [];
    }
}
