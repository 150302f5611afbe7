using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>
/// Bytes as the texts the shell passes on, and back without loss: bytes that are no UTF-8 become lone surrogates, which
/// no UTF-8 decodes to.
/// </summary>
internal static class ShellBytes
{
    private const char First = '\uDC00';
    private const char Last = '\uDCFF';

    public static string Text(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            var isRune = Rune.DecodeFromUtf8(bytes, out var rune, out var used) == OperationStatus.Done;
            if (isRune)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                foreach (var b in bytes[..used])
                {
                    text.Append((char)(First + b));
                }
            }

            bytes = bytes[used..];
        }

        return text.ToString();
    }

    public static byte[] Of(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange(First, Last) < 0)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = new ArrayBufferWriter<byte>(text.Length);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var isRune = Rune.DecodeFromUtf16(rest, out var rune, out var used) == OperationStatus.Done;
            if (!isRune && rest[0] is >= First and <= Last)
            {
                bytes.GetSpan(1)[0] = (byte)(rest[0] - First);
                bytes.Advance(1);
            }
            else
            {
                bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
            }

            rest = rest[used..];
        }

        return bytes.WrittenSpan.ToArray();
    }
}
